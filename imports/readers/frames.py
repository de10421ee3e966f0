"""Rows as bytes between the reading process and ours: by columns, since that costs a third of a pickle.

`marshal` carries plain values only, so nothing that a hostile file makes of the reading process can become an object
of ours. Pure.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import repeat
from typing import Any

from imports.readers.grid import Cell

_TEXT, _PLAIN, _DAYS, _MIXED, _BLANK = "text", "plain", "days", "mixed", "blank"
_TIMES = (date, time, timedelta)


def pack(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Rows of equal width as bytes."""
    return marshal.dumps((len(rows), [_pack_column(column) for column in zip(*rows, strict=True)]))


def unpack(data: bytes) -> Iterator[tuple[Cell, ...]]:
    """The rows that `pack` was given, as tuples."""
    count, columns = marshal.loads(data)  # noqa: S302 - plain values from our own process
    if not columns:
        return iter([()] * count)
    return zip(*(_unpack_column(kind, values, count) for kind, values in columns), strict=True)


def _pack_column(column: tuple[Any, ...]) -> tuple[str, Any]:
    kinds = set(map(type, column))
    if kinds == {str}:
        joined = "\n\x00".join(column)
        if len(joined) == 2 * (len(column) - 1):
            return _BLANK, None
        if joined.count("\x00") == len(column) - 1:
            return _TEXT, joined
        return _PLAIN, [str(value).replace("\x00", "\N{REPLACEMENT CHARACTER}") for value in column]
    if kinds <= {float, str, int, bool}:
        return _PLAIN, column
    if kinds == {date}:
        return _DAYS, [value.toordinal() for value in column]
    return _MIXED, [_pack_time(value) if isinstance(value, _TIMES) else value for value in column]


def _unpack_column(kind: str, values: Any, count: int) -> Iterator[Cell]:
    if kind == _BLANK:
        return repeat("", count)
    if kind == _TEXT:
        # codes, suppliers and contracts repeat: one text for all their cells
        texts: list[str] = values.split("\n\x00")
        known: dict[str, str] = {}
        return map(known.setdefault, texts, texts)
    if kind == _DAYS:
        return map(date.fromordinal, values)
    if kind == _MIXED:
        return (_unpack_time(value) if isinstance(value, tuple) else value for value in values)
    return iter(values)


def _pack_time(value: Any) -> tuple[str, Any]:
    if isinstance(value, timedelta):
        return "span", (value.days, value.seconds, value.microseconds)
    if isinstance(value, datetime):
        return "moment", value.isoformat()
    return ("day" if isinstance(value, date) else "time"), value.isoformat()


def _unpack_time(value: tuple[str, Any]) -> Cell:
    kind, content = value
    if kind == "span":
        return timedelta(*content)
    reader: Any = {"moment": datetime, "day": date, "time": time}[kind]
    return reader.fromisoformat(content)
