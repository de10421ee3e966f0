"""A project on pages: the project itself, its funders, sites and stages, each a table that is edited."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.models import BudgetCode
from finance.registers import Register, RegisterPlace, Row, TableChanges, save_rows
from finance.rights import Action
from projects.models import Funder, Project, ProjectLine, Site, Stage
from projects.opening import open_budgets


def _projects(place: RegisterPlace) -> QuerySet[Project]:
    return Project.objects.filter(facility=place.facility).order_by("pk")


def _parts(model: type[Any]) -> Callable[[RegisterPlace], QuerySet[Any]]:
    return lambda place: model.objects.filter(project__facility=place.facility).select_related("project").order_by("pk")


def _numbered(row: Any, stem: str, taken: QuerySet[Any]) -> None:
    """A key that nobody types: the stem with the first number that is free."""
    known = set(taken.values_list("key", flat=True))
    row.key = next(key for number in range(1, len(known) + 2) if (key := f"{stem}-{number}") not in known)


def _key_of_project(row: Any, _place: RegisterPlace) -> None:
    _numbered(row, "project", Project.objects.all())


def _key_of_part(row: Any, _place: RegisterPlace) -> None:
    _numbered(row, type(row).__name__.lower(), type(row).objects.filter(project=row.project))


def _check_project(row: Any, _place: RegisterPlace) -> Mapping[str, str]:
    if row.first is not None and row.last is not None and row.last < row.first:
        message = _("The period ends (%(last)s) before it begins (%(first)s). Correct the months.")
        return {"last": message % {"first": row.first, "last": row.last}}
    return {}


def _check_funder(row: Any, _place: RegisterPlace) -> Mapping[str, str]:
    known = set(BudgetCode.objects.filter(code__in=row.codes, is_group=False).values_list("code", flat=True))
    unknown = [code for code in row.codes if code not in known]
    return {"codes": _("There is no budget code “%(code)s”.") % {"code": ", ".join(unknown)}} if unknown else {}


def _protected(row: Row, _place: RegisterPlace) -> frozenset[str]:
    """The project of what has money stays."""
    lines = ProjectLine.objects.filter(**{type(row).__name__.lower(): row.pk}) if row.pk else ProjectLine.objects.none()
    return frozenset({"project"}) if lines.exists() else frozenset()


def _with_budgets(register: Register, place: RegisterPlace, changes: TableChanges) -> None:
    """Keep the rows and open the budgets that funders lack."""
    save_rows(register, place, changes)
    for project in _projects(place):
        open_budgets(project)


_NAMES = ("name_ru", "name_kk")
_MAY = (Action.PLAN, Action.MANAGE)

REGISTERS = (
    Register(
        "projects", gettext_lazy("Projects"),
        gettext_lazy("What several funders pay for together: its amount and its months. Funders, sites and stages "
                     "have tables of their own."),
        Project, (*_NAMES, "purpose", "amount", "first", "last", "akimats"), _projects,
        lambda place: {"facility": place.facility}, _MAY, keyed=_key_of_project, check=_check_project,
        save=_with_budgets,
    ),
    Register(
        "project-funders", gettext_lazy("Funders of projects"),
        gettext_lazy("Whose money it is, what it may be spent on, and how much was promised. Codes are written with "
                     "commas; without any the funder pays for all of them."),
        Funder, ("project", *_NAMES, "number", "role", "codes", "promised"), _parts(Funder), lambda _place: {},
        _MAY, choices={"project": _projects}, keyed=_key_of_part, check=_check_funder, protects=_protected,
        save=_with_budgets,
    ),
    Register(
        "project-sites", gettext_lazy("Sites of projects"),
        gettext_lazy("Where a project is done, and since when the site is open."),
        Site, ("project", *_NAMES, "akimat", "host", "area_m2", "places", "opened_on"), _parts(Site),
        lambda _place: {}, _MAY, choices={"project": _projects}, keyed=_key_of_part, protects=_protected,
    ),
    Register(
        "project-stages", gettext_lazy("Stages of projects"), gettext_lazy("What a project does one after another."),
        Stage, ("project", *_NAMES, "first", "last"), _parts(Stage), lambda _place: {}, _MAY,
        choices={"project": _projects}, keyed=_key_of_part,
    ),
)  # fmt: skip
