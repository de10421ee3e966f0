"""Treasury form 4-20 as a sheet: the columns of the PDF under the numbers of the form, rows and addresses of the sheet.

Columns are told by their row of numbers 1 … 12, else by their words. Levels are told by spaces before a code or a
name, by which of several columns of codes is filled, else by what adds up in every column: a row over others is their
sum. What can be laid out two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from finance.amounts import Refusal, parse_amount, settle_column
from imports.readers import treasury_levels
from imports.readers.grid import NO_TABLE, UNREADABLE, Cell, Grid, ReadError, Sheet, as_code
from imports.readers.treasury_pdf import FORM, SIGNATURE, TOTAL

FORMAT = "treasury-sheet"
_TITLE_ROWS, _HEADER_ROWS, _HEADER_HEIGHT, _LONGEST_TITLE = 8, 40, 4, 150
_NUMBERS = tuple(str(number) for number in range(3, 13))
_PAID = "7"
# sums are only compared here, and those in thousands have more than two decimals
_SCALE = Decimal(1000)
_CODE = re.compile(r"\s*(\d{3})(?:[\s.–—-]+(\S.*))?\s*", re.DOTALL)
_WORDS = {
    "3": r"план\w*.*\bгод|годов\w* план|жылдық жоспар|жоспар.*жыл(?!\w*\s*бас)",
    "4": r"план.*(?:с начала|на период|отчетн).*обязат|план.*обязат",
    "5": r"план.*(?:с начала|на период|отчетн).*плат[её]ж|план.*плат[её]ж",
    "6": r"принят",
    "7": r"(?<!не)(?:оплачен|касс\w+ расход|төленген|төленді).*(?:с начал|год\w*|жыл)",
    "8": r"(?<!не)(?:оплачен|касс\w+ расход|төленген|төленді).*(?:за|в)?\s*(?:месяц|ай)",
    "9": r"неоплач|не оплач",
    "10": r"невыплач|непровед|не провед",
    "11": r"остат\w*.*обяз",
    "12": r"остат\w*.*плат",
}
_FROM_JANUARY = re.compile(r"с начал|остат", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Row:
    index: int
    indent: int
    code: str
    name: str
    above: tuple[str, ...] = ()


def as_form(grid: Grid) -> Grid:
    """The grid as it is, or as form 4-20 where a title says so. Raises ReadError for a form that cannot be laid out."""
    laid = [_form(sheet, cell) for sheet in grid.sheets if not sheet.is_hidden and (cell := _title(sheet))]
    return Grid(FORMAT, grid.encoding, tuple(laid), epoch=grid.epoch) if laid else grid


def _title(sheet: Sheet) -> str:
    """The cell that names the form, at its beginning or above the form's columns; empty where none does."""
    for i, row in enumerate(sheet.rows[:_TITLE_ROWS]):
        for j, cell in enumerate(row):
            if isinstance(cell, str) and _names_form(sheet, cell.strip()):
                return sheet.address(i, j)
    return ""


def _names_form(sheet: Sheet, text: str) -> bool:
    if len(text) > _LONGEST_TITLE or not (found := FORM.search(text)):
        return False
    return not found.start() or _columns(sheet) is not None


def _form(sheet: Sheet, title: str) -> Sheet:
    found = _columns(sheet)
    if found is None:
        raise ReadError(NO_TABLE, "form-as-sheet", title)
    header, columns = found
    labels = _labels(sheet, header, columns)
    rows, totals = _rows(sheet, header, columns, labels)
    if not rows:
        raise ReadError(NO_TABLE, "form-as-sheet", title)
    sums = _sums(sheet, rows + totals, columns)
    own = {row.index: sums[row.index] for row in rows}
    levels = _levels(sheet, rows, own, columns)
    for total in totals:
        if not treasury_levels.is_total(sums[total.index], [(levels[row.index], own[row.index]) for row in rows]):
            raise ReadError("total-differs", "form-total", sheet.address(total.index, columns[_PAID]))
    return _laid_out(sheet, (header, columns, labels[0]), rows, levels)


