"""Where cost arises and by what it is spread: cost centres, drivers, rules of attribution."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages
from finance.models import BudgetCode
from finance.models.columns import MonthField
from tariffs.models.declared import Declared
from tariffs.models.profiles import CareProfile


class CostCentre(NamedInTwoLanguages, Declared):
    """A centre of one budget year: the document's year, until a newer document replaces it."""

    NAMED_BY = ("year", "key")

    class Kind(models.TextChoices):
        ADMINISTRATIVE = "administrative", _("administrative")
        AUXILIARY = "auxiliary", _("auxiliary or paraclinical")
        CLINICAL = "clinical", _("clinical")

    year = models.PositiveSmallIntegerField(_("year"))
    key = models.CharField(_("key"), max_length=20)
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    profile = models.ForeignKey(
        CareProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile")
    )
    step = models.PositiveSmallIntegerField(_("step"), null=True, blank=True)
    basis = models.SlugField(_("spread by"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("cost centre")
        verbose_name_plural = _("cost centres")

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class DriverValue(Declared):
    """What a centre had (stock, averaged over the months of a run) or used (flow, summed) in a month."""

    NAMED_BY = ("month", "centre", "driver")

    class StockOrFlow(models.TextChoices):
        STOCK = "stock", _("stock")
        FLOW = "flow", _("flow")

    month = MonthField(_("month"))
    centre = models.CharField(_("cost centre"), max_length=20)
    driver = models.SlugField(_("driver"), max_length=40)
    measure = models.CharField(_("stock or flow"), max_length=5, choices=StockOrFlow.choices)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("driver value")
        verbose_name_plural = _("driver values")
        indexes = [models.Index(fields=["facility", "month"])]

    def __str__(self) -> str:
        return f"{self.month} {self.centre} {self.driver} {self.value}"


class Attribution(Declared):
    """A rule that takes ledger cost to centres. The most exact rule wins: contract, then supplier, then code alone.

    `target` is `centre:KEY`, or `driver:NAME` to spread by that driver over the centres that have it.
    Valid from `first_month` through `last_month` of its year, inclusive.
    """

    NAMED_BY = ("year", "code_id", "supplier_number", "contract_number", "first_month")

    year = models.PositiveSmallIntegerField(_("year"))
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+", verbose_name=_("budget code"))
    supplier_number = models.CharField(_("supplier's BIN"), max_length=12, blank=True)
    contract_number = models.CharField(_("contract"), max_length=64, blank=True)
    share = models.DecimalField(_("share"), max_digits=7, decimal_places=6, default=1)
    target = models.CharField(_("target"), max_length=64)
    first_month = MonthField(_("from"))
    last_month = MonthField(_("through"))

    class Meta:
        verbose_name = _("rule of attribution")
        verbose_name_plural = _("rules of attribution")

    def __str__(self) -> str:
        return f"{self.code_id} → {self.target}"
