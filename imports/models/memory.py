"""What the program remembers of people's answers: names of codes, rules for payments, layouts of files."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.models import Facility


class Alias(models.Model):
    """A name that a facility confirmed for a code; `folded` is the name as it is compared."""

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="aliases", verbose_name=_("facility"))
    name = models.CharField(_("name"), max_length=255)
    folded = models.CharField(_("name as compared"), max_length=255, editable=False)
    code = models.CharField(_("budget code"), max_length=6)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now=True)

    class Meta:
        verbose_name = _("confirmed name")
        verbose_name_plural = _("confirmed names")
        ordering = ["folded"]
        constraints = [models.UniqueConstraint(fields=["facility", "folded"], name="one_code_a_confirmed_name")]

    def __str__(self) -> str:
        return f"{self.name} → {self.code}"


class FacilityName(models.Model):
    """A name that a region's files give a facility below it, as somebody confirmed it."""

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="facility_names", verbose_name=_("facility")
    )
    name = models.CharField(_("name"), max_length=255)
    folded = models.CharField(_("name as compared"), max_length=255, editable=False)
    member = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+", verbose_name=_("means"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("confirmed name of a facility")
        verbose_name_plural = _("confirmed names of facilities")
        ordering = ["folded"]
        constraints = [models.UniqueConstraint(fields=["facility", "folded"], name="one_facility_a_confirmed_name")]

    def __str__(self) -> str:
        return f"{self.name} → {self.member}"


class RowName(models.Model):
    """A name by which rows of files call an organisation or an object → the name it stands under; itself for no other.

    `of` says whose names they are.
    """

    class Of(models.TextChoices):
        REFERRER = "referrer", _("referring organisation")
        OBJECT = "object", _("object")

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="row_names", verbose_name=_("facility")
    )
    of = models.CharField(_("name of"), max_length=10, choices=Of.choices)
    name = models.CharField(_("name"), max_length=255)
    folded = models.CharField(_("name as compared"), max_length=255, editable=False)
    meant = models.CharField(_("means"), max_length=255)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now=True)

    class Meta:
        verbose_name = _("confirmed name in files")
        verbose_name_plural = _("confirmed names in files")
        ordering = ["of", "folded"]
        constraints = [models.UniqueConstraint(fields=["facility", "of", "folded"], name="one_meaning_of_a_name")]

    def __str__(self) -> str:
        return f"{self.name} → {self.meant}"


class Rule(models.Model):
    """How a payment without a code gets one, or what received money is: `received_as` is empty for payments.

    All keys given must hold; the first rule that holds wins. Of received money `number` is the payer's.
    """

    class ReceivedAs(models.TextChoices):
        FUNDING = "funding", _("money received from the fund")
        RETURN = "return", _("return of a payment")
        TRANSFER = "transfer", _("transfer between own accounts")
        OTHER = "other", _("other money")

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="rules", verbose_name=_("facility"))
    order = models.PositiveIntegerField(_("order"), default=0)
    number = models.CharField(_("BIN or IIN of the counterparty"), max_length=12, blank=True)
    knp = models.CharField(_("payment-purpose code"), max_length=3, blank=True)
    words = models.CharField(_("words of the purpose"), max_length=255, blank=True)
    code = models.CharField(_("budget code"), max_length=6, blank=True)
    received_as = models.CharField(
        _("received money is"), max_length=8, choices=ReceivedAs.choices, blank=True, default=""
    )
    is_active = models.BooleanField(_("in use"), default=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )

    class Meta:
        verbose_name = _("rule for payments")
        verbose_name_plural = _("rules for payments")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        keys = " · ".join(key for key in (self.number, self.knp, self.words) if key)
        return f"{keys} → {self.code or self.get_received_as_display()}"


class Layout(models.Model):
    """The form of a file as people named it, kept for the next file of that shape.

    `corrections` are what was named, as `imports.pipeline.memory` keeps it; `headers` the header of each column by its
    letter, `source_name` the file it was learned from.
    """

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="layouts", verbose_name=_("facility"))
    signature = models.CharField(_("shape"), max_length=64)
    corrections = models.JSONField(_("what was named"), default=dict)
    headers = models.JSONField(_("headers"), default=dict)
    source_name = models.CharField(_("file name"), max_length=255, blank=True, default="")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now=True)

    class Meta:
        verbose_name = _("remembered form of a file")
        verbose_name_plural = _("remembered forms of files")
        ordering = ["-confirmed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["facility", "signature"], name="one_layout_a_shape")]

    def __str__(self) -> str:
        return self.source_name or self.signature[:12]
