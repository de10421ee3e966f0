from region.models.absorption import Absorption
from region.models.objects import CapitalObject
from region.models.packages import FacilityKey, TakenPackage

__all__ = ["Absorption", "CapitalObject", "FacilityKey", "TakenPackage"]
