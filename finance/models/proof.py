"""Proofs that were made: what was proven of a budget last, and walks along the chain that people asked for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget


class CheckedBooks(models.Model):
    """What the entries of a budget through `entry` added up to when its books last held: only later ones are added.

    `sums` are `[measure, month, code id, centre, month of the date, tiyn]`.
    """

    budget = models.OneToOneField(
        Budget, on_delete=models.CASCADE, primary_key=True, related_name="+", verbose_name=_("budget")
    )
    entry = models.BigIntegerField(_("last entry"))
    sums = models.JSONField(_("sums"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("checked books")
        verbose_name_plural = _("checked books")

    def __str__(self) -> str:
        return f"{self.budget_id} {self.entry}"


class Proof(models.Model):
    """A walk along the chain in the background: from `since` (0: from its beginning) through link `link`.

    `faults` are the first places that do not hold, `count` is how many there are.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits its turn")
        RUNNING = "running", _("is being done")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNFINISHED = (State.WAITING, State.RUNNING)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )  # nobody: by check_books
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last heard of"), auto_now=True)
    tables = models.PositiveSmallIntegerField(_("tables walked"), default=0)
    since = models.BigIntegerField(_("from link"), default=0)
    link = models.BigIntegerField(_("link"), default=0)
    head = models.CharField(_("head"), max_length=64, blank=True)
    faults = models.JSONField(_("what does not hold"), default=list)
    count = models.PositiveIntegerField(_("places that do not hold"), default=0)

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def holds(self) -> bool:
        return self.state == self.State.DONE and not self.count
