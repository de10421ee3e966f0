"""Columns of percents as people see them: `75,4%`, `75.4`, or 0.754 that a sheet shows as 75.4 %; kept as text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from finance.money import round_half_up
from imports.columns.column import Column
from imports.columns.printed_numbers import PERCENT, as_seen, percent_of
from imports.readers.grid import Cell
from imports.rows.table import Table

if TYPE_CHECKING:
    from imports.columns.typed import Columns

_MOST_DECIMALS = 4
_LONGEST = 12
# percents are not grouped: a comma or a point is always the decimal one
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:\.\d{1,9})?")


def percents(columns: Columns, column: Column) -> list[str]:
    """A column of percents that nothing is compared with, as people see them; `1` among shares could be 1 % or 100 %.

    Numbers without a sign are settled together: one above 1 tells that they are percents, a fraction that they are
    shares.
    """
    table, key = columns.table, column.key
    values = columns.raw(key)
    numbers = [number_of(value) for value in values]
    bare = [
        number
        for row, value, number in zip(columns.rows, values, numbers, strict=True)
        if number is not None and not says_percent(table, row, key, value)
    ]
    are_shares = bool(bare) and max(bare) <= 1 and any(0 < number < 1 for number in bare)
    found = []
    for at, (row, value, number) in enumerate(zip(columns.rows, values, numbers, strict=True)):
        could_be_whole = number == 1 and max(bare, default=number) <= 1
        if number is None:
            columns.refuse(at, key, "not-a-number", no_percent(value), str(value))
        elif could_be_whole and not says_percent(table, row, key, value):
            message = _("“%(value)s” could be 1 %% or 100 %%. Write it with its sign.") % {"value": value}
            columns.refuse(at, key, "ambiguous-amount", message, str(value))
        found.append("" if number is None else printed(table, row, key, is_share=are_shares))
    return found


def printed(table: Table, row: int, key: str, *, is_share: bool) -> str:
    """The percent of a cell that holds a number; one without a sign that `is_share` is told by its hundredfold."""
    value = table.value(row, key)
    number = number_of(value)
    assert number is not None
    if says_percent(table, row, key, value):
        number = as_seen(table.sheet, row, table.columns[key], number)
    elif is_share:
        number *= 100
        return f"{round_half_up(number, _MOST_DECIMALS).normalize():f}"[:_LONGEST]
    if isinstance(value, str):
        return percent_of(value)[:_LONGEST]
    return f"{round_half_up(number, _MOST_DECIMALS).normalize():f}"[:_LONGEST]


def says_percent(table: Table, row: int, key: str, value: Cell) -> bool:
    """Whether the cell itself shows that its number is a percent: by its sign or by its format."""
    return PERCENT in value if isinstance(value, str) else (row, table.columns[key]) in table.sheet.percents


def no_percent(value: Cell) -> str:
    return _("“%(value)s” is no percent.") % {"value": value}


def number_of(value: Cell) -> Decimal | None:
    """As many decimals as the cell has; None for what is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    return Decimal(text) if isinstance(value, str) and _NUMBER.fullmatch(text := percent_of(value)) else None
