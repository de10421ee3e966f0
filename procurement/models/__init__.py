from procurement.models.contract import Contract, ScheduleLine
from procurement.models.control import ControlException, ControlRule
from procurement.models.delivery import Act, ActLine, PaymentMatch
from procurement.models.lot import Lot
from procurement.models.plan import PlanAct, PlanItem
from procurement.models.supplier import Supplier

__all__ = [
    "Act",
    "ActLine",
    "Contract",
    "ControlException",
    "ControlRule",
    "Lot",
    "PaymentMatch",
    "PlanAct",
    "PlanItem",
    "ScheduleLine",
    "Supplier",
]
