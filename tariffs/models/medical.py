"""Tables that only the medical side keeps: therapies, procedures, diagnoses. Kept as they are printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.columns import MonthField
from tariffs.models.declared import Declared


class MedicalRow(Declared):
    """A row of a printed table. A newer file's table of the same title and period takes the place of all its rows.

    `cells` are the texts of the row, numbers with a decimal point and their printed digits; those of a HEAD are the
    headings of the columns, levels joined by ` / `. PARTS is a row whose parts follow it (“of which”).
    """

    class Role(models.TextChoices):
        HEAD = "head", _("heading of the columns")
        SECTION = "section", _("heading of rows")
        ROW = "row", _("row")
        PARTS = "parts", _("row with its parts below")
        TOTAL = "total", _("total")

    NAMED_BY = ("first_month", "last_month", "title")

    first_month = MonthField(_("first month"))
    last_month = MonthField(_("last month"))
    title = models.CharField(_("title of the table"), max_length=500)
    place = models.PositiveIntegerField(_("place in the table"))
    role = models.CharField(_("role of the row"), max_length=8, choices=Role.choices)
    cells = models.JSONField(_("cells"))

    class Meta:
        verbose_name = _("row of a medical table")
        verbose_name_plural = _("rows of medical tables")
        indexes = [models.Index(fields=["facility", "first_month", "last_month"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.place}"
