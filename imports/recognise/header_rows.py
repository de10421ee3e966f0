"""Rows of a sheet that could head its table, and the shape by which the same form is known again. No database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imports.kinds.kind import Kind
from imports.month_columns import month_of_word, with_named_sums
from imports.readers.grid import Cell, Sheet
from imports.recognise import headers

SEARCHED_ROWS = 80
# rows of the highest header
HIGHEST = 5
# Far more than any form has; what lies beyond is no header, though it be made to look like one.
SEARCHED_CELLS = 5_000
# The row where the header begins, the first row below it, both from 0, and its folded texts by column
Header = tuple[int, int, dict[int, str]]
_DATE = re.compile(r"\b(\d{1,2}) (\d{1,2}) (20\d\d)\b")
_YEAR = re.compile(r"\b20\d\d\b")
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_LONG_NUMBER = 9


def header_rows(sheet: Sheet, kinds: Sequence[Kind], given: Mapping[str, Any]) -> Iterator[Header]:
    """Every header that could stand in the sheet; the one a person named alone, where they did."""
    if (named := named_header(sheet, given)) is not None:
        yield from named
        return
    known = headers.stems(column for kind in kinds for column in kind.columns)
    tests = [column.test for kind in kinds for column in kind.columns if column.test is not None]
    cells = 0
    for i in range(min(len(sheet.rows), SEARCHED_ROWS)):
        row = sheet.rows[i]
        if headers.is_numbering(row) or not headers.could_be_header(row, known, tests):
            continue
        for header in headers_at(sheet, i):
            yield header
            cells += len(header[2])
        if cells > SEARCHED_CELLS:
            break


def headers_at(sheet: Sheet, i: int) -> list[Header]:
    """The header that begins in row `i`, of one row and of more; what stands below it for columns is no data."""
    rows, shape = sheet.rows, headers.one_row(sheet.rows[i])
    if not shape:
        return []
    shapes = [(shape, 1)]
    for height in range(2, HIGHEST + 1):
        last = i + height - 1
        if last >= len(rows) or not headers.is_header_like(rows[last]) or _is_no_header(rows[last]):
            break
        shapes.append((headers.stacked([rows[at] for at in range(i, last + 1)], sheet.merged, i), height))
    found = []
    for shape, height in shapes:
        first = i + height
        while first < len(rows) and first <= i + height + 1 and _is_no_header(rows[first]):
            first += 1
        found.append((i, first, with_named_sums(shape)))
    return found


def _is_no_header(row: Sequence[Cell]) -> bool:
    """Whether a row says of each column its number, or in what it is written: `тыс. тенге`, `дд.мм.гггг`."""
    return headers.is_numbering(row) or headers.is_of_units(row)


def named_header(sheet: Sheet, given: Mapping[str, Any]) -> list[Header] | None:
    """The header a person named by its row, by the first row below it, or by saying that there is none."""
    header, first, size = given.get("header_row"), given.get("first_row"), len(sheet.rows)
    if given.get("no_header"):
        at = (first or 1) - 1
        return [(at, at, {})] if at < size else []
    if header is None:
        if first is None:
            return None
        header = first - 1
    at = header - 1
    if not 0 <= at < size:
        return []
    if first is None or not at < first - 1 < size:
        return headers_at(sheet, at)
    last = at + 1
    while last < min(first - 1, at + HIGHEST) and not _is_no_header(sheet.rows[last]):
        last += 1
    if last == at + 1:
        return [(at, first - 1, headers.one_row(sheet.rows[at]))]
    return [(at, first - 1, headers.stacked([sheet.rows[i] for i in range(at, last)], sheet.merged, at))]


def signature(shape: Mapping[int, str], rows: Sequence[Sequence[Cell]] = ()) -> str:
    """The shape of a header: its words in their order, but for the period that they name.

    A table without a header is known by what stands in the columns of its first `rows`.
    """
    if shape:
        text = _without_period("\n".join(f"{i} {text}" for i, text in sorted(shape.items())))
    else:
        width = max(map(len, rows), default=0)
        text = "none " + " ".join(_sort([row[at] for row in rows if at < len(row)]) for at in range(width))
    return hashlib.sha256(text.encode()).hexdigest()


def _sort(cells: Sequence[Cell]) -> str:
    """What stands in a column: words, else numbers of papers and people, else days, else figures, else nothing."""
    found = {_sort_of(cell) for cell in cells}
    return next((sort for sort in ("words", "number", "day", "figure") if sort in found), "nothing")


def _sort_of(value: Cell) -> str:
    if not isinstance(value, str):
        return "figure" if isinstance(value, (int, float)) else "day"
    text = value.strip()
    if _DAY.match(text):
        return "day"
    if any(map(str.isalpha, text)):
        return "words"
    return "" if not text else "number" if text.isdigit() and len(text) >= _LONG_NUMBER else "figure"


def _without_period(text: str) -> str:
    """The same words for another month or year: days and years by their order, the month where there is only one."""
    days = sorted({tuple(map(int, found[::-1])) for found in _DATE.findall(text)})
    text = _DATE.sub(lambda found: f"day{days.index(tuple(map(int, found.groups()[::-1])))}", text)
    years = sorted(set(_YEAR.findall(text)))
    text = _YEAR.sub(lambda found: f"year{years.index(found[0])}", text)
    months = {number for word in text.split() if (number := month_of_word(word))}
    if len(months) != 1:
        return text
    return re.sub(r"\S+", lambda found: "month" if month_of_word(found[0]) else found[0], text)
