"""What a case was given, and what it cost: the price list of units, services, drugs issued, costs kept with a run."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages
from finance.models import Facility
from finance.models.columns import TengeField
from tariffs.models.costing import CostingRun
from tariffs.models.declared import Declared


class ServiceRate(NamedInTwoLanguages, models.Model):
    """A line of the price list of units: one procedure of `service` takes `units` of the work of `centre`."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    service = models.CharField(_("service"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=255, blank=True)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    centre = models.CharField(_("cost centre"), max_length=20)
    units = models.DecimalField(_("units a procedure"), max_digits=10, decimal_places=4)

    class Meta:
        verbose_name = _("service of the price list")
        verbose_name_plural = _("price list of units")
        ordering = ["service"]
        constraints = [models.UniqueConstraint(fields=["facility", "service"], name="one_rate_a_service")]

    def __str__(self) -> str:
        return f"{self.service} {self.name}".strip()


class CaseEvent(Declared):
    """What a case was given on a day; an event, so alike rows add up."""

    case = models.CharField(_("case"), max_length=40)
    day = models.DateField(_("day"))

    class Meta:
        abstract = True


class ServiceUse(CaseEvent):
    """Procedures of a service."""

    service = models.CharField(_("service"), max_length=120)
    name = models.CharField(_("name"), max_length=255, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)

    class Meta:
        verbose_name = _("service given")
        verbose_name_plural = _("services given")
        indexes = [models.Index(fields=["facility", "day"])]

    def __str__(self) -> str:
        return f"{self.case} {self.day} {self.service} {self.quantity}"


class DrugIssue(CaseEvent):
    """A medicine issued. `amount` is tenge, `price` tenge a `unit`."""

    medicine = models.CharField(_("medicine"), max_length=255)
    unit = models.CharField(_("unit of measure"), max_length=40, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=4)
    price = TengeField(_("price, tenge"), null=True)
    amount = TengeField(_("amount, tenge"))

    class Meta:
        verbose_name = _("medicine issued")
        verbose_name_plural = _("medicines issued")
        indexes = [models.Index(fields=["facility", "day"])]

    def __str__(self) -> str:
        return f"{self.case} {self.day} {self.medicine} {self.amount}"


class EpisodeCost(models.Model):
    """What a stay cost in the period of a costing run, frozen with it. Amounts are tenge.

    `components` and `units` are JSON texts by component: `ward`, `kitchen`, keys of centres, `drugs`, …; `case`,
    `profile` and the rest are copied, so that the run needs no register. `since` is when a stay began that
    moved here from another profile on the day `admitted`.
    """

    run = models.ForeignKey(CostingRun, on_delete=models.PROTECT, related_name="episodes", verbose_name=_("run"))
    case = models.CharField(_("case"), max_length=40)
    admitted = models.DateField(_("admitted"))
    discharged = models.DateField(_("discharged"), null=True)
    since = models.DateField(_("admitted elsewhere"), null=True)
    profile = models.CharField(_("profile"), max_length=40)
    referred_by = models.CharField(_("referring organisation"), max_length=255, blank=True)
    diagnosis = models.CharField(_("diagnosis"), max_length=255, blank=True)
    outcome = models.CharField(_("outcome"), max_length=60, blank=True)
    bed_days = models.PositiveIntegerField(_("bed-days"))
    is_finished = models.BooleanField(_("finished"))
    full_cost = TengeField(_("full cost, tenge"))
    tariff = TengeField(_("due by tariff, tenge"), null=True)
    components = models.JSONField(_("components"))
    units = models.JSONField(_("units"))

    class Meta:
        verbose_name = _("cost of a case")
        verbose_name_plural = _("costs of cases")

    def __str__(self) -> str:
        return f"{self.case} {self.full_cost}"
