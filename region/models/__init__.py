from region.models.absorption import Absorption
from region.models.objects import CapitalObject

__all__ = ["Absorption", "CapitalObject"]
