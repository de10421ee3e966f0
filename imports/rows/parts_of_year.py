"""Columns of quarters, halves and more beside those of months: each is the sum of its months, else it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import is_blank, parse_amount, settle_column
from finance.money import total
from imports.columns.typed import Columns
from imports.kinds.kind import Line, Table
from imports.month_columns import months_of_part
from imports.rows.controls import state
from imports.rows.money_rows import Body


def check(columns: Columns, body: Body, lines: Sequence[Line | None]) -> None:
    """Hold each quarter and half that a row, or a total, states to the months of it."""
    table = columns.table
    for place, months in _places(table):
        cells = [(i, line) for i, line in zip(body.rows, lines, strict=True) if line is not None]
        values = [_at(table, i, place) for i, _line in cells]
        style = settle_column([value for value in values if not is_blank(value)])
        for (i, line), value in zip(cells, values, strict=True):
            stated = None if is_blank(value) else parse_amount(value, style, table.scale)
            if isinstance(stated, Decimal):
                found = total(part.amount for part in line.parts if part.month.number in months)
                at = table.sheet.address(i, place), line.row
                text = _("The total says %(expected)s, its parts add up to %(found)s.")
                if stated != found:
                    state(columns.reading, "quarter-total", (stated, found), at, text=text)


def _places(table: Table) -> Iterator[tuple[int, range]]:
    taken = set(table.columns.values())
    for place, header in sorted(table.headers.items()):
        if place not in taken and (months := months_of_part(header)) is not None:
            yield place, months


def _at(table: Table, row: int, place: int) -> object:
    cells = table.sheet.rows[row]
    return cells[place] if place < len(cells) else ""
