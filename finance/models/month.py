"""Which months of a budget are closed. The triggers of the ledger read this table."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.columns import MonthField

# `MonthState.is_closed_on` for the triggers: `s` is the row, `{day}` the database's own today.
CLOSED_ON = "s.is_closed AND (s.reopened_until IS NULL OR s.reopened_until < {day})"


class MonthState(models.Model):
    """A month that was closed at least once; without a row a month is open.

    A reopened month is open through `reopened_until`, inclusive, and closed again the day after.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="month_states", verbose_name=_("budget"))
    month = MonthField(_("month"))
    is_closed = models.BooleanField(_("closed"), default=True)
    reopened_until = models.DateField(_("reopened until"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("closed by")
    )
    checklist = models.JSONField(_("checklist"), default=list)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        constraints = [models.UniqueConstraint(fields=["budget", "month"], name="one_state_a_month")]

    def __str__(self) -> str:
        return str(self.month)

    def is_closed_on(self, day: date) -> bool:
        return self.is_closed and (self.reopened_until is None or self.reopened_until < day)


class AskedReopening(models.Model):
    """A closed month that somebody asked to open through `until`; gone once another person approves or it is given up.

    The audit keeps what was asked, by whom, and what came of it.
    """

    state = models.OneToOneField(
        MonthState, on_delete=models.PROTECT, related_name="asked_reopening", verbose_name=_("month")
    )
    until = models.DateField(_("open until"))
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("month asked to be opened again")
        verbose_name_plural = _("months asked to be opened again")

    def __str__(self) -> str:
        return str(self.state)
