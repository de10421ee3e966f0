"""What a monthly trial balance says of a code besides what was accrued: its balances and turnovers. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField
from finance.models.document import Document


class TrialBalanceLine(models.Model):
    """One code of one month, tenge. Credit balances are payables, debit balances advances and stock."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="trial_balance_lines", verbose_name=_("document")
    )
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    month = MonthField(_("month"))
    opening_debit = TengeField(_("opening debit balance"))
    opening_credit = TengeField(_("opening credit balance"))
    debit = TengeField(_("debit turnover"))
    credit = TengeField(_("credit turnover"))
    closing_debit = TengeField(_("closing debit balance"))
    closing_credit = TengeField(_("closing credit balance"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("line of a trial balance")
        verbose_name_plural = _("lines of a trial balance")

    def __str__(self) -> str:
        return f"{self.month} {self.credit}"
