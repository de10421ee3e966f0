"""Objects of construction, repair and equipment, and the money for them as a list of the region states it."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.columns import MonthField, TengeField
from tariffs.models.declared import Declared


class CapitalObject(Declared):
    """An object of a year with its money as of the end of `month`. Tenge; None is what the source does not say."""

    class Kind(models.TextChoices):
        CONSTRUCTION = "construction", _("Construction")
        MODULE = "module", _("Modular unit")
        AMBULANCE_STATION = "ambulance-station", _("Ambulance station")
        CAPITAL_REPAIR = "capital-repair", _("Capital repair")
        EQUIPMENT = "equipment", _("Equipment")
        VEHICLE = "vehicle", _("Vehicles")

    NAMED_BY = ("month", "kind", "name", "district")

    month = MonthField(_("month"))
    kind = models.CharField(_("kind of work"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("object"), max_length=255)
    district = models.CharField(_("district"), max_length=255, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    programme = models.CharField(_("programme"), max_length=255, blank=True)
    count = models.PositiveIntegerField(_("count"), null=True)
    allotted = TengeField(_("allotted"), null=True)
    revised = TengeField(_("adjusted"), null=True)
    contracted = TengeField(_("contracted"), null=True)
    accepted = TengeField(_("accepted"), null=True)
    absorbed = TengeField(_("absorbed"), null=True)
    readiness = models.CharField(_("readiness, %"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("object of construction, repair or equipment")
        verbose_name_plural = _("objects of construction, repair and equipment")
        indexes = [models.Index(fields=["facility", "month"], name="object_month")]

    @property
    def plan(self) -> Decimal | None:
        """What there is to absorb: as adjusted, else as allotted."""
        return self.allotted if self.revised is None else self.revised

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
