"""What the head is to look at, since when, and whether it was sent: each is told once while it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget


class RaisedAlert(models.Model):
    """`key` is the reason, `subject` the code or profile; `text` is what was last said of it, `facts` its figures."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="alerts", verbose_name=_("budget"))
    key = models.SlugField(_("reason"), max_length=40)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    text = models.TextField(_("text"))
    facts = models.JSONField(_("figures"), default=dict)
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "key", "subject"], condition=models.Q(ended_at=None), name="alert_stands_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
