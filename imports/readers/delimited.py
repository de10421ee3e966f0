"""Text tables (.csv .tsv .txt): any delimiter, quotes, ragged rows; a file cut off in its last line is refused.

A last line that no line break ends may be half a line. It is accepted only where its last value cannot be: it has as
many decimals, or is exactly as long, as every other value of its column, or the line is a total (checked as a control).
"""

from __future__ import annotations

import csv
import re
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from xlsxwriter.utility import xl_col_to_name

from finance.party_numbers import unguarded
from imports.readers.cell_faults import ERROR_TEXT, SheetFaults, broken_text, put_into
from imports.readers.encoding import Decoded, decode
from imports.readers.grid import NO_TABLE, TOO_LARGE, UNREADABLE, Broken, Cell, Grid, ReadError, Sheet

MAX_CELLS, MAX_ROWS = 12_000_000, 1_048_576
_DOS_END = "\x1a"
_BLANK = ' \t\r\n;|,"' + _DOS_END
_DELIMITERS = "\t;|,"
_SAMPLE_LINES = 300
_DECLARED = re.compile(r'\s*"?sep=([;,|\t])"?\s*\r?\n', re.IGNORECASE)
_DECIMALS = re.compile(r"[-\u2212]?[0-9 \u00a0\u202f\u2009']+[.,]([0-9]{1,2})")
_TOTAL = re.compile(r"\s*(?:итого|всего|барлығы|жиынтығы|жалпы|total)\b", re.IGNORECASE)

# Marks that keep a spreadsheet from turning text into numbers: ="0012", '0012, a tab.
_GUARDED = re.compile(r"""=\s?"|(?:^|[;,|\t"])['’`]\d|(?:^|[;,|"])\t|\t(?:$|[;,|"])""", re.MULTILINE)

# Cells that say the same are one text: a register of a million rows repeats a few thousand.
MOST_SHARED = 50_000

Rows = list[tuple[str, ...]]


def read(data: bytes) -> Grid:
    """Read a delimited text; raises ReadError."""
    decoded = decode(data)
    is_ended = decoded.text.endswith(_DOS_END)
    decoded = replace(decoded, text=decoded.text.rstrip(_DOS_END))
    text = decoded.text
    if not text.strip(_BLANK):
        raise ReadError(NO_TABLE, "empty")
    declared = _DECLARED.match(text)
    delimiter = declared[1] if declared else _delimiter(text)
    if text.count(delimiter) > MAX_CELLS:
        raise ReadError(TOO_LARGE, "cells", limit=MAX_CELLS)
    if max(text.count("\n"), text.count("\r")) > MAX_ROWS:
        raise ReadError(TOO_LARGE, "rows", limit=MAX_ROWS)
    rows, lines = _parse(decoded, delimiter)
    if not is_ended and not text.endswith(("\n", "\r")):
        _check_last_line(rows, lines)
    if _GUARDED.search(text):
        rows = [tuple([_unguarded(cell) for cell in row]) for row in rows]
    cells: list[tuple[Cell, ...]] = list(rows)
    faults = SheetFaults()
    if ERROR_TEXT.search(text):
        for row, column, shown in broken_text(cells):
            faults.add(row, column, Broken(shown))
        put_into(cells, faults)
    sheet = Sheet("", cells, row_numbers=lines, broken=sorted(faults.broken))
    return Grid("csv", decoded.encoding, (sheet,), decoded.warnings())


def _unguarded(cell: str) -> str:
    return unguarded(cell.strip("\t"))


def _delimiter(text: str) -> str:
    """The delimiter that cuts the most lines into the same, largest number of fields."""
    sample = text[:100_000].splitlines()[:_SAMPLE_LINES]
    best, best_score = ",", 0.0
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if any(row))
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
        score = count / sum(widths.values()) * (width - 1)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _parse(decoded: Decoded, delimiter: str) -> tuple[Rows, array[int]]:
    try:
        rows, lines = _rows(decoded, delimiter, quoting=csv.QUOTE_MINIMAL)
    except csv.Error as error:
        # Some programs do not quote at all, and a name may begin with a quotation mark
        rows, lines = _unquoted(decoded, delimiter)
        if len({len(row) for row in rows if any(row)}) > 1:
            raise ReadError(UNREADABLE, "quotes") from error
        return rows, lines
    if '"' in decoded.text:
        _check_nothing_swallowed(decoded, delimiter, rows, lines)
    return rows, lines


def _rows(decoded: Decoded, delimiter: str, quoting: int) -> tuple[Rows, array[int]]:
    """Rows and the line each begins on; blank lines are kept, so that they stay countable."""
    reader = csv.reader(decoded.lines(), delimiter=delimiter, quoting=quoting, strict=True)  # type: ignore[arg-type]
    rows: Rows = []
    lines = array("I")
    begins = 1
    known: dict[str, str] = {}
    for row in reader:
        share = known.setdefault if len(known) < MOST_SHARED else known.get
        rows.append(tuple([share(cell, cell) for cell in row]))
        lines.append(begins)
        begins = reader.line_num + 1
    return rows, lines


def _unquoted(decoded: Decoded, delimiter: str) -> tuple[Rows, array[int]]:
    try:
        return _rows(decoded, delimiter, quoting=csv.QUOTE_NONE)
    except csv.Error as error:
        raise ReadError(UNREADABLE, "quotes") from error


def _check_nothing_swallowed(decoded: Decoded, delimiter: str, rows: Rows, lines: Sequence[int]) -> None:
    """A stray opening quote joins lines up to the next one: refused where each of them alone is a full row."""
    spread = [at for at, row in enumerate(rows) if any("\n" in cell or "\r" in cell for cell in row)]
    if not spread:
        return
    width = Counter(len(row) for row in rows if len(row) > 1).most_common(1)[0][0]
    texts = list(decoded.lines())
    for at in spread:
        end = lines[at + 1] if at + 1 < len(lines) else len(texts) + 1
        if all(text.count(delimiter) == width - 1 for text in texts[lines[at] - 1 : end - 1]):
            raise ReadError(UNREADABLE, "quotes", f"{lines[at]}:A")


def _check_last_line(rows: Sequence[Sequence[str]], lines: Sequence[int]) -> None:
    *earlier, last = [index for index, row in enumerate(rows) if any(row)]
    final = rows[last]
    width = len(final)
    full = [rows[index] for index in earlier if len(rows[index]) == width]
    if _TOTAL.match(final[0]):
        return
    usual = Counter(len(rows[index]) for index in earlier).most_common(1)
    if usual and usual[0][0] == width and _is_whole(final[-1], [row[-1] for row in full[1:]]):
        return
    raise ReadError(UNREADABLE, "half-text", f"{lines[last]}:{xl_col_to_name(max(width - 1, 0))}", line=lines[last])


def _is_whole(value: str, others: Sequence[str]) -> bool:
    """Whether `value`, last in its file, has the shape that all values above it share."""
    others = [other for other in others if other]
    if not value or not others:
        return False
    decimals = {len(found[1]) if (found := _DECIMALS.fullmatch(other)) else 0 for other in others}
    found = _DECIMALS.fullmatch(value)
    if len(decimals) == 1 and 0 not in decimals and found and len(found[1]) in decimals:
        return True
    return {len(other) for other in others} == {len(value)}
