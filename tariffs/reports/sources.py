"""Rows of imported files behind a quantity: volumes, drivers, tariffs, quotas, stays, reported figures, with cells.

A figure of the reports that is no money of the ledger leads here, and from here to the cell it was read from.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from finance.asking_once import once
from finance.file_places import place_said
from finance.models import Document, Facility
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.report import Cell, CellKind, Column, Report, Row, Table, sum_row
from finance.scope import Scope, ScopeError
from tariffs.costing_inputs import centres_of
from tariffs.declaring import standing
from tariffs.known_profiles import profile_keys, profile_names
from tariffs.models import DriverValue, Quota, ReportedFigure, Stay, Tariff, Volume
from tariffs.models.declared import Declared
from tariffs.reports.step_sheet import centre_name, driver_name
from tariffs.reports.wording import figure_label, profile_name

NAME = "sources"
DeclaredRow = TypeVar("DeclaredRow", bound=Declared)
VOLUME_FIGURES = ("beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days")


@dataclass(frozen=True, slots=True)
class WantedRows:
    """Which rows: of a profile, a centre, a driver, a figure or a district; what is empty limits nothing."""

    facility: Facility
    first: Month
    last: Month
    language: str
    figure: str = ""
    profile: str = ""
    centre: str = ""
    driver: str = ""
    district: str = ""

    @property
    def months(self) -> dict[str, Month]:
        return {"month__gte": self.first, "month__lte": self.last}


@dataclass(frozen=True, slots=True)
class Source:
    """A row as it was declared: what it says of what, in which month."""

    row: Declared
    what: str
    month: Month | None
    value: Decimal | int | None


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The rows of a kind: what they are called together, and how their values are shown and added up."""

    label: str
    sources: list[Source]
    kind: CellKind = "quantity"
    decimals: int | None = None
    is_summed: bool = True


def build(scope: Scope, first: Month, through: Month, *, what: str, language: str = "ru", **limits: str) -> Report:
    """The rows in force behind a figure; months inclusive. Raises ScopeError for a figure that nobody knows."""
    if what not in KINDS:
        raise ScopeError(_("There is no such figure."))
    with translation.override(language):
        asked = WantedRows(scope.budgets[0].facility, first, through, language, **limits)
        found = KINDS[what](asked)
        return fill(
            Report(
                key=NAME,
                title=found.label,
                first=first,
                last=through,
                language=language,
                unit="tenge",
                decimals=2,
                tables=(_table(found),),
            )
        )


def _table(found: SourceRows) -> Table:
    columns = (
        Column("what", _("What"), "text"),
        Column("month", _("Month"), "month"),
        Column("value", _("Value"), found.kind, decimals=found.decimals, total="sum" if found.is_summed else "none"),
        Column("cell", _("Cell of the source"), "text"),
    )
    links = cell_links(source.row for source in found.sources)
    ordered = sorted(found.sources, key=lambda s: (s.what, str(s.month)))
    rows = tuple(
        Row(
            f"source-{place}",
            {
                "what": Cell(source.what),
                "month": Cell(source.month),
                "value": Cell(source.value),
                "cell": Cell(
                    place_said(source.row.cell) or _("typed in"), links.get((type(source.row), source.row.pk))
                ),
            },
        )
        for place, source in enumerate(ordered, 1)
    )
    total = sum_row("total", columns, rows, {"what": _("Total")}) if found.is_summed else None
    return Table(NAME, columns, rows, total, found.label)


def _volumes(asked: WantedRows) -> SourceRows:
    if asked.figure not in VOLUME_FIGURES:
        raise ScopeError(_("There is no such figure."))
    names = profile_names()
    keys = profile_keys()
    sources = [
        Source(
            row,
            f"{profile_name(names, keys[row.profile_id], asked.language)}, {row.get_setting_display()}",
            row.month,
            getattr(row, asked.figure),
        )
        for row in _standing(Volume, asked.facility, **asked.months)
        if (not asked.profile or keys[row.profile_id] == asked.profile) and getattr(row, asked.figure) is not None
    ]
    return SourceRows(figure_label(asked.figure), sources, is_summed=asked.figure != "beds")


