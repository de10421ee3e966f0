"""Money that the plan of several years sees for each programme."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import FundingSource, Programme
from finance.models.columns import TengeField
from tariffs.models.declared import Declared


class ResourceLine(Declared):
    """A programme's money of a year, tenge: what it was, what this year's plan says, or what is planned.

    A row without a programme is of a source, such as paid services. `node` is the number of the strategic direction,
    goal or task that it stands under.
    """

    class Stage(models.TextChoices):
        REPORTING = "reporting", _("reporting period")
        CURRENT = "current", _("plan of the current period")
        PLAN = "plan", _("planned period")

    NAMED_BY = ("programme_id", "source_id", "year", "stage")

    programme = models.ForeignKey(
        Programme, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("programme")
    )
    source = models.ForeignKey(
        FundingSource, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("funding source")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices)
    node = models.CharField(_("direction, goal or task"), max_length=20, blank=True)
    direction = models.CharField(_("name of the direction"), max_length=500, blank=True)
    amount = TengeField(_("amount"))

    class Meta:
        verbose_name = _("resources of a programme")
        verbose_name_plural = _("resources of programmes")
        indexes = [models.Index(fields=["facility", "year"])]

    def __str__(self) -> str:
        return f"{self.programme_id or self.source_id} {self.year} {self.stage}"
