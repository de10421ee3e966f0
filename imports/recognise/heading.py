"""What stands above a table: whose it is, in what unit, for what period. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from imports.periods import Period, parse_period
from imports.readers.grid import Sheet, as_code
from imports.resolve.letters import fold

_NUMBER = re.compile(r"(?:бин|бсн|bin|жсн|иин)[^\d]{0,20}(\d{12})(?!\d)")
_LABEL = re.compile(r"\b(?:бин|бсн|bin)\b")
# Who pays is named above an act as well, and is not the facility whose file it is.
_PAYER = re.compile(r"\b(?:фонд|қор|фсмс|әмсқ|заказчик|плательщик|төлеуші|тапсырыс беруші|payer|fund)")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Something the file states, and the cell that does."""

    value: str
    cell: str
    text: str


def facility_numbers(sheet: Sheet, above: int) -> list[Quoted]:
    """БИН stated above the table, label and number in one cell or in neighbours."""
    found = []
    for i in range(min(above, len(sheet.rows))):
        row = sheet.rows[i]
        label_at: int | None = None
        for j, value in enumerate(row):
            if value == "":
                continue
            text = fold(str(value))
            match = _NUMBER.search(text)
            if match and not _PAYER.search(text[: match.start()]):
                found.append(Quoted(match[1], sheet.address(i, j), str(value)))
            elif label_at is not None and re.fullmatch(r"\d{12}", as_code(value)):
                found.append(Quoted(as_code(value), sheet.address(i, j), str(value)))
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
