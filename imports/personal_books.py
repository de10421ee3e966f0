"""A workbook with a register of patients: people are cut from every sheet, from names of sheets and of the file.

Whoever has a column of names is left out by the surname wherever else it stands, but in columns of doctors and wards.
Whether comments, properties, headers and footers name anybody is told too: of such a file only the cells are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from imports.personal import (
    is_of_patients,
    people_in,
    personal_columns,
    surnames,
    without_listed_people,
    without_names,
)
from imports.readers.containers import open_container, unpack
from imports.readers.grid import Cell, Grid, Sheet

ZIP = b"PK\x03\x04"
_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"[<>\"]")
_COMMENTS = re.compile(r"comment|annotation", re.IGNORECASE)


def has_patients(grid: Grid) -> bool:
    return any(map(is_of_patients, grid.sheets))


def without_people(grid: Grid) -> Grid:
    """The workbook without its people; the same where it has no register of patients or names nobody."""
    if not has_patients(grid):
        return grid
    known = set().union(*map(surnames, grid.sheets))
    sheets = [_without(sheet, known) for sheet in grid.sheets]
    names = _names_of_sheets(grid, known)
    if all(new is old for new, old in zip(sheets, grid.sheets, strict=True)) and names == [s.name for s in grid.sheets]:
        return grid
    return replace(grid, sheets=tuple(replace(s, name=name) for s, name in zip(sheets, names, strict=True)))


def named_without_people(name: str, grid: Grid) -> str:
    """A name of a file or a sheet without whoever the workbook names; may be empty."""
    return _told(name, set().union(*map(surnames, grid.sheets)))


def _names_of_sheets(grid: Grid, known: set[str]) -> list[str]:
    names: list[str] = []
    for at, sheet in enumerate(grid.sheets, 1):
        told = _told(sheet.name, known)
        taken = told != sheet.name and told in {*names, *(one.name for one in grid.sheets)}
        names.append(f"{told} {at}".strip() if taken or not told else told)
    return names


def _told(text: str, known: set[str]) -> str:
    cut = str(without_names(text))
    words = {word for word in _WORD.findall(cut) if word.casefold() in known}
    for word in words:
        cut = re.sub(rf"\b{re.escape(word)}\b", "", cut)
    return text if cut == text else " ".join(cut.split())


def _without(sheet: Sheet, known: set[str]) -> Sheet:
    cut = without_listed_people(sheet)
    if not known:
        return cut
    found = personal_columns(sheet)
    spared = found.spared if found else frozenset()
    told: dict[str, str] = {}

    def left(row: Iterable[Cell]) -> list[Cell]:
        return [
            told.setdefault(cell, _told(cell, known)) if isinstance(cell, str) and cell and i not in spared else cell
            for i, cell in enumerate(row)
        ]

    rows = [new if (new := left(row)) != list(row) else row for row in cut.rows]
    return cut if all(new is old for new, old in zip(rows, cut.rows, strict=True)) else replace(cut, rows=rows)


def names_people_beside_cells(data: bytes, grid: Grid) -> bool:
    """Whether a workbook file has comments, or names anybody elsewhere than in its cells; False for text."""
    if grid.encoding is not None:
        return False
    beside: set[str] = set()
    for name, text in _texts(data):
        if _COMMENTS.search(name):
            return True
        beside |= people_in(text)
    if not beside:
        return False
    return bool(
        beside - {one for sheet in grid.sheets for row in sheet.rows for cell in row for one in people_in(str(cell))}
    )


def _texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Parts of the file as text, cells of worksheets left out, each with its name."""
    if data[:4] != ZIP:
        for at, encoding in ((0, "utf-16-le"), (1, "utf-16-le"), (0, "windows-1251"), (0, "utf-8")):
            yield "", data[at:].decode(encoding, "ignore")
        return
    for part in open_container(data).parts.values():
        raw = b"".join(unpack(part))
        if part.name.endswith(".bin"):
            yield part.name, raw.decode("utf-16-le", "ignore")
            continue
        if b"<office:annotation" in raw:
            yield "annotation", ""
        yield part.name, _MARKS.sub("|", raw[max(raw.rfind(b"</sheetData>"), 0) :].decode("utf-8", "ignore"))
