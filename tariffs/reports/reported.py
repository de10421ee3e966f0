"""Reported figures beside the computed ones, with their difference. A computed figure never replaces a reported one."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from finance.months import Month
from finance.reporting.formula import difference
from finance.reporting.report import Cell, CellKind, Column, Remark, Row, Table
from finance.scope import Scope
from tariffs.facility_records import ReportedValue
from tariffs.reports.links import source_link
from tariffs.reports.wording import figure_label

KEY = "reported"


def reported_table(
    figures: Sequence[ReportedValue],
    computed: Mapping[str, Fraction | int | None],
    links: Mapping[str, str | None],
    kind: CellKind = "quantity",
) -> Table:
    """One row a figure of `computed`, for the facility as a whole; what nobody reported is blank."""
    columns = (
        Column("figure", _("Figure"), "text"),
        Column("reported", _("As reported"), kind),
        Column("computed", _("Computed"), kind),
        Column(
            "difference",
            _("Difference"),
            kind,
            formula=difference("reported", "computed"),
        ),
        Column("source", _("Where it was reported"), "text"),
    )
    held = {figure.key: figure for figure in figures if not figure.profile}
    rows = []
    for key, value in computed.items():
        figure = held.get(key)
        cells = {
            "figure": Cell(figure_label(key)),
            "reported": Cell(figure.value if figure else None, links.get(key) if figure else None),
            "computed": Cell(value),
            "source": Cell(figure.source if figure else None),
        }
        rows.append(Row(key, cells))
    return Table(KEY, columns, tuple(rows), None, _("Reported beside computed"))


def reported_links(scope: Scope, first: Month, through: Month, keys: Iterable[str]) -> dict[str, str | None]:
    """Where each figure was reported: its rows of the files."""
    return {key: source_link(scope, first, through, "reported", figure=key) for key in keys}


def missed_totals(figures: Sequence[ReportedValue]) -> tuple[Remark, ...]:
    """Reported totals that their reported parts by profile miss: a doubt about the report, never an error."""
    found = []
    for figure in figures:
        parts = [other.value for other in figures if other.key == figure.key and other.profile]
        if figure.profile or not parts or sum(parts) == figure.value:
            continue
        text = _("Reported “%(figure)s”: the profiles add up to %(parts)s, the total says %(total)s.")
        values = {
            "figure": figure_label(figure.key),
            "parts": f"{sum(parts):f}".rstrip("0").rstrip("."),
            "total": f"{figure.value:f}".rstrip("0").rstrip("."),
        }
        found.append(Remark(text % values, key="reported-parts"))
    return tuple(found)
