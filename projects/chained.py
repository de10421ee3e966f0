"""What of projects the chain stands over."""

from finance.guards import Chained

CHAINED = (
    Chained("projects.ProjectLine", "document"),
    *(Chained(f"projects.{name}") for name in ("Project", "Funder", "Site", "Stage")),
)
