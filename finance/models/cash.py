"""Cash as others state it: balances of accounts by date, and the treasury's cumulative figures."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField
from finance.models.document import Document


class CashBalance(models.Model):
    """The balance of an account as stated at the end of `date`. Append-only; the newest posted statement holds.

    A statement dated the first day of a month, with none for the day before, is the month's opening balance.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="cash_balances", verbose_name=_("budget"))
    account = models.CharField(_("account"), max_length=34, blank=True)
    date = models.DateField(_("date"))
    amount = TengeField(_("balance, tenge"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="cash_balances", verbose_name=_("document")
    )
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("stated cash balance")
        verbose_name_plural = _("stated cash balances")
        ordering = ["date", "id"]

    def __str__(self) -> str:
        return f"{self.date} {self.amount}"


class TreasuryFigure(models.Model):
    """One code's line of form 4-20: column 7, paid from 1 January through `month`. Append-only."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="treasury_figures", verbose_name=_("document")
    )
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    month = MonthField(_("month"))
    paid_amount = TengeField(_("paid since January, tenge"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("treasury figure")
        verbose_name_plural = _("treasury figures")

    def __str__(self) -> str:
        return f"{self.month} {self.paid_amount}"
