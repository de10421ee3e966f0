from procurement.models.contract import Contract, ScheduleLine
from procurement.models.control import ControlException, ControlRule
from procurement.models.delivery import Act, ActLine, PaymentMatch
from procurement.models.plan import PlanAct, PlanItem
from procurement.models.supplier import Supplier

__all__ = [
    "Act",
    "ActLine",
    "Contract",
    "ControlException",
    "ControlRule",
    "PaymentMatch",
    "PlanAct",
    "PlanItem",
    "ScheduleLine",
    "Supplier",
]
