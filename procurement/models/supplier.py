"""Who is contracted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Supplier(models.Model):
    """`number` is the БИН or ИИН as text. A wrong check digit is taken only with `override_reason`."""

    number = models.CharField(_("BIN or IIN"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=255)
    override_reason = models.CharField(_("why a wrong check digit is taken"), max_length=255, blank=True)
    external_id = models.CharField(_("portal id"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