def _columns(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row below which the rows of the form stand, and its columns of sums by their numbers."""
    for i, row in enumerate(sheet.rows[:_HEADER_ROWS]):
        texts = [as_code(cell) for cell in row]
        if all(texts.count(number) == 1 for number in _NUMBERS):
            places = [texts.index(number) for number in _NUMBERS]
            if places == sorted(places):
                return i, dict(zip(_NUMBERS, places, strict=True))
    for i in range(min(len(sheet.rows), _HEADER_ROWS)):
        for height in range(1, _HEADER_HEIGHT):
            columns = _by_words(sheet, i, height)
            if columns is not None:
                return i + height - 1, columns
    return None


def _by_words(sheet: Sheet, first: int, height: int) -> dict[str, int] | None:
    """Columns by the words of a header of `height` rows, whose groups reach to the right as far as nothing stands."""
    rows = sheet.rows[first : first + height]
    if len(rows) < height or not all(any(isinstance(cell, str) and cell.strip() for cell in row) for row in rows):
        return None
    if any(isinstance(cell, (int, float)) and not isinstance(cell, bool) for row in rows for cell in row):
        return None
    width = max(len(row) for row in rows)
    heads = [""] * width
    for at, row in enumerate(rows):
        group = ""
        for j in range(width):
            own = _text(row[j]) if j < len(row) else ""
            group = own or (group if at < height - 1 else "")
            heads[j] = f"{heads[j]} {group}".strip().casefold()
    found: dict[str, int] = {}
    for number, pattern in _WORDS.items():
        places = [j for j, head in enumerate(heads) if re.search(pattern, head)]
        if number == "3":
            places = [j for j in places if not _FROM_JANUARY.search(heads[j]) and not re.search("обязат", heads[j])]
        if number in ("4", "5"):
            places = [j for j in places if "остат" not in heads[j]]
        if len(places) == 1:
            found[number] = places[0]
        elif number == _PAID:
            return None
    is_told_apart = len(found) >= 3 and len(set(found.values())) == len(found)
    return found if is_told_apart else None


def _labels(sheet: Sheet, header: int, columns: Mapping[str, int]) -> tuple[list[int], list[int]]:
    """Columns left of the sums that hold codes, and those that hold names."""
    first = min(columns.values())
    codes, names = [], []
    for j in range(first):
        cells = [row[j] for row in sheet.rows[header + 1 :] if j < len(row) and row[j] != ""]
        if any(_CODE.fullmatch(_code_text(cell)) for cell in cells):
            codes.append(j)
        elif cells:
            names.append(j)
    return codes, names


def _code_text(cell: Cell) -> str:
    """A code typed as a number has lost its zeros: 67 is 067."""
    return cell if isinstance(cell, str) else as_code(cell).zfill(3)


def _rows(
    sheet: Sheet, header: int, columns: Mapping[str, int], labels: tuple[list[int], list[int]]
) -> tuple[list[_Row], list[_Row]]:
    """Rows of codes, each where its sums stand, and rows of totals. A name may go over several rows."""
    codes, names = labels
    rows: list[_Row] = []
    totals: list[_Row] = []
    opened: _Row | None = None
    for i in range(header + 1, len(sheet.rows)):
        row = sheet.rows[i]
        texts = [_text(row[j]) for j in (*codes, *names) if j < len(row) and row[j] != ""]
        label = " ".join(texts)
        if SIGNATURE.match(label):
            break
        has_sums = any(place < len(row) and row[place] != "" for place in columns.values())
        begun = _begun(row, i, codes, names)
        if begun is not None and opened is None:
            opened = begun
        elif begun is not None or (has_sums and opened is None and not TOTAL.match(label)):
            if begun is None and _is_header_again(row, columns):
                continue
            raise ReadError(UNREADABLE, "sums-missing", sheet.address(i, columns[_PAID]))
        elif has_sums and opened is None:
            totals.append(_Row(i, 0, "", label))
        if has_sums and opened is not None:
            rows.append(replace(opened, index=i))
            opened = None
    if opened is not None:
        raise ReadError(UNREADABLE, "sums-missing", sheet.address(opened.index, columns[_PAID]))
    return rows, totals


def _begun(row: Sequence[Cell], i: int, codes: Sequence[int], names: Sequence[int]) -> _Row | None:
    """The row of a code: that of the last filled column of codes."""
    filled = [(j, _CODE.fullmatch(_code_text(row[j]))) for j in codes if j < len(row) and row[j] != ""]
    found = [(j, match) for j, match in filled if match]
    if not found:
        return None
    place, match = found[-1]
    texts = (cell for j in names if j < len(row) and isinstance(cell := row[j], str))
    named = next((text for text in texts if text.strip()), "")
    spaces = max(_spaces(row[place]), _spaces(named))
    above = tuple(one[1] for _j, one in found[:-1])
    # a column of codes further right is a level further in
    return _Row(i, 100 * codes.index(place) + spaces, match[1], match[2] or _text(named), above)


def _spaces(cell: Cell) -> int:
    return len(cell) - len(cell.lstrip(" \u00a0\t")) if isinstance(cell, str) else 0


def _is_header_again(row: Sequence[Cell], columns: Mapping[str, int]) -> bool:
    cells = [row[place] for place in columns.values() if place < len(row) and row[place] != ""]
    texts = [as_code(cell) for cell in cells]
    return all(text in _NUMBERS for text in texts) or all(not any(map(str.isdigit, text)) for text in texts)


def _sums(sheet: Sheet, rows: Sequence[_Row], columns: Mapping[str, int]) -> dict[int, tuple[Decimal | None, ...]]:
    """Sums of rows by their place, all on one scale; None where a cell is no amount, an empty one is zero."""
    found: dict[int, list[Decimal | None]] = {row.index: [] for row in rows}
    for place in columns.values():
        cells = [sheet.rows[row.index][place] if place < len(sheet.rows[row.index]) else "" for row in rows]
        style = settle_column(cells)
        for row, cell in zip(rows, cells, strict=True):
            amount = Decimal(0) if cell == "" else parse_amount(cell, style, _SCALE)
            found[row.index].append(None if isinstance(amount, Refusal) else amount)
    return {index: tuple(sums) for index, sums in found.items()}


def _levels(
    sheet: Sheet,
    rows: Sequence[_Row],
    sums: Mapping[int, tuple[Decimal | None, ...]],
    columns: Mapping[str, int],
) -> dict[int, int]:
    """The level of each row by its place."""
    if len({row.above for row in rows if row.above}) > 1:
        # each row names its own programme, and they are several
        raise ReadError(NO_TABLE, "form-as-sheet", sheet.address(rows[0].index, columns[_PAID]))
    indents = sorted({row.indent for row in rows})
    if len(indents) > 1:
        return {row.index: indents.index(row.indent) for row in rows}
    levels = treasury_levels.by_sums([sums[row.index] for row in rows])
    if levels is None:
        raise ReadError(NO_TABLE, "form-as-sheet", sheet.address(rows[0].index, columns[_PAID]))
    return {row.index: level for row, level in zip(rows, levels, strict=True)}


def _laid_out(
    sheet: Sheet, form: tuple[int, Mapping[str, int], Sequence[int]], rows: Sequence[_Row], levels: Mapping[int, int]
) -> Sheet:
    """The sheet with a header of the form's own keys; level and name in columns of their own beyond its last."""
    header, columns, codes = form
    width = max(len(row) for row in sheet.rows)
    laid: list[tuple[Cell, ...]] = [tuple(map(_as_title, row)) for row in sheet.rows[:header]]
    heads: list[Cell] = [""] * (width + 2)
    heads[codes[0]], heads[width], heads[width + 1] = "code", "level", "name"
    for number, place in columns.items():
        heads[place] = number
    laid.append(tuple(heads))
    known = {row.index: row for row in rows}
    for i in range(header + 1, len(sheet.rows)):
        cells: list[Cell] = [""] * (width + 2)
        if (row := known.get(i)) is not None:
            for place in columns.values():
                cells[place] = sheet.rows[i][place] if place < len(sheet.rows[i]) else ""
            cells[codes[0]], cells[width], cells[width + 1] = row.code, levels[i], row.name
        laid.append(tuple(cells))
    return replace(sheet, rows=laid)


def _text(cell: Cell) -> str:
    return f"{cell:%d.%m.%Y}" if isinstance(cell, date) else " ".join(as_code(cell).split())


def _as_title(cell: Cell) -> Cell:
    return _text(cell) if isinstance(cell, date) else cell
