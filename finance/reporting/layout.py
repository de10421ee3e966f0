"""Where things stand on a page, the same in HTML, XLSX and PDF: header rows, widths. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter

from finance.reporting.figures import cell_text
from finance.reporting.report import Column, Report, Row, Table

_NARROWEST, _WIDEST_FIGURE, _WIDEST_TEXT, _LONGEST_WORD = 7, 22, 48, 18


@dataclass(frozen=True, slots=True)
class HeadCell:
    """A header cell; `column` is its first column, counted from 0."""

    label: str
    column: int
    columns: int = 1
    rows: int = 1
    is_group: bool = False
    is_numeric: bool = False


def header_rows(table: Table) -> list[list[HeadCell]]:
    """One row of labels, or two where neighbouring columns share a group; the row of column numbers is apart."""
    if not any(column.group for column in table.columns):
        return [[HeadCell(c.label, i, is_numeric=c.is_numeric) for i, c in enumerate(table.columns)]]
    upper: list[HeadCell] = []
    lower: list[HeadCell] = []
    for place, columns in _runs(table.columns):
        if columns[0].group:
            upper.append(HeadCell(columns[0].group, place, columns=len(columns), is_group=True))
            lower += [HeadCell(c.label, place + i, is_numeric=c.is_numeric) for i, c in enumerate(columns)]
        else:
            upper += [HeadCell(c.label, place + i, rows=2, is_numeric=c.is_numeric) for i, c in enumerate(columns)]
    return [upper, lower]


def _runs(columns: tuple[Column, ...]) -> list[tuple[int, list[Column]]]:
    """Neighbouring columns with the same group, each with the place of the first."""
    runs: list[tuple[int, list[Column]]] = []
    for place, column in enumerate(columns):
        if runs and runs[-1][1][0].group == column.group:
            runs[-1][1].append(column)
        else:
            runs.append((place, [column]))
    return runs


def number_row(table: Table) -> list[str]:
    """The printed column numbers, empty where the form has none."""
    numbers = [column.number for column in table.columns]
    return numbers if any(numbers) else []


def on_paper(report: Report) -> Report:
    """The report and its sections without optional columns in which no row says anything: they would only take room."""
    tables = tuple(replace(table, columns=tuple(_said(table))) for table in report.tables)
    return replace(report, tables=tables, parts=tuple(part.through(on_paper) for part in report.parts))


def _said(table: Table) -> Iterator[Column]:
    for column in table.columns:
        if not column.is_optional or any(row.cell(column.key).value is not None for row in table.all_rows):
            yield column


def leading_columns(table: Table) -> int:
    """How many columns name the row (name, code): they stay in sight while the rest scrolls."""
    for place, column in enumerate(table.columns):
        if column.is_numeric:
            return place
    return 0


def _longest(table: Table, column: Column) -> list[Row]:
    """Rows among which the longest text of the column stands: of figures with fixed decimals the least and the most."""
    rows = [row for row in table.all_rows if row.style != "section"]
    if column.kind not in ("amount", "rate", "percent"):
        return rows
    figures: list[tuple[int | Decimal | Fraction, Row]] = []
    others = []
    for row in rows:
        value = row.cell(column.key).value
        if isinstance(value, (int, Decimal, Fraction)):
            figures.append((value, row))
        elif isinstance(value, str):
            others.append(row)
    if not figures:
        return others
    return [*others, *(end(figures, key=itemgetter(0))[1] for end in (min, max))]


def width_in_characters(report: Report, table: Table, column: Column) -> int:
    """Wide enough for the longest figure, within limits; names and headings wrap."""
    rows = _longest(table, column)
    indent = 2 if column is table.columns[0] else 0
    longest = max(len(cell_text(report, row, column)) + 2 + indent * row.level for row in rows) if rows else 0
    longest = max(longest, len(column.number) + 2, _NARROWEST)
    words = max([len(word) + 2 for word in column.label.split()] + [0])
    return min(max(longest, min(words, _LONGEST_WORD)), _WIDEST_FIGURE if column.is_numeric else _WIDEST_TEXT)
