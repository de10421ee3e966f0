"""The ledger: append-only entries and the balances kept while posting. Written only by `finance.ledger`."""

from django.db import connection, models
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField
from finance.models.document import Document


class Measure(models.TextChoices):
    PLAN = "plan", _("plan by contract")
    AMENDMENT = "amendment", _("change of plan")
    FUNDING = "funding", _("money received")
    COMMITMENT = "commitment", _("commitment")
    CASH = "cash", _("cash execution")
    ACTUAL = "actual", _("actual cost")
    # By income item, not by budget code; the three below are what becomes of accrued income until it is paid.
    INCOME = "income", _("accrued income")
    WITHHELD = "withheld", _("withheld by the payer")
    ADVANCE = "advance", _("advance received")
    SET_OFF = "set_off", _("advance set off")


# What reports count from the month of its date on, whatever month it speaks of.
COUNTED_BY_DATE = (Measure.PLAN, Measure.AMENDMENT, Measure.COMMITMENT)


class Entries(models.QuerySet["Entry"]):
    def standing(self) -> "Entries":
        """That reverse nothing and that nothing reverses.

        The first is asked of a function of the column on SQLite: nearly every entry reverses none, and it takes a
        unique column for the rarest, so it would look through all of those first.
        """
        if connection.vendor != "sqlite":
            return self.filter(reverses__isnull=True, reversed_by__isnull=True)
        return self.alias(reversed_one=Coalesce("reverses_id", Value(0))).filter(
            reversed_one=0, reversed_by__isnull=True
        )


class Entry(models.Model):
    """One signed amount in tenge. Triggers refuse UPDATE and DELETE, and INSERT into a closed month.

    `centre` is the key of a cost centre or empty: centres live in the room above.
    `cell` is the address in the source file (`Реестр!D17`, `17:СуммаРасход`).
    `posted_at`: when the books learnt of it.
    """

    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, db_index=False, related_name="entries", verbose_name=_("budget")
    )
    code = models.ForeignKey(
        BudgetCode, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("budget code")
    )
    centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices)
    month = MonthField(_("month"))
    date = models.DateField(_("date"))
    amount = TengeField(_("amount, tenge"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="entries", verbose_name=_("document"))
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by", verbose_name=_("reverses")
    )
    row = models.PositiveIntegerField(_("row of the source"), null=True, blank=True)
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)
    number = models.CharField(_("payment number"), max_length=64, blank=True)
    counterparty_number = models.CharField(_("BIN or IIN of the counterparty"), max_length=12, blank=True)
    counterparty_name = models.CharField(_("counterparty"), max_length=255, blank=True)
    contract_number = models.CharField(_("contract"), max_length=64, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    posted_at = models.DateTimeField(_("posted at"), default=timezone.now)

    objects = Entries.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["budget", "measure", "month", "code"], name="entry_figure"),
            models.Index(fields=["budget", "date", "id"], name="entry_list"),
            # payments by their amount, as rows of a file ask for them; by payee; and those that name a contract
            models.Index(fields=["budget", "amount"], condition=models.Q(measure=Measure.CASH), name="entry_amount"),
            models.Index(
                fields=["budget", "counterparty_number", "date"],
                condition=models.Q(measure=Measure.CASH),
                name="entry_payee",
            ),
            models.Index(
                fields=["budget", "date"],
                condition=models.Q(measure=Measure.CASH, contract_number__gt=""),
                name="entry_of_contract",
            ),
            # whose promise it is, which only commitments are asked for
            models.Index(
                fields=["budget", "contract_number", "counterparty_number"],
                condition=models.Q(measure=Measure.COMMITMENT),
                name="entry_contract",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month} {self.amount}"


class Balance(models.Model):
    """The exact sum of the entries of one key, kept in the transaction that posts them.

    `dated` is the month of the entries' own date: an amendment of May that changes July counts in reports from May on,
    and a plan posted after April was closed counts from May on.
    """

    budget = models.ForeignKey(
        Budget, on_delete=models.PROTECT, db_index=False, related_name="balances", verbose_name=_("budget")
    )
    code = models.ForeignKey(
        BudgetCode, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("budget code")
    )
    centre = models.CharField(_("cost centre"), max_length=20, blank=True)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices)
    month = MonthField(_("month"))
    dated = MonthField(_("month of the date"))
    amount = TengeField(_("amount, tenge"))

    class Meta:
        verbose_name = _("balance")
        verbose_name_plural = _("balances")
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "measure", "month", "code", "centre", "dated"], name="one_balance_a_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.month} {self.amount}"
