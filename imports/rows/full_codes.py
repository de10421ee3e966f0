"""Budget codes written behind the programme they are of: `067/100/141`, `253.067.100.141`, `067100141`. Pure.

Only the programme of the budget is taken off; a code behind another one stays what it is, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from imports.kinds.kind import Table
from imports.readers.grid import Cell, as_code

_PARTED = re.compile(r"\d{3}(?:\s?[/.\\–-]\s?\d{3})+|\d{3}(?: \d{3})+")
# two to four parts of three digits; a spreadsheet takes the first nought off a number
_JOINED = re.compile(r"\d{5,12}")
_PART = re.compile(r"\d{3}")
_CODE = re.compile(r"[1-9]\d\d")
_SAMPLE = 20


def with_bare_codes(table: Table, programme: Sequence[str]) -> Table:
    """The table with the parts of `programme` (administrator, programme, subprogramme) taken off its codes.

    Of a programme that is not divided the file may name one subprogramme, the same in all rows.
    """
    place = table.columns.get("code")
    if place is None or not any(programme):
        return table
    filled = (
        row[place] for row in map(table.sheet.rows.__getitem__, table.body) if place < len(row) and row[place] != ""
    )
    seen = [parts for value, _at in zip(filled, range(_SAMPLE), strict=False) if (parts := _parts(value))]
    own = _with_subprogramme(programme, seen)
    if not any(_code_behind(parts, own) for parts in seen):
        return table
    rows = list(table.sheet.rows)
    for i in table.body:
        row = rows[i]
        code = _code_behind(_parts(row[place]), own) if place < len(row) else ""
        if code:
            rows[i] = (*row[:place], code, *row[place + 1 :])
    return replace(table, sheet=replace(table.sheet, rows=rows))


def bare_code(value: Cell, programme: Sequence[str]) -> str:
    """The code behind parts of the programme that follow each other; empty where it is written otherwise."""
    return _code_behind(_parts(value), programme)


def _parts(value: Cell) -> list[str]:
    text = as_code(value).strip()
    if _PARTED.fullmatch(text):
        return _PART.findall(text)
    return _PART.findall(text.zfill(-(-len(text) // 3) * 3)) if _JOINED.fullmatch(text) else []


def _code_behind(parts: Sequence[str], programme: Sequence[str]) -> str:
    above, code = parts[:-1], parts[-1] if parts else ""
    own = [part for part in programme if part]
    runs = (own[at : at + len(above)] for at in range(len(own)))
    return code if above and _CODE.fullmatch(code) and list(above) in runs else ""


def _with_subprogramme(programme: Sequence[str], seen: Sequence[Sequence[str]]) -> Sequence[str]:
    administrator, number, subprogramme = programme
    if subprogramme or not number or not seen:
        return programme
    *above, _code = seen[0]
    return (administrator, number, above[-1]) if above[-2:-1] == [number] else programme
