"""What of a region's figures the chain stands over."""

from finance.guards import Chained

OF_DOCUMENTS = ("Absorption", "CapitalObject", "TakenPackage")
CHAINED = (
    *(Chained(f"region.{name}", "document", only_grows=True) for name in OF_DOCUMENTS),
    Chained("region.FacilityKey"),
)
