"""Columns of quarters and halves beside those of months: each is the sum of its months, or the file is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import is_blank, parse_amount, settle_column
from finance.money import total
from imports.kinds.columns import Columns
from imports.kinds.controls import state
from imports.kinds.kind import Line, Table
from imports.kinds.rows import Body

_NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3, "іv": 4}
_PART = re.compile(
    r"(?:итого |всего |за |жиыны )*([1-4]|i{1,3}|iv|і{1,3}|іv)(?: ?(?:й|ши))? ?"
    r"(квартал|кв|токсан|quarter|полугоди|жарты)\w*"
    r"(?: жылдык\w*)?(?: 20\d\d)?(?: (?:г|год\w*|ж|жыл\w*))?(?: (?:итого|всего|барлыгы|жиыны))?"
)
_HALVES = ("полугоди", "жарты")


def months_of(header: str) -> range | None:
    """`i квартал` → 1 to 3, `2 полугодие` → 7 to 12; None for other headers, folded."""
    found = _PART.fullmatch(header.rpartition(" / ")[2].strip())
    if found is None or (number := _NUMBERS[found[1]]) > (2 if found[2] in _HALVES else 4):
        return None
    length = 6 if found[2] in _HALVES else 3
    return range(length * (number - 1) + 1, length * number + 1)


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
        if place not in taken and (months := months_of(header)) is not None:
            yield place, months


def _at(table: Table, row: int, place: int) -> object:
    cells = table.sheet.rows[row]
    return cells[place] if place < len(cells) else ""
