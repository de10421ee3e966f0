"""Doubts about the data that somebody answered: what was said, why it may stand, who and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget


class DoubtAnswer(models.Model):
    """It holds for a doubt of the budget that says one of `texts` to the letter, {language: sentence}.

    Once the sentence changes, a figure in it or a name, nothing answers it any more.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="doubt_answers", verbose_name=_("budget"))
    texts = models.JSONField(_("what was doubted"))
    link = models.CharField(_("where it leads"), max_length=255, blank=True)
    reason = models.TextField(_("reason"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("taken back by"),
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("answer to a doubt")
        verbose_name_plural = _("answers to doubts")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.reason[:60]
