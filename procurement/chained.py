"""What of contracts, acts and payments the chain stands over."""

from finance.guards import Chained

ROWS = ("Supplier", "PlanAct", "PlanItem", "Lot", "Contract", "Act", "PaymentMatch", "ControlRule", "ControlException")

CHAINED = (
    *(Chained(f"procurement.{name}") for name in ROWS),
    Chained("procurement.ScheduleLine", "contract"),
    Chained("procurement.ActLine", "act"),
    Chained("procurement.Contract.plan_items", "contract"),
    Chained("procurement.Lot.plan_items", "lot"),
)
