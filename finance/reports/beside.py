"""The reports that stand beside Form No. 2: under the same header lines, with every room's doubts behind their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from finance import rooms
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.report import Column, Remark, Report, Row, Table, Unit, sum_row
from finance.reports.form2 import header_lines
from finance.scope import Scope


@dataclass(frozen=True, slots=True)
class ReportHeading:
    """Whose figures of which months a report shows, inclusive, in which unit and language."""

    scope: Scope
    first: Month
    through: Month
    unit: Unit
    language: str


def summed(key: str, columns: tuple[Column, ...], rows: Sequence[Row], title: str = "", label: str = "name") -> Table:
    """A table with the sums of its rows under it; the column `label` names them."""
    made = tuple(rows)
    return Table(key, columns, made, sum_row("total", columns, made, {label: _("Total")}), title)


def beside_form2(
    key: str, title: str, of: ReportHeading, tables: tuple[Table, ...], doubts: Iterable[Remark] = (), **parts: Any
) -> Report:
    """The report with what its formulas give where a cell holds no value; `parts` are further fields of `Report`."""
    header = header_lines(of.scope, of.first, of.through, of.unit, of.language)
    is_money = any(column.kind in ("amount", "rate") for table in tables for column in table.columns)
    found = Report(
        key=key,
        title=title,
        first=of.first,
        last=of.through,
        tables=tables,
        language=of.language,
        unit=of.unit,
        header=tuple(line for line in header if is_money or line.key != "unit"),
        doubts=(*doubts, *rooms.doubts(key, of.scope, of.first, of.through)),
        **parts,
    )
    return fill(found)
