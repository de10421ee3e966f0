"""Positions of the facility: approved, filled, people, and how many of them hold a category."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.columns import MonthField
from tariffs.models.declared import Declared


class Position(Declared):
    """A category of staff or a department at the end of `month`. What a source does not say is None, never 0."""

    NAMED_BY = ("month", "category")

    month = MonthField(_("month"))
    category = models.CharField(_("category of staff"), max_length=255)
    category_kk = models.CharField(_("category of staff in Kazakh"), max_length=255, blank=True)
    approved = models.DecimalField(_("approved positions"), max_digits=9, decimal_places=2)
    filled = models.DecimalField(_("filled positions"), max_digits=9, decimal_places=2, null=True)
    people = models.PositiveIntegerField(_("people"), null=True)
    with_category = models.PositiveIntegerField(_("people with a category"), null=True)
    highest = models.PositiveIntegerField(_("of the highest category"), null=True)
    first = models.PositiveIntegerField(_("of the first category"), null=True)
    second = models.PositiveIntegerField(_("of the second category"), null=True)

    class Meta:
        verbose_name = _("positions")
        verbose_name_plural = _("positions")
        indexes = [models.Index(fields=["facility", "month"])]

    def __str__(self) -> str:
        return f"{self.month} {self.category}"
