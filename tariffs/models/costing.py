"""A costing run, frozen with all it was computed from, and what-if scenarios beside it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Budget
from finance.models.columns import MonthField


class CostingRun(models.Model):
    """`inputs` and `results` are JSON with money as strings; `fingerprint` is the SHA-256 of `inputs`.

    `cases` is what stands beside the frozen costs of cases (`episodes`): rates, doubts, their fingerprint; None where
    the register had no stay. A locked run never changes (trigger); running again makes the next version.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget"))
    first_month = MonthField(_("from"))
    last_month = MonthField(_("through"))
    version = models.PositiveIntegerField(_("version"))
    method = models.CharField(_("method"), max_length=24, default="step-down")
    measure = models.CharField(_("cost taken from"), max_length=10, default="actual")
    inputs = models.JSONField(_("inputs"))
    results = models.JSONField(_("results"))
    cases = models.JSONField(_("costs of cases"), null=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    is_locked = models.BooleanField(_("locked"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("run by")
    )
    created_at = models.DateTimeField(_("run at"), auto_now_add=True)

    class Meta:
        verbose_name = _("costing run")
        verbose_name_plural = _("costing runs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "first_month", "last_month", "version"], name="one_version_a_costing_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_month} – {self.last_month} · {self.version}"


class Scenario(models.Model):
    """What if: changed volumes, tariffs, prices by code, positions, beds. Touches no ledger."""

    run = models.ForeignKey(CostingRun, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("base run"))
    name = models.CharField(_("name"), max_length=120)
    changes = models.JSONField(_("changes"))
    results = models.JSONField(_("results"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_scenario_a_name")]

    def __str__(self) -> str:
        return self.name
