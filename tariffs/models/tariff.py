"""What a bed-day is paid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models.columns import TengeField
from tariffs.models.declared import Declared
from tariffs.models.profiles import CareProfile, CareSetting


class Tariff(Declared):
    """Tenge per bed-day (or case) from `applies_from` until the next row of its profile, setting and payment kind.

    Never past 31 December of that year. `published_on` is the day of the order; where it is later, the tariff is
    retroactive.
    """

    NAMED_BY = ("profile_id", "setting", "payment_kind", "applies_from", "published_on")

    profile = models.ForeignKey(CareProfile, on_delete=models.PROTECT, related_name="+", verbose_name=_("profile"))
    setting = models.CharField(_("setting"), max_length=12, choices=CareSetting.choices, default=CareSetting.INPATIENT)
    payment_kind = models.SlugField(_("payment kind"), max_length=20, default="bed-day")
    amount = TengeField(_("tariff, tenge"))
    base_rate = TengeField(_("base rate, tenge"), null=True, blank=True)
    coefficient = models.DecimalField(_("coefficient"), max_digits=10, decimal_places=4, null=True, blank=True)
    applies_from = models.DateField(_("applies from"))
    published_on = models.DateField(_("published on"))
    order_number = models.CharField(_("order of the ministry"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("tariff")
        verbose_name_plural = _("tariffs")

    def __str__(self) -> str:
        return f"{self.profile_id} {self.applies_from} {self.amount}"
