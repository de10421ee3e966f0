"""Care profiles and settings of care."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages
from finance.models import Facility


class CareSetting(models.TextChoices):
    INPATIENT = "inpatient", _("inpatient")
    DAY_CARE = "day-care", _("day care")


class CareProfile(NamedInTwoLanguages, models.Model):
    key = models.SlugField(_("key"), max_length=40, unique=True)
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("care profile")
        verbose_name_plural = _("care profiles")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.require_no_twin()


class Beds(models.Model):
    """Beds of a facility's profile from a day on, until a later row; a month counts those of its first day."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    profile = models.ForeignKey(CareProfile, on_delete=models.PROTECT, related_name="beds", verbose_name=_("profile"))
    since = models.DateField(_("from"))
    beds = models.PositiveIntegerField(_("beds"))

    class Meta:
        verbose_name = _("beds of a profile")
        verbose_name_plural = _("beds of profiles")
        constraints = [
            models.UniqueConstraint(fields=["facility", "profile", "since"], name="one_number_of_beds_from_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.since} {self.beds}"
