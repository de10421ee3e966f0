"""A budget: a facility's money of one year, programme and source."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages
from finance.models.facility import Facility, require_party_number

THREE_CHARACTERS = RegexValidator(r"^\w{3}$", _("Three characters are expected."))


class Programme(NamedInTwoLanguages, models.Model):
    """Administrator, programme and subprogramme: three levels, never one number."""

    administrator_code = models.CharField(_("administrator"), max_length=3, blank=True, validators=[THREE_CHARACTERS])
    programme_code = models.CharField(_("programme"), max_length=3, blank=True, validators=[THREE_CHARACTERS])
    subprogramme_code = models.CharField(_("subprogramme"), max_length=3, blank=True, validators=[THREE_CHARACTERS])
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.UniqueConstraint(
                fields=["administrator_code", "programme_code", "subprogramme_code"], name="one_programme_once"
            )
        ]

    def __str__(self) -> str:
        codes = "/".join(c for c in (self.administrator_code, self.programme_code, self.subprogramme_code) if c)
        return f"{codes} {self.name}".strip()


class FundingSource(NamedInTwoLanguages, models.Model):
    """Where the money comes from: guaranteed volume, social insurance, local budget, paid services, charity."""

    key = models.SlugField(_("key"), max_length=20, unique=True)
    name_ru = models.CharField(_("name in Russian"), max_length=255)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    payer_number = models.CharField(_("BIN of the payer"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.require_no_twin()
        require_party_number(self, "payer_number")


class Budget(models.Model):
    key = models.SlugField(_("key"), max_length=40, unique=True)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="budgets", verbose_name=_("facility"))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2099)])
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, verbose_name=_("programme"))
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, verbose_name=_("funding source"))
    contract_number = models.CharField(_("contract number"), max_length=64, blank=True)
    # projects live in the room above: the key of the one whose funder's money this is
    project = models.SlugField(_("project"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["-year", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "year", "programme", "source"], name="one_budget_a_year_programme_source"
            )
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def label(self) -> str:
        """How people tell it from the others of the facility."""
        return " · ".join(part for part in (str(self.year), self.source.name, self.contract_number) if part)
