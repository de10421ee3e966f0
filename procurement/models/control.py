"""How strictly a budget is held, and what was let through."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance.models import Budget, BudgetCode, Document
from finance.models.columns import TengeField


class ControlRule(models.Model):
    """For a code, or for the whole budget where `code` is empty. Without a rule a commitment over the limit is stopped.

    The tolerance is the lower of what is given in tenge and in per cent of the plan.
    """

    class Mode(models.TextChoices):
        STOP = "stop", _("stop")
        WARN = "warn", _("warn")
        ALLOW = "allow", _("allow")

    class Period(models.TextChoices):
        YEAR = "year", _("the year")
        CUMULATIVE = "cumulative", _("January to the month")

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="+", verbose_name=_("budget"))
    code = models.ForeignKey(
        BudgetCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code")
    )
    mode = models.CharField(_("over the limit"), max_length=5, choices=Mode.choices, default=Mode.STOP)
    period = models.CharField(_("limit of"), max_length=10, choices=Period.choices, default=Period.YEAR)
    is_limited_by_funding = models.BooleanField(_("also limited by money received"), default=False)
    tolerance_amount = TengeField(_("tolerance, tenge"), null=True, blank=True)
    act_mode = models.CharField(
        _("an act above its contract"), max_length=5, choices=Mode.choices, default=Mode.STOP
    )  # fmt: skip
    payment_mode = models.CharField(
        _("a payment above its act or contract"), max_length=5, choices=Mode.choices, default=Mode.STOP
    )  # fmt: skip
    tolerance_percent = models.DecimalField(_("tolerance, %"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = _("control rule")
        verbose_name_plural = _("control rules")
        constraints = [
            models.UniqueConstraint(fields=["budget", "code"], name="one_control_rule_a_code"),
            models.UniqueConstraint(fields=["budget"], condition=Q(code=None), name="one_control_rule_without_code"),
        ]

    def __str__(self) -> str:
        return f"{self.budget_id} {self.code_id or '*'} {self.mode}"


class ControlException(models.Model):
    """A commitment, act or payment let through over a limit, with who asked, who agreed, and why. Append-only.

    `rule` names the limit and its months, `plan:year`, `funding:2025-03`; `act:contract`, `payment:contract`,
    `payment:act` for papers above the one they stand on.
    """

    class Way(models.TextChoices):
        OVERRIDE = "override", _("agreed by a second person")
        WARNING = "warning", _("the rule only warns")
        IMPORT = "import", _("signed elsewhere and imported")

    way = models.CharField(_("let through because"), max_length=8, choices=Way.choices, default=Way.OVERRIDE)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    rule = models.CharField(_("rule"), max_length=40)
    over_amount = TengeField(_("over by, tenge"))
    reason = models.TextField(_("reason"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("requested by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("approved by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rule} {self.over_amount}"
