"""What a region's consolidated report says of each facility: its plans of a year and a period, and what is absorbed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Facility
from finance.models.columns import MonthField, TengeField
from tariffs.models.declared import Declared


class Absorption(Declared):
    """A facility's row, or a sum that the source states: then `sum_of` is the district, or `WHOLE` for all.

    `facility` is whose report it is, `member` the facility below it. Tenge; None is what the source does not say:
    a row without cash was not submitted. Percents are as printed, with a decimal point.
    """

    NAMED_BY = ("first_month", "last_month", "member_id", "sum_of")
    WHOLE = "*"

    member = models.ForeignKey(
        Facility, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility of the row")
    )
    sum_of = models.CharField(_("sum of"), max_length=100, blank=True)
    first_month = MonthField(_("first month"))
    last_month = MonthField(_("last month"))
    district = models.CharField(_("district"), max_length=100, blank=True)
    plan_year = TengeField(_("adjusted plan of the year"), null=True)
    plan_period = TengeField(_("plan of the period"), null=True)
    cash = TengeField(_("absorbed"), null=True)
    percent_year = models.CharField(_("percent of the year's plan as stated"), max_length=12, blank=True)
    percent_period = models.CharField(_("percent of the period's plan as stated"), max_length=12, blank=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("absorption")
        verbose_name_plural = _("absorption")
        indexes = [models.Index(fields=["facility", "last_month"], name="absorption_period")]

    def __str__(self) -> str:
        return f"{self.last_month} {self.member_id or self.sum_of}"
