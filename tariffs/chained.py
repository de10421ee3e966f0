"""What of the tariffs' figures the chain stands over."""

from finance.guards import Chained

DECLARED = (
    "CostCentre", "DriverValue", "Attribution", "ResourceLine", "Volume", "Stay", "Transfer", "Quota",
    "ReportedFigure", "Tariff", "PromisedCare", "StrategicNode", "Indicator", "IndicatorValue", "ServiceUse",
    "DrugIssue", "Position", "MedicalRow",
)  # fmt: skip

CHAINED = (
    *(Chained(f"tariffs.{name}", "document", only_grows=True) for name in DECLARED),
    *(Chained(f"tariffs.{name}") for name in ("CostingRun", "ServiceRate", "CareProfile", "Beds")),
    Chained("tariffs.EpisodeCost", "run", only_grows=True),
)
