"""What was received and what was paid for it."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Budget, BudgetCode, Document, Entry
from finance.models.columns import MonthField, TengeField
from procurement.models.contract import Contract
from procurement.models.supplier import Supplier


class Acts(models.QuerySet["Act"]):
    def standing(self) -> "Acts":
        """Accepted, and not taken back."""
        return self.filter(as_closed.standing())


class ActLines(models.QuerySet["ActLine"]):
    def standing(self, known_at: datetime | None = None) -> "ActLines":
        """Of acts that are accepted, and not taken back; or were so at `known_at`, when their entries stood."""
        if known_at is None:
            return self.filter(as_closed.standing("act__document"))
        stands = Q(act__document__status=Document.Status.POSTED)
        accrued = Entry.objects.filter(document=OuterRef("act__document"), posted_at__lte=known_at)
        return self.filter(stands | Q(act__document__undone_at__gt=known_at)).filter(Exists(accrued))


class Act(models.Model):
    """Goods received or work accepted. Without a contract it still accrues, and counts as such.

    `corrects` names the act whose sums a later file stated otherwise: this one holds the difference.
    """

    class Kind(models.TextChoices):
        ACT = "act", _("act")
        INVOICE = "invoice", _("invoice")
        CORRECTION = "correction", _("correction")
        NON_CASH = "non-cash", _("received without payment")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget"))
    contract = models.ForeignKey(
        Contract, null=True, blank=True, on_delete=models.PROTECT, related_name="acts", verbose_name=_("contract")
    )
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="acts", verbose_name=_("supplier"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ACT)
    external_id = models.CharField(_("portal id"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=64)
    accepted_on = models.DateField(_("accepted on"))
    due_on = models.DateField(_("to be paid by"), null=True, blank=True)
    site = models.CharField(_("site of the project"), max_length=20, blank=True)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("corrects")
    )
    overdue_reason = models.TextField(_("why it is overdue"), blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))

    objects = Acts.as_manager()

    class Meta:
        verbose_name = _("act or invoice")
        verbose_name_plural = _("acts and invoices")
        ordering = ["-accepted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.number} · {self.accepted_on}"


class ActLine(models.Model):
    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="lines", verbose_name=_("act"))
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    month = MonthField(_("month"))
    amount = TengeField(_("sum, tenge"))
    site = models.CharField(_("site of the project"), max_length=20, blank=True)  # blank: that of the act

    objects = ActLines.as_manager()

    class Meta:
        verbose_name = _("line of an act")
        verbose_name_plural = _("lines of acts")

    def __str__(self) -> str:
        return f"{self.month} {self.amount}"


class PaymentMatches(models.QuerySet["PaymentMatch"]):
    def take_back(self) -> int:
        """They count no more from now on; how many did."""
        return self.filter(taken_back_at=None).update(taken_back_at=timezone.now())

    def standing(self) -> "PaymentMatches":
        """Not taken back; nor was their payment reversed since, or their contract cancelled.

        Of a closed period, those that stood when it closed.
        """
        at = as_closed.moment()
        if at is None:
            own = self.filter(taken_back_at=None, entry__reversed_by__isnull=True)
            return own.exclude(contract__status=Contract.Status.CANCELLED)
        reversing = Entry.objects.filter(reverses=OuterRef("entry"), posted_at__lte=at)
        made = (Q(matched_at=None) | Q(matched_at__lte=at)) & (Q(taken_back_at=None) | Q(taken_back_at__gt=at))
        return self.filter(made, as_closed.standing("contract__document")).exclude(Exists(reversing))


class PaymentMatch(models.Model):
    """A part of a paid entry that pays a contract, an act, or an advance on a contract (no act).

    `reason` is a key: `person`, or one of `procurement.matching`.
    """

    PERSON = "person"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", verbose_name=_("payment"))
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="payments", verbose_name=_("contract")
    )
    act = models.ForeignKey(
        Act, null=True, blank=True, on_delete=models.PROTECT, related_name="payments", verbose_name=_("act")
    )
    amount = TengeField(_("sum, tenge"))
    reason = models.CharField(_("why it matches"), max_length=255)
    confidence = models.PositiveSmallIntegerField(_("confidence, %"), default=100)
    matched_at = models.DateTimeField(_("matched at"), auto_now_add=True, null=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)

    objects = PaymentMatches.as_manager()

    class Meta:
        verbose_name = _("matched payment")
        verbose_name_plural = _("matched payments")

    def __str__(self) -> str:
        return f"{self.amount} → {self.contract_id}"
