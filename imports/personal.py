"""What a register of patients says of a person: columns of names, ИИН and birth dates, cut before anything is kept.

A register is told by its header, which speaks of cases, beds or diagnoses, or of people and their birth. Its personal
columns are emptied below the header, whether the header or the cells tell them, and so is any other cell that holds a
whole ИИН; names are left out of titles and notes. What a whole workbook says is told in `personal_books`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

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
    r"|^(?:др|г р|д р)$|\b(?:фио|ф и о|иин|жсн|аты жони|рожд(?:ени[ея]|ена?)?|туган куни|туган жылы|birth\w*|dob"
    r"|фамили\w*|(?:имя|наименование) пациент\w*|patient name|адрес\w* (?:проживани|прописк|пациент)\w*)\b"
)
_BIRTH = re.compile(r"^(?:др|г р|д р)$|\b(?:рожд(?:ени[ея]|ена?)?|туган (?:куни|жылы)|birth\w*|dob)\b")
_NOT_PERSON = re.compile(
    r"\b(?:врач\w*|организаци\w*|направ\w*|диагноз\w*|услуг\w*|отделени\w*|дариг\w*|лекарств\w*|препарат\w*|мо)\b"
)
# what cells of a register hold, whatever heads them; so many of them at least
FEWEST = 4
_DIAGNOSIS = re.compile(r"[A-ZА-Я]\d{2}(?:\.\d{1,2})?")
_CAPITALS = "А-ЯӘҒҚҢӨҰҮҺІЁ"
_NAME = rf"[{_CAPITALS}][\w-]+"
_FULL_NAME = re.compile(rf"{_NAME}\s+{_NAME}\s+[{_CAPITALS}][\w-]*(?i:вич|вна|ич|инична|ұлы|улы|қызы|кызы|оглы)(?!\w)")
_INITIALS = re.compile(rf"{_NAME}\s+[{_CAPITALS}]\.\s?(?:[{_CAPITALS}]\.)?(?!\w)")
_TWO_WORDS = re.compile(rf"{_NAME}\s+{_NAME}")
_WHOLE_NUMBER = re.compile(r"(?<!\d)\d{6}[ -]?\d{6}(?!\d)")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](\d{4})|(\d{4})-\d\d-\d\d")
FEWEST_DIGITS, FEW_YEARS = 10, 2
# rows below a table that may name people, and how long a cell may be that heads a column of them
LAST_ROWS, LONGEST_HEADER = 20, 30
SHORTEST_SURNAME = 4


@dataclass(frozen=True, slots=True)
class PersonalColumns:
    """Where a sheet speaks of people: its header row and the columns, from 0; `spared` are of doctors and wards."""

    header_row: int
    columns: tuple[int, ...]
    spared: frozenset[int] = frozenset()

    @property
    def letters(self) -> list[str]:
        return [xl_col_to_name(column) for column in self.columns]


def personal_columns(sheet: Sheet) -> PersonalColumns | None:
    """The personal columns of a register of patients; None where the sheet is none or names nobody."""
    found = _register(sheet)
    return found if found is not None and found.columns else None


def _register(sheet: Sheet) -> PersonalColumns | None:
    """A register of patients, whether or not a column of it is personal."""
    for at in range(min(len(sheet.rows), SEARCHED_ROWS)):
        headers = {
            i: skeleton(value) for i, value in enumerate(sheet.rows[at]) if isinstance(value, str) and value.strip()
        }
        if len(headers) < 3:
            continue
        spared = frozenset(i for i, text in headers.items() if _NOT_PERSON.search(text))
        people = [i for i, text in headers.items() if i not in spared and _PERSON.search(text)]
        cares = sum(bool(_CARE.search(text)) for i, text in headers.items() if i not in people)
        if people and (cares or (len(people) > 1 and any(_BIRTH.search(headers[i]) for i in people))):
            return PersonalColumns(at, tuple(sorted({*people, *_told(sheet, at + 1, headers)} - spared)), spared)
        if cares > 1:
            return PersonalColumns(at, tuple(sorted(set(_told(sheet, at + 1, headers)) - spared)), spared)
        if any(map(_PATIENTS.search, headers.values())):
            held = sorted(set(_told(sheet, at + 1, headers)) - spared)
            if held:
                return PersonalColumns(at, tuple(held), spared)
    return _without_header(sheet)


def _told(sheet: Sheet, first: int, headers: Mapping[int, str]) -> list[int]:
    """Columns that cells tell to be personal, whatever heads them: names, numbers of people, days of birth."""
    care = {i for i, text in headers.items() if _CARE.search(text)}
    cells = _cells(sheet, first)
    people = [i for i, texts in cells.items() if i not in care and (_mostly(texts, _is_name) or _are_two_words(texts))]
    numbers = [i for i, texts in cells.items() if _mostly(texts, _is_padded_number_of_person)]
    births = _births(cells) if people or numbers else []
    return [*people, *numbers, *(i for i in births if i not in care)]


def _without_header(sheet: Sheet) -> PersonalColumns | None:
    """Of a register whose header says nothing: names of people beside diagnoses tell it."""
    cells = _cells(sheet, 0)
    people = [i for i, texts in cells.items() if _mostly(texts, _is_name)]
    if not people or not any(_mostly(texts, _DIAGNOSIS.fullmatch) for texts in cells.values()):
        return None
    return PersonalColumns(-1, tuple(sorted({*people, *_births(cells)})))


def _cells(sheet: Sheet, first: int) -> dict[int, list[str]]:
    """Texts of each column, in the rows looked at."""
    cells: dict[int, list[str]] = {}
    for at in range(first, min(len(sheet.rows), first + SEARCHED_ROWS)):
        for i, cell in enumerate(sheet.rows[at]):
            text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
            if text:
                cells.setdefault(i, []).append(text)
    return cells


def _mostly(texts: Sequence[str], holds: Callable[[str], object]) -> bool:
    return 2 * sum(bool(holds(text)) for text in texts) > max(len(texts), FEWEST)


def _is_name(text: str) -> bool:
    return bool(_FULL_NAME.fullmatch(text) or _INITIALS.fullmatch(text))


def _are_two_words(texts: Sequence[str]) -> bool:
    """Two capitalised words that hardly ever stand again are a surname and a name; names of wards do stand again."""
    return _mostly(texts, _TWO_WORDS.fullmatch) and 2 * len(set(texts)) > len(texts)


def _is_padded_number_of_person(text: str) -> bool:
    """An ИИН whose zeros in front a spreadsheet may have lost."""
    return text.isdecimal() and FEWEST_DIGITS <= len(text) <= 12 and _is_number_of_person(text.zfill(12))


def _births(cells: Mapping[int, Sequence[str]]) -> list[int]:
    """Columns of days over many years beside days of one or two."""
    years = {
        i: {day[0] or day[1] for text in texts for day in _DAY.findall(text)}
        for i, texts in cells.items()
        if all(_DAY.match(text) for text in texts)
    }
    if not any(0 < len(found) <= FEW_YEARS for found in years.values()):
        return []
    return [i for i, found in years.items() if len(found) > 2 * FEW_YEARS]


def personal_letters(grid: Grid) -> list[str]:
    """Letters of the personal columns, of the first sheet that has any."""
    return next((found.letters for sheet in grid.sheets if (found := personal_columns(sheet))), [])


def is_of_patients(sheet: Sheet) -> bool:
    return _register(sheet) is not None


def without_people_in(sheet: Sheet) -> Sheet:
    """The sheet with its personal cells empty and no names in titles and notes; the same sheet where it has none."""
    found = _register(sheet)
    return sheet if found is None else _cut(sheet, found)


def without_listed_people(sheet: Sheet) -> Sheet:
    """A sheet beside a register, such as a list of its patients: the same where nobody is named in it."""
    return _cut(sheet, _register(sheet) or _list_of_people(sheet))


def _cut(sheet: Sheet, found: PersonalColumns) -> Sheet:
    rows = [_scrubbed(row, at, found, last=len(sheet.rows)) for at, row in enumerate(sheet.rows)]
    is_same = all(new is old or list(new) == list(old) for new, old in zip(rows, sheet.rows, strict=True))
    return sheet if is_same else replace(sheet, rows=rows)


def _list_of_people(sheet: Sheet) -> PersonalColumns:
    """Columns of people of a sheet that is no register itself: by their headers, else by what their cells hold."""
    cells = _cells(sheet, 0)
    held = {i for i, texts in cells.items() if _mostly(texts, _is_name) or _mostly(texts, _is_padded_number_of_person)}
    for at in range(min(len(sheet.rows), SEARCHED_ROWS)):
        headers = {i: skeleton(value) for i, value in enumerate(sheet.rows[at]) if isinstance(value, str)}
        people = {i for i, text in headers.items() if _PERSON.search(text) and not _NOT_PERSON.search(text)}
        if people:
            spared = frozenset(i for i, text in headers.items() if _NOT_PERSON.search(text))
            return PersonalColumns(at, tuple(sorted((people | held) - spared)), spared)
    return PersonalColumns(-1, tuple(sorted(held)))


def surnames(sheet: Sheet) -> set[str]:
    """First words of the full names in the personal columns, in small letters."""
    found = _register(sheet) or _list_of_people(sheet)
    if not found.columns:
        return set()
    rows = islice(sheet.rows, found.header_row + 1, None)
    texts = (row[i] for row in rows for i in found.columns if i < len(row))
    words = {text.split()[0].rstrip(",").casefold() for text in texts if isinstance(text, str) and _is_spelt_name(text)}
    return {word for word in words if len(word) >= SHORTEST_SURNAME}


def _is_spelt_name(text: str) -> bool:
    return bool(_is_name(text.strip()) or _TWO_WORDS.fullmatch(text.strip()))


def people_in(text: str) -> set[str]:
    """Full names, surnames with initials and numbers of people that stand in a text."""
    names = {found.group() for pattern in (_FULL_NAME, _INITIALS) for found in pattern.finditer(text)}
    return names | {number for number in _WHOLE_NUMBER.findall(text) if _is_number_of_person(number)}


def _scrubbed(row: Sequence[Cell], at: int, found: PersonalColumns, last: int) -> Sequence[Cell]:
    if at <= found.header_row:
        is_title = at < found.header_row and sum(cell != "" for cell in row) <= 2
        return tuple(map(without_names, row)) if is_title else row
    if not found.columns and last - at > LAST_ROWS:
        # nobody has a column here, so only what stands below the table is looked through
        return row
    row = _without(row, found.columns)
    if not any(isinstance(cell, str) and i not in found.spared and _names(cell) for i, cell in enumerate(row)):
        return row
    return tuple(cell if i in found.spared else without_names(cell) for i, cell in enumerate(row))


def without_names(cell: Cell) -> Cell:
    """A text without full names, surnames with initials and numbers of people in it; any other cell as it is."""
    if not isinstance(cell, str) or not _names(cell):
        return cell
    text = _INITIALS.sub("", _FULL_NAME.sub("", cell))
    return " ".join(("" if _is_number_of_person(text) else text).split())


@lru_cache(maxsize=20_000)
def _names(text: str) -> bool:
    if _PERSON.search(skeleton(text)) and len(text) < LONGEST_HEADER:
        return False
    return bool(_FULL_NAME.search(text) or _INITIALS.search(text) or _is_number_of_person(text))


def _without(row: Sequence[Cell], columns: Sequence[int]) -> Sequence[Cell]:
    if any(at < len(row) and row[at] != "" for at in columns) or any(_is_number_of_person(cell) for cell in row):
        return tuple("" if at in columns or _is_number_of_person(cell) else cell for at, cell in enumerate(row))
    return row


def _is_number_of_person(cell: Cell) -> bool:
    """Whether a cell holds a valid ИИН: its first six digits are a day of birth."""
    is_whole = isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e13 and cell == int(cell)
    text = f"{cell:.0f}" if is_whole else cell
    if not isinstance(text, str):
        return False
    return any(
        party_numbers.is_valid(number) and number[2:4] <= "12" and "01" <= number[4:6] <= "31"
        for number in (found.replace(" ", "").replace("-", "") for found in _WHOLE_NUMBER.findall(text))
    )
