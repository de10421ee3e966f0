"""The report for a spreadsheet that opens CSV: UTF-8 with a mark, semicolons, decimal comma in ru and kk.

Figures are plain (no thousands separators) with two decimals. Text that a spreadsheet would run as a formula is
quoted with an apostrophe.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from io import StringIO

from finance.money import round_half_up
from finance.months import Month
from finance.reporting.figures import is_whole, scaled, shown
from finance.reporting.report import CellKind, Column, Report, Value

BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def render(report: Report) -> str:
    """The tables only, one after another with a blank line between: header, rows, total."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    for place, line in enumerate(_lines(report)):
        if place or line:
            writer.writerow(line)
    return BYTE_ORDER_MARK + text.getvalue()


def _lines(report: Report) -> Iterator[list[str]]:
    for table in report.tables:
        if table is not report.main:
            yield []
        if len(report.tables) > 1 and table.title:
            yield [safe(table.title)]
        yield [safe(_heading(column)) for column in table.columns]
        for row in table.all_rows:
            yield [_field(report, row.cell(c.key).value, c.kind, c) for c in table.columns]
    for part in report.parts:
        yield from ([], [safe(part.heading)])
        yield from ([safe(text)] for text in (*part.texts, part.missing) if text)
        if part.report:
            yield from _lines(part.report)


def _heading(column: Column) -> str:
    return f"{column.group}: {column.label}" if column.group else column.label


def _field(report: Report, value: Value, kind: CellKind, column: Column) -> str:
    if not column.is_numeric or not isinstance(value, (Decimal, Fraction, int)):
        return str(value) if isinstance(value, Month) else safe(shown(report, value, kind, column))
    number = scaled(value, kind, report.unit)
    if kind == "percent":
        number *= 100
    is_count = kind == "quantity" and is_whole(number)
    text = format(round_half_up(number, 0 if is_count else 2), "f")
    return text if report.language == "en" else text.replace(".", ",")


def safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
