"""What stands above a table: whose it is, in what unit, for what period. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from imports.periods import Period, parse_period
from imports.readers.grid import Cell, Sheet, as_code
from imports.resolve.letters import fold

UNITS = {"tenge": Decimal(1), "thousand": Decimal(1000), "million": Decimal(1_000_000)}
_THOUSAND = re.compile(r"\b(?:тыс\w*|мың|thousands?)\b[\s.]*(?:of\s+)?(?:тенге|теңге|тг|kzt|tenge|₸)")
_MILLION = re.compile(r"\b(?:млн|миллион\w*|millions?)\b[\s.]*(?:of\s+)?(?:тенге|теңге|тг|kzt|tenge|₸)")
_TENGE = re.compile(r"(?:\b(?:тенге|теңге|тг|kzt|tenge)\b|₸)")
_NUMBER = re.compile(r"(?:бин|бсн|bin|жсн|иин)[^\d]{0,20}(\d{12})(?!\d)")
_LABEL = re.compile(r"\b(?:бин|бсн|bin)\b")


@dataclass(frozen=True, slots=True)
class Stated:
    """Something the file states, and the cell that does."""

    value: str
    cell: str
    text: str


def units_of(text: str) -> list[str]:
    """The units of money that a text names: `thousand`, `million`, `tenge`."""
    rest, named = fold(text), []
    for unit, pattern in (("thousand", _THOUSAND), ("million", _MILLION), ("tenge", _TENGE)):
        rest, times = pattern.subn(" ", rest)
        if times:
            named.append(unit)
    return named


def units(cells: Iterable[tuple[str, str]]) -> list[Stated]:
    """Units named in (text, cell address) pairs. Only short texts or labels count, not sentences about payments."""
    return [Stated(unit, cell, text) for text, cell in cells for unit in units_of(text)]


def facility_numbers(sheet: Sheet, above: int) -> list[Stated]:
    """БИН stated above the table, label and number in one cell or in neighbours."""
    found = []
    for i in range(min(above, len(sheet.rows))):
        row = sheet.rows[i]
        label_at: int | None = None
        for j, value in enumerate(row):
            if value == "":
                continue
            text = fold(str(value))
            if match := _NUMBER.search(text):
                found.append(Stated(match[1], sheet.address(i, j), str(value)))
            elif label_at is not None and re.fullmatch(r"\d{12}", as_code(value)):
                found.append(Stated(as_code(value), sheet.address(i, j), str(value)))
            label_at = j if _LABEL.search(text) else None
    return found


def texts(sheet: Sheet, above: int) -> list[tuple[str, str]]:
    """(text, address) of every cell above the table."""
    return [
        (" ".join(value.split()), sheet.address(i, j))
        for i in range(min(above, len(sheet.rows)))
        for j, value in enumerate(sheet.rows[i])
        if isinstance(value, str) and value.strip()
    ]


def period(found: Iterable[tuple[str, str]]) -> tuple[Period, str] | None:
    """The first period that a title names, and its cell."""
    for text, cell in found:
        stated = parse_period(text)
        if stated is not None:
            return stated, cell
    return None


def as_text(value: Cell) -> str:
    return " ".join(str(value).split())