def _drivers(asked: WantedRows) -> SourceRows:
    names = {centre.key: centre_name(centre, asked.language) for centre in centres_of(asked.facility, asked.first.year)}
    limits = {"driver": asked.driver} | ({"centre": asked.centre} if asked.centre else {})
    rows = _standing(DriverValue, asked.facility, **asked.months, **limits)
    sources = [Source(row, names.get(row.centre, row.centre), row.month, row.value) for row in rows]
    is_flow = all(row.measure == DriverValue.StockOrFlow.FLOW for row in rows)
    return SourceRows(driver_name(asked.driver).capitalize(), sources, decimals=2, is_summed=is_flow)


def _tariffs(asked: WantedRows) -> SourceRows:
    names = profile_names()
    keys = profile_keys()
    sources = [
        Source(
            row,
            ", ".join(filter(None, (profile_name(names, keys[row.profile_id], asked.language), row.order_number))),
            Month.of(row.applies_from),
            row.amount,
        )
        for row in _standing(Tariff, asked.facility, applies_from__lte=asked.last.last_day)
        if not asked.profile or keys[row.profile_id] == asked.profile
    ]
    return SourceRows(_("Tariffs by the month they apply from"), sources, kind="rate", is_summed=False)


def _quotas(asked: WantedRows) -> SourceRows:
    rows = _standing(Quota, asked.facility, first_month__gte=asked.first, last_month__lte=asked.last)
    rows = [row for row in rows if row.referred_by and row.quota is not None]
    chosen = [row for row in rows if row.profile_id is None] or rows
    sources = [
        Source(row, row.referred_by, row.first_month, row.quota)
        for row in chosen
        if not asked.district or row.referred_by == asked.district
    ]
    return SourceRows(_("Quota"), sources)


def _stays(asked: WantedRows) -> SourceRows:
    rows = _standing(
        Stay, asked.facility, admitted__gte=asked.first.first_day, admitted__lte=asked.last.last_day,
        referred_by=asked.district,
    )  # fmt: skip
    return SourceRows(_("Admitted"), [Source(row, row.case, Month.of(row.admitted), 1) for row in rows])


def _reported(asked: WantedRows) -> SourceRows:
    rows = _standing(
        ReportedFigure, asked.facility, key=asked.figure, first_month=asked.first, last_month=asked.last,
        profile=None,
    )  # fmt: skip
    sources = [Source(row, row.source or figure_label(row.key), row.first_month, row.value) for row in rows]
    return SourceRows(figure_label(asked.figure), sources, decimals=2, is_summed=False)


KINDS: Mapping[str, Callable[[WantedRows], SourceRows]] = {
    "volumes": _volumes,
    "drivers": _drivers,
    "tariffs": _tariffs,
    "quotas": _quotas,
    "stays": _stays,
    "reported": _reported,
}


def _standing(model: type[DeclaredRow], facility: Facility, **limits: object) -> Sequence[DeclaredRow]:
    return [row for group in standing(model, facility, **limits).values() for row in group if isinstance(row, model)]


@once
def _batches(documents: set[int]) -> dict[int, int | None]:
    """The import of each document. One query."""
    return dict(Document.objects.filter(pk__in=documents).values_list("pk", "batch_number"))


def cell_links(rows: Iterable[Declared]) -> dict[tuple[type[Declared], int], str]:
    """Table and key of a row → the address of its cell in the imported file; none for what was typed in.

    One query, none for rows that stand with their documents.
    """
    held = list(rows)
    batches = {row.document_id: row.document.batch_number for row in held if "document" in row._state.fields_cache}
    if unknown := {row.document_id for row in held} - set(batches):
        batches |= _batches(unknown)
    try:
        pages = {batch: reverse("imports:cell", args=[batch]) for batch in set(batches.values()) if batch is not None}
    except NoReverseMatch:
        return {}
    return {
        (type(row), row.pk): f"{page}?{urlencode({'at': row.cell})}"
        for row in held
        if row.cell and (page := pages.get(batches.get(row.document_id) or 0))
    }
