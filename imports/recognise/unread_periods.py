"""Figures headed by a month, a quarter or a year that the kind reads nothing of: they are never passed over. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from imports.kinds.kind import Kind, Problem, Table
from imports.readers.grid import Cell
from imports.recognise.headers import header_text
from imports.recognise.wording import Wording
from imports.rows.sections import names_period

UNREAD = "ambiguous-column"


def unread_periods(table: Table, kind: Kind) -> list[Problem]:
    """A question at each column of figures of its own period beside those that are read; sums of money are controls."""
    if kind.is_in_tenge or kind.reads_every_column:
        return []
    read = Wording([column for column in kind.columns if column.key in kind.by_period])
    problems = []
    for place, header in sorted(table.headers.items()):
        if place in table.columns.values() or not names_period(header) or read.hits(header):
            continue
        if any(_is_figure(table, i, place) for i in table.body):
            text = next((header_text(cell) for cell in _cells(table, place) if cell != ""), header)
            message = _("“%(column)s” holds figures of a period of its own, which nothing is read of here. Name what "
                        "they are in its header, or take the column out.")  # fmt: skip
            address = table.sheet.address(table.header_row, place)
            problems.append(Problem(address, UNREAD, message % {"column": text}))
    return problems


def _cells(table: Table, place: int) -> list[Cell]:
    rows = table.sheet.rows[table.header_row : max(table.first_row, table.header_row + 1)]
    return [row[place] for row in rows if place < len(row)]


def _is_figure(table: Table, row: int, place: int) -> bool:
    cells = table.sheet.rows[row]
    cell = cells[place] if place < len(cells) else ""
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and any(map(str.isdigit, cell)))
