from imports.models.account_mapping import AccountMapping
from imports.models.bank_layout import BankLayout
from imports.models.batch import Batch, BatchRow, FormerNumber, SourceFile
from imports.models.memory import Alias, FacilityName, Layout, RowName, Rule
from imports.models.reason import RowReason
from imports.models.told_payments import ToldPayments
from imports.models.work import LongWork

__all__ = [
    "AccountMapping", "Alias", "BankLayout", "Batch", "BatchRow", "FacilityName", "FormerNumber", "Layout", "LongWork",
    "RowName", "RowReason", "Rule", "SourceFile", "ToldPayments",
]  # fmt: skip
