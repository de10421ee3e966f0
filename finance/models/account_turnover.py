"""What 1C says of an account, article and department of a month: cost, and the code it was taken for. Append-only."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField
from finance.models.document import Document


class AccountTurnover(models.Model):
    """One debit turnover as a file states it, tenge; article and department as 1C writes them, or empty.

    Of the same account, article, department and month the last document that stands is in force; the ledger holds the
    differences that these rows made, under `code` and `centre`.
    """

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="account_turnovers", verbose_name=_("document")
    )
    month = MonthField(_("month"))
    account = models.CharField(_("account"), max_length=16)
    article = models.CharField(_("article of cost"), max_length=255, blank=True)
    department = models.CharField(_("department"), max_length=255, blank=True)
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    amount = TengeField(_("amount, tenge"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("turnover of an account")
        verbose_name_plural = _("turnovers of accounts")
        indexes = [models.Index(fields=["month", "account"])]

    def __str__(self) -> str:
        return f"{self.month} {self.account} {self.amount}"
