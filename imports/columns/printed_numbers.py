"""Numbers and percents as people see them in a cell: `75,4 %`, `75.4`, or 0.754 that a sheet shows as 75.4 %. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from imports.readers.grid import Cell, Sheet

PERCENT = "%"
_SIGNS = re.compile(rf"[{PERCENT}\s]")
_DECIMALS = re.compile(rf"[.,](\d+)\s*{PERCENT}?\s*$")


def without_percent(cell: Cell) -> Cell:
    """`75,4 %` → `75,4`; a cell that is no text as it is."""
    return cell.replace(PERCENT, "").strip() if isinstance(cell, str) else cell


def as_seen(sheet: Sheet, row: int, column: int, number: Decimal) -> Decimal:
    """The number of a cell as the sheet shows it: 0.95 under a format of percents is 95."""
    return number * 100 if (row, column) in sheet.percents else number


def digits_of(cell: Cell, number: Decimal) -> str:
    """A number with a decimal point and the decimals that its text prints: `201.20` of `201,20`, `162` of 162.0."""
    printed = _DECIMALS.search(cell) if isinstance(cell, str) else None
    exact = f"{number:.{len(printed[1])}f}" if printed else f"{number.normalize():f}"
    return exact if Decimal(exact) == number else f"{number.normalize():f}"


def percent_of(text: str) -> str:
    """A percent typed as text, as it is typed, with a decimal point and without its sign."""
    return _SIGNS.sub("", text).replace(",", ".")
