"""The cells of a binary sheet (.xlsb), counted by its records.

Some programs write records that the parser passes over without a word; comparing its cells with this count turns a
silent loss into a refusal.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from imports.readers.cell_faults import ERRORS, Formulas, SheetFaults
from imports.readers.cell_formats import CellStyles, styles_of
from imports.readers.grid import NOT_COMPUTED, UNREADABLE, Broken, ReadError

_ROW, _COLUMNS = 0, 60
_BLANK, _NUMBER, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = range(1, 8)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR = range(8, 12)
_NUMBERS = frozenset((_NUMBER, _REAL, _FORMULA_NUMBER))
_HEAD = struct.Struct("<L")
_ROW_FLAGS, _IS_HIDDEN, _LEVEL_OF_GROUP = 11, 0x10, 0x07
_TWO_LONGS, _WIDTH, _COLUMN_FLAGS, _MOST_COLUMNS = struct.Struct("<LL"), 8, 16, 1000
_BOOK, _CALC, _CALC_FLAGS = 153, 157, 24
_FORMAT, _STYLE, _CELL_STYLES, _END_OF_CELL_STYLES = 44, 47, 617, 618
_TWO_NUMBERS = struct.Struct("<HH")
_INDENT = 11  # where a style says how far it sets a cell in
_NO_STYLES = CellStyles()
_TEXT_TOKEN = 0x17  # a formula that may come out empty names the empty text


@dataclass(slots=True)
class CountedCells:
    """`cells` with anything in them, `values` those a reader must return; what is amiss with the others."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    values: int = 0
    faults: SheetFaults = field(default_factory=SheetFaults)
    formulas: Formulas = field(default_factory=Formulas)


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each record's kind and body; raises ReadError where the stream ends inside one."""
    at, end = 0, len(data)
    while at < end:
        kind, at = data[at], at + 1
        if kind & 0x80:
            if at >= end:
                raise ReadError(UNREADABLE, "half-container")
            kind, at = (kind & 0x7F) | (data[at] & 0x7F) << 7, at + 1
        size = shift = 0
        while True:
            if at >= end or shift > 21:
                raise ReadError(UNREADABLE, "half-container")
            byte, at = data[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if at + size > end:
            raise ReadError(UNREADABLE, "half-container")
        yield kind, data[at : at + size]
        at += size


def styles(data: bytes) -> CellStyles:
    """The styles of cells that the part of styles names."""
    formats, found, is_within = [], list[tuple[int, int]](), False
    for kind, body in records(data):
        if kind == _FORMAT and len(body) > 2:
            formats.append((_TWO_NUMBERS.unpack_from(body)[0], body[6:].decode("utf-16-le", "replace")))
        elif kind in (_CELL_STYLES, _END_OF_CELL_STYLES):
            is_within = kind == _CELL_STYLES
        elif is_within and kind == _STYLE and len(body) >= 4:
            found.append((_TWO_NUMBERS.unpack_from(body)[1], body[_INDENT] if len(body) > _INDENT else 0))
    return styles_of(formats, found)


def count_cells(data: bytes, known: CellStyles = _NO_STYLES) -> CountedCells:
    """Count the cells of one sheet part, whose styles are `known`."""
    counted = CountedCells()
    row = 0
    for kind, body in records(data):
        if kind == _ROW and len(body) >= 4:
            (row,) = _HEAD.unpack_from(body)
            if len(body) > _ROW_FLAGS:
                _meet_row(counted.faults, row, body[_ROW_FLAGS])
        elif kind == _COLUMNS and len(body) > _COLUMN_FLAGS:
            _meet_columns(counted.faults, body)
        elif _NUMBER <= kind <= _FORMULA_ERROR and len(body) >= 8:
            (column,) = _HEAD.unpack_from(body)
            counted.cells += 1
            known.note(counted.faults, (row, column), int.from_bytes(body[4:7], "little"), is_number=kind in _NUMBERS)
            counted.rows, counted.columns = max(counted.rows, row + 1), max(counted.columns, column + 1)
            if kind in (_ERROR, _FORMULA_ERROR):
                counted.faults.add(row, column, Broken(ERRORS.get(body[8] if len(body) > 8 else 0, "#N/A")))
            elif kind not in (_TEXT, _FORMULA_TEXT) or any(body[8:12]):
                counted.values += 1
                _meet_formula(counted.formulas, kind, (row, column), body)
            elif kind == _FORMULA_TEXT and _TEXT_TOKEN not in body[14:]:
                counted.faults.add(row, column, Broken("=", NOT_COMPUTED))
    return counted


def _meet_row(faults: SheetFaults, row: int, flags: int) -> None:
    if flags & _IS_HIDDEN:
        faults.hide_rows((row,))
    if flags & _LEVEL_OF_GROUP:
        faults.set_in(((row, flags & _LEVEL_OF_GROUP),))


def _meet_columns(faults: SheetFaults, body: bytes) -> None:
    """Columns that are hidden, or of no width."""
    first, last = _TWO_LONGS.unpack_from(body)
    if body[_COLUMN_FLAGS] & 1 or not any(body[_WIDTH : _WIDTH + 4]):
        faults.hide_columns(range(first, min(last, first + _MOST_COLUMNS) + 1))


def _meet_formula(formulas: Formulas, kind: int, place: tuple[int, int], body: bytes) -> None:
    if kind == _FORMULA_NUMBER and not any(body[8:16]):
        formulas.zeros.append((*place, ""))
    elif kind in (_FORMULA_NUMBER, _FORMULA_TEXT, _FORMULA_BOOLEAN):
        formulas.is_any_computed = True


def is_computed_on_load(book: bytes) -> bool:
    """Whether a binary workbook leaves computing to Excel."""
    flags = (body[_CALC_FLAGS] for kind, body in records(book) if kind == _CALC and len(body) > _CALC_FLAGS)
    return any(byte & 1 for byte in flags)


def is_since_1904(book: bytes) -> bool:
    """Whether a binary workbook counts its days from 1904."""
    return any(kind == _BOOK and body and bool(body[0] & 1) for kind, body in records(book))
