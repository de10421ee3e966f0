"""What the register of stays comes to by month, kept when stays come in and when they are taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance import as_closed
from finance.models import Facility
from finance.models.columns import MonthField
from tariffs.models.profiles import CareProfile, CareSetting


class KeptQuerySet(models.QuerySet):
    def in_force(self) -> "KeptQuerySet":
        """Of today; of a closed period what counted when it closed."""
        at = as_closed.moment()
        return self if at is None else self.filter(counts_from__lte=at)


class StaySum(models.Model):
    """By how much a paper moved the sums of a month (`tariffs.stay_sums.Figure`); the rows of a place add up."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, db_index=False, related_name="+")
    counts_from = models.DateTimeField()
    month = MonthField()
    profile = models.ForeignKey(CareProfile, on_delete=models.PROTECT, db_index=False, related_name="+")
    setting = models.CharField(max_length=12, choices=CareSetting.choices)
    one = models.IntegerField(default=0)
    both = models.IntegerField(default=0)
    open_days = models.IntegerField(default=0)
    open_cases = models.IntegerField(default=0)
    admitted = models.IntegerField(default=0)
    discharged = models.IntegerField(default=0)

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("sum of stays")
        verbose_name_plural = _("sums of stays")
        indexes = [models.Index(fields=["facility", "month"], name="stays_of_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.profile_id} {self.one}"


class ReferralSum(models.Model):
    """By how much a paper moved the number of those whom an organisation sent in a month; the rows add up."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, db_index=False, related_name="+")
    counts_from = models.DateTimeField()
    month = MonthField()
    referred_by = models.CharField(max_length=255, blank=True)
    admitted = models.IntegerField()

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = _("sum of referrals")
        verbose_name_plural = _("sums of referrals")
        indexes = [models.Index(fields=["facility", "month"], name="referrals_of_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.referred_by} {self.admitted}"
