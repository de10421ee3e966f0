"""Care profiles and settings of care."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages


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
