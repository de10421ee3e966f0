"""The reports that stand beside Form No. 2: under the same header lines, with every room's doubts behind their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from finance import rooms
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.report import Remark, Report, Table, Unit
from finance.reports.form2 import header_lines
from finance.scope import Scope


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose figures of which months a report shows, inclusive, in which unit and language."""

    scope: Scope
    first: Month
    through: Month
    unit: Unit
    language: str


def beside_form2(
    key: str, title: str, of: Heading, tables: tuple[Table, ...], doubts: Iterable[Remark] = (), **parts: Any
) -> Report:
    """The report with what its formulas give where a cell holds no value; `parts` are further fields of `Report`."""
    found = Report(
        key=key,
        title=title,
        first=of.first,
        last=of.through,
        tables=tables,
        language=of.language,
        unit=of.unit,
        header=header_lines(of.scope, of.first, of.through, of.unit, of.language),
        doubts=(*doubts, *rooms.doubts(key, of.scope, of.first, of.through)),
        **parts,
    )
    return fill(found)
