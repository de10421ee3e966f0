"""The cells of a binary sheet (.xlsb), counted by its records.

Some programs write records that the parser passes over without a word; comparing its cells with this count turns a
silent loss into a refusal.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from imports.readers.grid import UNREADABLE, ReadError

_ROW = 0
_BLANK, _NUMBER, _ERROR, _BOOLEAN, _REAL, _TEXT, _SHARED = range(1, 8)
_FORMULA_TEXT, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR = range(8, 12)
_HEAD = struct.Struct("<L")
_ROW_FLAGS, _IS_HIDDEN = 11, 0x10


@dataclass(slots=True)
class CountedCells:
    """`cells` with anything in them, `values` those a reader must return, `errors` as (row, column, code)."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    values: int = 0
    errors: list[tuple[int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)


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


def count_cells(data: bytes) -> CountedCells:
    """Count the cells of one sheet part."""
    counted = CountedCells()
    row = 0
    for kind, body in records(data):
        if kind == _ROW and len(body) >= 4:
            (row,) = _HEAD.unpack_from(body)
            if len(body) > _ROW_FLAGS and body[_ROW_FLAGS] & _IS_HIDDEN:
                counted.hidden_rows.add(row)
        elif _NUMBER <= kind <= _FORMULA_ERROR and len(body) >= 8:
            (column,) = _HEAD.unpack_from(body)
            counted.cells += 1
            counted.rows, counted.columns = max(counted.rows, row + 1), max(counted.columns, column + 1)
            if kind in (_ERROR, _FORMULA_ERROR):
                counted.errors.append((row, column, body[8] if len(body) > 8 else 0))
            elif kind not in (_TEXT, _FORMULA_TEXT) or any(body[8:12]):
                counted.values += 1
    return counted
