"""What next year's plan is computed from: rates of contributions by date, and how each sum of a draft came about."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.classification import BudgetCode
from finance.models.columns import TengeField
from finance.models.facility import Facility
from finance.models.plan_draft import PlanDraft


class ContributionRate(models.Model):
    """A facility's own rate of an employer's contribution from a day on; it wins over the one shipped.

    `code` is the text of the budget code that the contribution is paid from, `percent` is taken of `base_percent` of
    the pay (code 111): what the law leaves of it to be levied.
    """

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="contribution_rates", verbose_name=_("facility")
    )
    code = models.CharField(_("budget code"), max_length=6)
    valid_from = models.DateField(_("valid from"))
    percent = models.DecimalField(
        _("rate, %"), max_digits=6, decimal_places=3, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    base_percent = models.DecimalField(
        _("of which share of pay, %"), max_digits=6, decimal_places=3, default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=255)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("rate of a contribution")
        verbose_name_plural = _("rates of contributions")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["facility", "code", "valid_from"], name="one_rate_a_code_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from} {self.percent}"


class PlanDraftNote(models.Model):
    """How the year of a code was computed for a draft, and why another sum was taken. Tenge."""

    draft = models.ForeignKey(PlanDraft, on_delete=models.CASCADE, related_name="notes")
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+")
    formula = models.TextField()
    computed = TengeField()
    taken = TengeField()
    reason = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("how a sum was computed")
        verbose_name_plural = _("how sums were computed")
        constraints = [models.UniqueConstraint(fields=["draft", "code"], name="one_note_a_code_of_a_draft")]

    def __str__(self) -> str:
        return self.formula
