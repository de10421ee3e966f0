"""What of a region's figures the chain stands over."""

from finance.guards import Chained

CHAINED = tuple(Chained(f"region.{name}", "document", only_grows=True) for name in ("Absorption", "CapitalObject"))
