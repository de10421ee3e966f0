"""What entries come from: a plan, a certificate of amendment, an imported register, a reversal."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField


class Document(models.Model):
    class Kind(models.TextChoices):
        PLAN = "plan", _("plan by contract")
        AMENDMENT = "amendment", _("certificate of amendment")
        FUNDING = "funding", _("money received")
        CASH = "cash", _("payments")
        ACTUAL = "actual", _("accruals of the month")
        INCOME = "income", _("acts with the payer")
        TREASURY = "treasury", _("treasury form 4-20")
        BALANCES = "balances", _("cash balances")
        CONTRACT = "contract", _("contract")
        AGREEMENT = "agreement", _("additional agreement")
        RELEASE = "release", _("release of a commitment")
        ACT = "act", _("act or invoice")
        PROCUREMENT = "procurement", _("procurement plan")
        COSTING = "costing", _("costing data")
        REGION = "region", _("report of the region")
        REVERSAL = "reversal", _("reversal")

    class Status(models.TextChoices):
        DRAFT = "draft", _("waits for approval")
        POSTED = "posted", _("posted")
        UNDONE = "undone", _("undone")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="documents", verbose_name=_("budget"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.POSTED)
    number = models.CharField(_("number"), max_length=64, blank=True)
    date = models.DateField(_("date"))
    reason = models.TextField(_("reason"), blank=True)
    batch_number = models.BigIntegerField(_("import"), null=True, blank=True, db_index=True)
    reverses = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversals", verbose_name=_("reverses")
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name=_("corrects")
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("approved by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    # of one that waited as a draft
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-id"]
        indexes = [models.Index(fields=["budget", "kind", "status"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("entered_by"))
                | ~models.Q(kind__in=["plan", "amendment", "contract", "agreement"]),
                name="entered_and_approved_by_two",
            )
        ]

    def __str__(self) -> str:
        # of a thousand documents Django's own way to the label costs as much as all the rest of a search
        return f"{Document.Kind(self.kind).label} {self.number}".strip()

    def put_in_force(self, approved_by: User, *also: str) -> None:
        """A draft becomes posted; `also` are other fields to store with that."""
        self.status, self.approved_by, self.approved_at = Document.Status.POSTED, approved_by, timezone.now()
        self.save(update_fields=["status", "approved_by", "approved_at", *also])


class PlanLine(models.Model):
    """What a plan declares for a code and month, or by how much a certificate changes it. Tenge.

    The ledger holds the differences these lines made; `check_books` proves that the two agree.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="plan_lines")
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+")
    month = MonthField()
    amount = TengeField()
    cell = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")

    def __str__(self) -> str:
        return f"{self.month} {self.amount}"
