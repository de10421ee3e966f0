"""Why a figure is far from its plan, said once and kept with the period and the figure it was said of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.budget import Budget
from finance.models.columns import MonthField, TengeField


class Explanation(models.Model):
    """`about` is the report, `row` the code or care profile in it; it holds while the figure is `figure`, tenge.

    One that is said anew, or taken back, is kept and holds no more.
    """

    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="explanations", verbose_name=_("budget"))
    about = models.SlugField(_("report"), max_length=40)
    row = models.CharField(_("code or profile"), max_length=60)
    first_month = MonthField(_("from"))
    last_month = MonthField(_("through"))
    figure = TengeField(_("figure, tenge"))
    planned = TengeField(_("planned, tenge"))
    text = models.TextField(_("explanation"))
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by")
    )
    said_at = models.DateTimeField(_("said at"), auto_now_add=True)
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("explanation of a figure")
        verbose_name_plural = _("explanations of figures")
        ordering = ["-id"]
        indexes = [models.Index(fields=["budget", "about", "last_month"], name="explanation_of_month")]

    def __str__(self) -> str:
        return self.text[:60]
