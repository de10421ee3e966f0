"""What the register of stays comes to by month: kept as stays come in and go, so that no look counts them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Facility
from finance.models.columns import MonthField
from tariffs.models.profiles import CareProfile, CareSetting


class StayMonth(models.Model):
    """Bed-days of stays that are over, by either rule, and the treated cases of the month.

    Stays that are not over began in it: how many, and their days of this month; they go on through every later one.
    """

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+", verbose_name=_("facility"))
    month = MonthField(_("month"))
    profile = models.ForeignKey(CareProfile, on_delete=models.CASCADE, related_name="+", verbose_name=_("profile"))
    setting = models.CharField(_("setting"), max_length=12, choices=CareSetting.choices)
    bed_days_one = models.IntegerField(_("bed-days, admission and discharge as one day"), default=0)
    bed_days_both = models.IntegerField(_("bed-days, admission and discharge as two days"), default=0)
    discharged = models.IntegerField(_("treated cases"), default=0)
    unfinished = models.IntegerField(_("stays that are not over"), default=0)
    unfinished_days = models.IntegerField(_("bed-days of stays that are not over"), default=0)

    class Meta:
        verbose_name = _("stays of a month")
        verbose_name_plural = _("stays of months")
        constraints = [
            models.UniqueConstraint(fields=["facility", "month", "profile", "setting"], name="one_count_of_stays")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.profile_id} {self.bed_days_one}"


class Admissions(models.Model):
    """How many stays that an organisation referred began in a month."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+", verbose_name=_("facility"))
    month = MonthField(_("month"))
    referred_by = models.CharField(_("referring organisation"), max_length=255, blank=True)
    stays = models.IntegerField(_("stays"), default=0)

    class Meta:
        verbose_name = _("admissions of a month")
        verbose_name_plural = _("admissions of months")
        constraints = [
            models.UniqueConstraint(fields=["facility", "month", "referred_by"], name="one_count_of_admissions")
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.referred_by} {self.stays}"
