"""What facilities with a copy of their own send: the keys they sign with, and the packages that were taken in."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Document, Facility
from finance.models.columns import MonthField

LETTERS_OF_KEY = 44


class FacilityKey(models.Model):
    """A public key of a facility (Ed25519, base64), from a day until another, exclusive; both as told by its people."""

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    key = models.CharField(_("public key"), max_length=LETTERS_OF_KEY)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until, exclusive"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of packages")
        verbose_name_plural = _("keys of packages")
        ordering = ["facility", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["facility", "key"], name="one_key_once")]

    def __str__(self) -> str:
        return self.key

    def clean(self) -> None:
        """Refuse what is no such key."""
        from region.packages.sealed import is_public_key  # noqa: PLC0415 - cryptography is read in where it is needed

        self.key = "".join(self.key.split())
        if not is_public_key(self.key):
            message = _("This is no key of packages: copy what “package --show-key” prints at the facility.")
            raise ValidationError({"key": message})
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": _("It must be later than the first day.")})


class TakenPackage(models.Model):
    """A package that was taken in. `links` is the length of the facility's chain when it was made."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("document"))
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", verbose_name=_("facility"))
    month = MonthField(_("month"))
    links = models.BigIntegerField(_("links"))
    seal = models.CharField(_("seal"), max_length=60)
    made_at = models.DateTimeField(_("made at"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("package of a facility")
        verbose_name_plural = _("packages of facilities")
        indexes = [models.Index(fields=["facility", "month"], name="package_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.seal}"
