"""Budget codes (specifics of the economic classification), income items, and what a facility calls its codes."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages
from finance.models.facility import Facility, require_no_circle


class OfSpending(models.Manager["BudgetCode"]):
    def get_queryset(self) -> models.QuerySet["BudgetCode"]:
        return super().get_queryset().filter(is_income=False)


class BudgetCode(NamedInTwoLanguages, models.Model):
    """One life of a code: 131 was food until 2008 and is pay of technical staff now.

    Valid from `valid_from` up to but not including `valid_to`. Roll-up follows `parent`, never the digits.
    The classification has two sides: `objects` are the codes of spending, `every` holds income items as well.
    """

    code = models.CharField(_("code"), max_length=12)
    is_income = models.BooleanField(_("an income item"), default=False, editable=False)
    valid_from = models.DateField(_("valid from"), default=date(2009, 1, 1))
    valid_to = models.DateField(_("valid until, exclusive"), null=True, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    is_name_kk_official = models.BooleanField(_("the Kazakh name is official"), default=False)
    is_group = models.BooleanField(_("a heading, not posted to"), default=False)
    may_be_charged = models.TextField(_("what may be charged"), blank=True)
    note = models.TextField(_("note"), blank=True)
    variable_share = models.DecimalField(
        _("share that changes with bed-days"), max_digits=4, decimal_places=3, default=Decimal(0)
    )

    objects = OfSpending()
    every: models.Manager["BudgetCode"] = models.Manager()

    class Meta:
        verbose_name = _("budget code")
        verbose_name_plural = _("budget codes")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_code_from_a_day"),
            models.CheckConstraint(
                condition=Q(variable_share__gte=0) & Q(variable_share__lte=1), name="variable_share_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name if self.is_income else f"{self.code} {self.name}"

    @property
    def shown(self) -> str:
        """How people name it in a column of codes: an income item by its name, since its code is a key."""
        return self.name if self.is_income else self.code

    def clean(self) -> None:
        """Refuse a life that overlaps another of the same code, and a parent that is below the code itself."""
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            raise ValidationError({"valid_to": _("It must be later than the first day.")})
        others = BudgetCode.every.filter(code=self.code).exclude(pk=self.pk)
        starts_before = Q() if self.valid_to is None else Q(valid_from__lt=self.valid_to)
        if others.filter(starts_before & (Q(valid_to=None) | Q(valid_to__gt=self.valid_from))).exists():
            raise ValidationError({"valid_from": _("Another meaning of this code is valid on the same days.")})
        require_no_circle(self)


class OfIncome(models.Manager["IncomeItem"]):
    def get_queryset(self) -> models.QuerySet["IncomeItem"]:
        return super().get_queryset().filter(is_income=True)


class IncomeItem(BudgetCode):
    """What income is for: guaranteed volume, insurance, paid services, training, science, charity, rent, other.

    The other side of the same classification, so that the ledger keeps it like any code. `code` is a key.
    """

    objects = OfIncome()  # type: ignore[assignment,misc] # a manager that narrows the parent's

    class Meta:
        proxy = True
        verbose_name = _("income item")
        verbose_name_plural = _("income items")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.is_income = True
        super().save(*args, **kwargs)


class FacilityCodeName(models.Model):
    """A facility's own name of a code; on its forms it wins over the official one."""

    facility = models.ForeignKey(
        Facility, on_delete=models.CASCADE, related_name="code_names", verbose_name=_("facility")
    )
    code = models.ForeignKey(
        BudgetCode, on_delete=models.CASCADE, related_name="facility_names", verbose_name=_("budget code")
    )
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("facility's name of a code")
        verbose_name_plural = _("facility's names of codes")
        constraints = [models.UniqueConstraint(fields=["facility", "code"], name="one_own_name_a_code")]

    def __str__(self) -> str:
        return f"{self.code.code} {self.name_ru}"
