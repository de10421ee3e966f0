"""Contracts and additional agreements. What they reserve stands in the ledger as `commitment`."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Budget, BudgetCode, Document, Entry, Measure
from finance.models.columns import MonthField, TengeField
from procurement.models.plan import PlanItem
from procurement.models.supplier import Supplier


class Contracts(models.QuerySet["Contract"]):
    def registered(self) -> "Contracts":
        """In force or closed: signed, never cancelled, and its document not undone. Agreements included.

        Of a closed period, those that were so when it closed.
        """
        standing = self.filter(as_closed.standing()).exclude(status=Contract.Status.DRAFT)
        return standing if as_closed.moment() else standing.exclude(status=Contract.Status.CANCELLED)

    def in_effect(self, day: date) -> "Contracts":
        """Signed through `day` and counted by then: what came or was taken back after a close counts from later on.

        A register is one document of many contracts, so each is asked for its own entries.
        """
        later = Entry.objects.filter(
            budget=OuterRef("budget"), measure=Measure.COMMITMENT, date__gt=day,
            contract_number=Coalesce(OuterRef("root__number"), OuterRef("number")),
            counterparty_number=OuterRef("supplier__number"),
        )  # fmt: skip
        taken_back = Exists(later.filter(reverses__document=OuterRef("document")))
        standing = Q(pk__in=self.registered().values("pk")) | Q(taken_back)
        return self.filter(standing, signed_on__lte=day).exclude(Exists(later.filter(document=OuterRef("document"))))


class Contract(models.Model):
    """`root` is empty for a contract and names it for an additional agreement, whose sums are signed changes.

    `site` is the key of the place that its entries stand at; a line or an act may name another.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    class YearKind(models.TextChoices):
        ONE = "one", _("one year")
        SEVERAL = "several", _("several years")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("budget"))
    root = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
        verbose_name=_("agreement to"),
    )
    external_id = models.CharField(_("portal id"), max_length=40, blank=True)
    number = models.CharField(_("number"), max_length=64)
    system_number = models.CharField(_("system number"), max_length=64, blank=True)
    supplier = models.ForeignKey(
        Supplier, on_delete=models.PROTECT, related_name="contracts", verbose_name=_("supplier")
    )
    plan_items = models.ManyToManyField(PlanItem, blank=True, related_name="contracts", verbose_name=_("plan items"))
    method = models.CharField(_("method"), max_length=40, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    site = models.CharField(_("site of the project"), max_length=20, blank=True)
    signed_on = models.DateField(_("signed on"))
    ends_on = models.DateField(_("ends on"))
    year_kind = models.CharField(_("years"), max_length=8, choices=YearKind.choices, default=YearKind.ONE)
    amount = TengeField(_("sum without VAT, tenge"), null=True, blank=True)
    amount_with_vat = TengeField(_("sum with VAT, tenge"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.SIGNED)
    document = models.ForeignKey(
        Document, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    release = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("closed by")
    )  # a draft while the closing waits for another person
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to",
        verbose_name=_("carried over from"),
    )  # fmt: skip
    is_payable_carried = models.BooleanField(_("only what last year left unpaid"), default=False)

    objects = Contracts.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-signed_on", "-id"]
        indexes = [
            models.Index(fields=["budget", "number"]),
            models.Index(fields=["budget", "external_id"]),
            models.Index(fields=["budget", "-signed_on", "-id"], name="contract_list"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.supplier.name}"

    @property
    def is_in_force(self) -> bool:
        """A contract (no agreement) that may still be changed, delivered on and closed."""
        return (
            self.root_id is None
            and self.status == Contract.Status.SIGNED
            and self.document is not None
            and self.document.status == Document.Status.POSTED
        )


class ScheduleLine(models.Model):
    """What a contract (or the change an agreement) reserves for a code and month. Tenge with VAT."""

    contract = models.ForeignKey(
        Contract, on_delete=models.CASCADE, related_name="schedule", verbose_name=_("contract")
    )
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    month = MonthField(_("month"))
    amount_with_vat = TengeField(_("sum with VAT, tenge"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)
    site = models.CharField(_("site of the project"), max_length=20, blank=True)  # blank: that of the contract

    class Meta:
        verbose_name = _("line of a schedule")
        verbose_name_plural = _("lines of a schedule")
        ordering = ["month", "id"]

    def __str__(self) -> str:
        return f"{self.month} {self.amount_with_vat}"
