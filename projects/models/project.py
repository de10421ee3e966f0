"""A project with several funders and sites. Each funder's money of a year is a budget; its entries carry the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from finance.languages import NamedInTwoLanguages
from finance.models import Budget, BudgetCode, Document, Facility
from finance.models.columns import MonthField, TengeField
from finance.models.facility import require_party_number
from projects.models.words import WordsField


class Project(NamedInTwoLanguages, models.Model):
    """`amount` is what its lines add up to, tenge; `first` and `last` are its months, inclusive.

    `akimats` are those that take part, in words; a site names its own.
    """

    key = models.SlugField(_("key"), max_length=40, unique=True)
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, related_name="projects", verbose_name=_("facility")
    )
    name_ru = models.CharField(_("name in Russian"), max_length=255, blank=True)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    purpose = models.TextField(_("purpose"), blank=True)
    amount = TengeField(_("amount, tenge"))
    first = MonthField(_("first month"))
    last = MonthField(_("last month"))
    akimats = WordsField(_("akimats"), default=list, blank=True)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class ProjectPart(NamedInTwoLanguages, models.Model):
    """What a project is made of, in its order. `aliases` are other names that files may write."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", verbose_name=_("project"))
    key = models.SlugField(_("key"), max_length=20)
    name_ru = models.CharField(_("name in Russian"), max_length=255, blank=True)
    name_kk = models.CharField(_("name in Kazakh"), max_length=255, blank=True)
    aliases = WordsField(_("other names"), default=list, blank=True)

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        return [name for name in (self.name_ru, self.name_kk, self.key, *self.aliases) if name]


class Funder(ProjectPart):
    """Whose money it is: `codes` are the budget codes it pays for, none for all; `promised` is tenge, None for nothing.

    A promise is not passed without an agreement on another.
    """

    class Role(models.TextChoices):
        INITIATOR = "initiator", _("initiator")
        CO_FUNDER = "co-funder", _("co-funder")
        COORDINATOR = "coordinator", _("coordinator")
        AKIMAT = "akimat", _("akimat")

    number = models.CharField(_("BIN"), max_length=12, blank=True)
    role = models.CharField(_("role"), max_length=11, choices=Role.choices, default=Role.CO_FUNDER)
    pays_for = WordsField(_("pays for"), default=list, blank=True)
    codes = WordsField(_("budget codes"), default=list, blank=True)
    promised = TengeField(_("promised, tenge"), null=True, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="one_funder_a_key")]

    def clean(self) -> None:
        require_party_number(self, "number")


class Site(ProjectPart):
    """Where it is done. `akimat` is empty where none of the project's stands behind it; `area_m2` in square metres."""

    akimat = models.CharField(_("akimat"), max_length=255, blank=True)
    host = models.CharField(_("host"), max_length=255, blank=True)
    area_m2 = models.DecimalField(_("area, m²"), max_digits=9, decimal_places=2, null=True, blank=True)
    places = models.PositiveIntegerField(_("places"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="one_site_a_key")]


class Stage(ProjectPart):
    """Its months, inclusive, where they are known."""

    first = MonthField(_("first month"), null=True, blank=True)
    last = MonthField(_("last month"), null=True, blank=True)

    class Meta(ProjectPart.Meta):
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [models.UniqueConstraint(fields=["project", "key"], name="one_stage_a_key")]


class ProjectLine(models.Model):
    """What the plan gives a site from a funder for a code and month, tenge. `stage` is as the file says it.

    Of a funder and site the lines of the newest posted import stand.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="project_lines")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="+")
    funder = models.ForeignKey(Funder, on_delete=models.PROTECT, related_name="lines")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="lines")
    stage = models.CharField(_("stage"), max_length=255, blank=True)
    code = models.ForeignKey(BudgetCode, on_delete=models.PROTECT, related_name="+")
    month = MonthField(_("month"))
    amount = TengeField(_("amount, tenge"))
    cell = models.CharField(_("cell of the source"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("line of a project")
        verbose_name_plural = _("lines of a project")

    def __str__(self) -> str:
        return f"{self.site_id} {self.funder_id} {self.month} {self.amount}"
