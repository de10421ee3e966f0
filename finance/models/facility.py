"""Who keeps the books: facilities in a tree, their bank accounts, the people and their roles."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance import party_numbers
from finance.languages import NamedInTwoLanguages

TWELVE_DIGITS = RegexValidator(r"^\d{12}$", _("Twelve digits are expected."))


def require_no_circle(node: Any) -> None:
    """Raises ValidationError where the parents of `node` lead back to it: a tree is walked to its end everywhere."""
    above = node.parent
    while above is not None:
        if above.pk is not None and above.pk == node.pk:
            raise ValidationError({"parent": _("This stands below the one it is to belong to.")})
        above = above.parent


def require_party_number(record: Any, field: str) -> None:
    """Raises ValidationError where `field` is neither blank nor a BIN that can be."""
    number = getattr(record, field)
    if number and not (number.isdecimal() and len(number) == party_numbers.DIGITS):
        raise ValidationError({field: TWELVE_DIGITS.message})
    if number and not party_numbers.is_valid(number):
        raise ValidationError({field: _("The last digit of this BIN does not fit the others: look again.")})


class Facility(NamedInTwoLanguages, models.Model):
    """A region's health department, a centre, or its branch. `district` is where it stands, in words.

    One that is active no longer is not asked for reports.
    """

    class Ownership(models.TextChoices):
        STATE = "state", _("state-owned")
        PRIVATE = "private", _("privately owned")

    class Kind(models.TextChoices):
        HOSPITAL = "hospital", _("hospital")
        DISTRICT_HOSPITAL = "district-hospital", _("central district hospital")
        POLYCLINIC = "polyclinic", _("polyclinic")
        OUTPATIENT = "outpatient", _("outpatient clinic of a doctor")
        FELDSHER_STATION = "feldsher-station", _("feldsher and midwife station")
        MEDICAL_POST = "medical-post", _("medical post")
        AMBULANCE_STATION = "ambulance-station", _("ambulance station")
        OTHER = "other", _("other organisation")

    class Language(models.TextChoices):
        RUSSIAN = "ru", _("Russian")
        KAZAKH = "kk", _("Kazakh")

    number = models.CharField(_("BIN"), max_length=12, unique=True, validators=[TWELVE_DIGITS])
    number_reason = models.CharField(
        _("why its last digit does not fit"), max_length=255, blank=True,
        help_text=_("Only where the State itself gave a number that breaks the rule."),
    )  # fmt: skip
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    treasury_code = models.CharField(_("treasury code of the institution"), max_length=7, blank=True)
    ownership = models.CharField(_("ownership"), max_length=8, choices=Ownership.choices, default=Ownership.STATE)
    kind = models.CharField(_("kind of facility"), max_length=20, choices=Kind.choices, blank=True)
    district = models.CharField(_("district"), max_length=100, blank=True)
    is_active = models.BooleanField(_("in operation"), default=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.RUSSIAN)
    is_demo = models.BooleanField(_("made for training"), default=False, editable=False)

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a circle, a number that cannot be without a reason, and a second facility of the same name."""
        require_no_circle(self)
        wrong: dict[str, Any] = {}
        is_reasoned = bool(self.number_reason.strip()) and len(self.number) == party_numbers.DIGITS
        is_whole = self.number.isdecimal() and len(self.number) == party_numbers.DIGITS
        if is_whole and not party_numbers.is_valid(self.number) and not is_reasoned:
            wrong["number"] = _("The last digit of this BIN does not fit the others: look again.")
        for field in ("name_ru", "name_kk"):
            if (twin := self.twin(field)) is not None:
                message = _("There is a facility of this name already, with the BIN %(number)s.")
                wrong[field] = message % {"number": twin.number}
        if wrong:
            raise ValidationError(wrong)

    def with_branches(self) -> list["Facility"]:
        """This facility and everything below it. One query whatever the depth."""
        children: dict[int | None, list[Facility]] = {}
        for facility in Facility.objects.all():
            children.setdefault(facility.parent_id, []).append(facility)
        found, queue = [self], [self]
        while queue:
            below = children.get(queue.pop(0).pk, [])
            found += below
            queue += below
        return found


class Account(models.Model):
    """A facility's own bank account (ИИК): a payment between two of these is a transfer, not an expense."""

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="accounts", verbose_name=_("facility")
    )
    iik = models.CharField(_("account (IIK)"), max_length=34, unique=True)
    bank = models.CharField(_("bank"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["iik"]

    def __str__(self) -> str:
        return self.iik

    def clean(self) -> None:
        self.iik = party_numbers.account_number(self.iik)
        if self.iik and not party_numbers.may_be_account(self.iik):
            raise ValidationError({"iik": _("An IIK is KZ and 18 letters and digits: look again.")})


class Membership(models.Model):
    """What a person may do at a facility and everything below it. Read only through `finance.rights`."""

    class Role(models.TextChoices):
        ECONOMIST = "economist", _("economist")
        ACCOUNTANT = "accountant", _("accountant")
        MANAGER = "manager", _("management")
        AUDITOR = "auditor", _("auditor")
        ADMIN = "admin", _("administrator")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, verbose_name=_("facility"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices)

    class Meta:
        verbose_name = _("role at a facility")
        verbose_name_plural = _("roles at facilities")
        constraints = [models.UniqueConstraint(fields=["user", "facility", "role"], name="one_role_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.facility}"


class Setting(models.Model):
    """A facility's own choice, such as how bed-days are counted. Keys are ASCII; values JSON."""

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="settings", verbose_name=_("facility")
    )
    key = models.CharField(_("key"), max_length=64)
    value = models.JSONField(_("value"))

    class Meta:
        verbose_name = _("choice of the facility")
        verbose_name_plural = _("choices of the facility")
        constraints = [models.UniqueConstraint(fields=["facility", "key"], name="one_value_a_setting")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
