"""What of projects the chain stands over."""

from finance.guards import Chained

CHAINED = (
    Chained("projects.ProjectLine", "document", only_grows=True),
    *(Chained(f"projects.{name}") for name in ("Project", "Funder", "Site", "Stage")),
)
