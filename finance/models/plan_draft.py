"""A plan or certificate of amendment on its way to the ledger: typed, submitted, returned or approved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.classification import BudgetCode
from finance.models.columns import MonthField, TengeField
from finance.models.document import Document


class PlanDraft(models.Model):
    """`revision` grows with every change, so that nobody overwrites or approves what they have not seen."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("plan by contract")
        AMENDMENT = "amendment", _("certificate of amendment")

    class Stage(models.TextChoices):
        DRAFT = "draft", _("being drawn up")
        SUBMITTED = "submitted", _("waits for approval")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved")

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="plan_drafts", verbose_name=_("budget"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    number = models.CharField(_("number"), max_length=64, blank=True)
    date = models.DateField(_("date"))
    reason = models.TextField(_("reason"), blank=True)
    remark = models.TextField(_("why it was returned"), blank=True)
    revision = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    document = models.OneToOneField(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_draft", verbose_name=_("document")
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a plan")
        verbose_name_plural = _("drafts of plans")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}".strip()

    @property
    def is_open(self) -> bool:
        """Whether its figures may still be typed."""
        return self.stage in (self.Stage.DRAFT, self.Stage.RETURNED)


class PlanDraftCell(models.Model):
    """Tenge of one code and month: the amount in a plan, the signed change in a certificate. Zero is a blank cell.

    `revision` is that of the draft when the cell was changed last.
    """

    draft = models.ForeignKey(PlanDraft, on_delete=models.CASCADE, related_name="cells")
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+")
    month = MonthField()
    amount = TengeField()
    revision = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cell of a draft")
        verbose_name_plural = _("cells of drafts")
        constraints = [models.UniqueConstraint(fields=["draft", "code", "month"], name="one_cell_a_code_and_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.amount}"
