"""What a register of patients says of a person: columns of names, ИИН and birth dates, cut before anything is kept.

A register is told by its header, which speaks of cases, beds or diagnoses. Its personal columns are emptied below the
header, and so is any other cell that holds a whole ИИН. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xlsxwriter.utility import xl_col_to_name

from finance import party_numbers
from imports.readers.grid import Cell, Grid, Sheet
from imports.resolve.letters import skeleton

SEARCHED_ROWS = 80
# the register speaks of care …
_CARE = re.compile(
    r"\b(?:медкарт\w*|медицинск\w* карт\w*|медициналык карта\w*|истори\w* болезни|поступлени\w*|госпитализ\w*|выписк\w*"
    r"|койк\w*|тосек\w*|диагноз\w*|мкб|пациент\w*|больно\w*|емделуши\w*|случа\w*|тускен куни|шыккан куни|patient\w*"
    r"|admi(?:ssion|tted)\w*|discharged?|diagnosis)\b"
)
# … and these of nothing but patients
_PATIENTS = re.compile(
    r"\b(?:медкарт\w*|медицинск\w* карт\w*|медициналык карта\w*|истори\w* болезни|госпитализ\w*|койк\w*|тосек\w*"
    r"|диагноз\w*|мкб|пациент\w*|емделуши\w*|номер случая|medical record\w*|diagnosis|patient\w*|case number)\b"
)
# … and of people
_PERSON = re.compile(
    r"^(?:фио|ф и о|фамилия\w*|имя|отчество|иин|жсн|теги|аты|аты жони|акесинин аты|туган куни|туган жылы|name|full name"
    r"|iin|patient|пациент|больной|телефон|адрес|мекенжай\w*|surname|first name)(?: |$)"
    r"|\b(?:фио|ф и о|иин|жсн|аты жони|дат\w* рождени\w*|д р|год рождения|туган куни|туган жылы|birth\w*|dob"
    r"|фамили\w*|(?:имя|наименование) пациент\w*|patient name|адрес\w* (?:проживани|прописк|пациент)\w*)\b"
)
_NOT_PERSON = re.compile(r"\b(?:врач\w*|организаци\w*|направ\w*|диагноз\w*|услуг\w*|отделени\w*|дариг\w*|мо)\b")
# what cells of a register hold, whatever heads them; so many of them at least
FEWEST = 4
_DIAGNOSIS = re.compile(r"[A-ZА-Я]\d{2}(?:\.\d{1,2})?")
_NAME = r"[А-ЯӘҒҚҢӨҰҮҺІЁ][\w-]+"
_FULL_NAME = re.compile(rf"{_NAME}\s+{_NAME}\s+[А-ЯӘҒҚҢӨҰҮҺІЁ][\w-]*(?:вич|вна|ич|инична|ұлы|улы|қызы|кызы|оглы)")
_NAME_OF_ANYONE = re.compile(rf"{_FULL_NAME.pattern}|{_NAME}\s+[А-ЯӘҒҚҢӨҰҮҺІЁ]\.(?:\s?[А-ЯӘҒҚҢӨҰҮҺІЁ]\.)?")
_WHOLE_NUMBER = re.compile(r"(?<!\d)\d{12}(?!\d)")


@dataclass(frozen=True, slots=True)
class PersonalColumns:
    """Where a sheet speaks of people: its header row and the columns, from 0."""

    header_row: int
    columns: tuple[int, ...]

    @property
    def letters(self) -> list[str]:
        return [xl_col_to_name(column) for column in self.columns]


def personal_columns(sheet: Sheet) -> PersonalColumns | None:
    """The personal columns of a register of patients; None where the sheet is none or names nobody."""
    for at in range(min(len(sheet.rows), SEARCHED_ROWS)):
        headers = {
            i: skeleton(value) for i, value in enumerate(sheet.rows[at]) if isinstance(value, str) and value.strip()
        }
        if len(headers) < 3:
            continue
        people = [i for i, text in headers.items() if _PERSON.search(text) and not _NOT_PERSON.search(text)]
        others = [text for i, text in headers.items() if i not in people]
        if people and any(_CARE.search(text) for text in others):
            organisations = {i for i, text in headers.items() if _NOT_PERSON.search(text)}
            told = set(_holding(sheet, at + 1, _FULL_NAME)) - organisations
            return PersonalColumns(at, tuple(sorted({*people, *told})))
        if any(map(_PATIENTS.search, headers.values())) and (held := _people_below(sheet, at, headers)):
            return PersonalColumns(at, held)
    return _without_header(sheet)


def _people_below(sheet: Sheet, header: int, headers: dict[int, str]) -> tuple[int, ...]:
    """Columns of a register of patients that hold people, whatever heads them: names or ИИН for numbers of cases."""
    named = {at for at in _holding(sheet, header + 1, _NAME_OF_ANYONE) if not _NOT_PERSON.search(headers.get(at, ""))}
    cells: dict[int, list[bool]] = {}
    for row in sheet.rows[header + 1 : header + 1 + SEARCHED_ROWS]:
        for at, cell in enumerate(row):
            if cell != "":
                cells.setdefault(at, []).append(_is_number_of_person(cell))
    return tuple(sorted({*named, *(at for at, found in cells.items() if 2 * sum(found) > len(found))}))


def _without_header(sheet: Sheet) -> PersonalColumns | None:
    """Of a register whose header says nothing: names of people beside diagnoses tell it."""
    people = _holding(sheet, 0, _FULL_NAME)
    if not people or not _holding(sheet, 0, _DIAGNOSIS):
        return None
    return PersonalColumns(-1, tuple(people))


def _holding(sheet: Sheet, first: int, pattern: re.Pattern[str]) -> list[int]:
    """Columns most of whose cells, in the rows looked at, are of a pattern."""
    cells: dict[int, list[str]] = {}
    for at in range(first, min(len(sheet.rows), first + SEARCHED_ROWS)):
        for i, cell in enumerate(sheet.rows[at]):
            text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else cell
            if isinstance(text, str) and text.strip():
                cells.setdefault(i, []).append(text.strip())
    return [
        i for i, texts in cells.items()
        if 2 * sum(bool(pattern.fullmatch(text)) for text in texts) > max(len(texts), FEWEST)
    ]  # fmt: skip


def personal_letters(grid: Grid) -> list[str]:
    """Letters of the personal columns, of the first sheet that has any."""
    return next((found.letters for sheet in grid.sheets if (found := personal_columns(sheet))), [])


def names_people(grid: Grid) -> bool:
    """Whether anything personal stands below a header."""
    return any(cut is not sheet for sheet, cut in ((sheet, without_people_in(sheet)) for sheet in grid.sheets))


def without_people(grid: Grid) -> Grid:
    return replace(grid, sheets=tuple(map(without_people_in, grid.sheets)))


def without_people_in(sheet: Sheet) -> Sheet:
    """The sheet with its personal cells empty; the same sheet where it has none."""
    found = personal_columns(sheet)
    if found is None:
        return sheet
    rows = [row if at <= found.header_row else _without(row, found.columns) for at, row in enumerate(sheet.rows)]
    is_same = all(new is old or list(new) == list(old) for new, old in zip(rows, sheet.rows, strict=True))
    return sheet if is_same else replace(sheet, rows=rows)


def _without(row: Sequence[Cell], columns: Sequence[int]) -> Sequence[Cell]:
    if any(at < len(row) and row[at] != "" for at in columns) or any(_is_number_of_person(cell) for cell in row):
        return tuple("" if at in columns or _is_number_of_person(cell) else cell for at, cell in enumerate(row))
    return row


def _is_number_of_person(cell: Cell) -> bool:
    """Whether a cell holds a valid ИИН: its first six digits are a day of birth."""
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e13 else cell
    if not isinstance(text, str):
        return False
    return any(
        party_numbers.is_valid(number) and number[2:4] <= "12" and "01" <= number[4:6] <= "31"
        for number in _WHOLE_NUMBER.findall(text)
    )
