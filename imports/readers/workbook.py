"""Workbooks (.xlsx .xlsm .xlsb .xls .ods): parsed apart, checked here.

Macros are never run and formulas never computed: a formula is worth the value saved with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from imports.readers import frames, isolation
from imports.readers.cell_scan import MAX_CELLS, Scan, scan
from imports.readers.containers import open_container
from imports.readers.grid import TOO_LARGE, UNREADABLE, Cell, Grid, ReadError, Sheet

_MEMORY, _MEMORY_PER_BYTE = 180_000_000, 4
_SECONDS, _BYTES_PER_SECOND = 4.0, 15_000_000


def read(data: bytes, kind: str) -> Grid:
    """Read a workbook; `kind` is `zip` or `xls`. Raises ReadError."""
    if kind == "xls":
        with isolation.parsing(data, kind, _limits(4 * len(data))) as parsed:
            return Grid(kind, None, _sheets(parsed))
    container = open_container(data)
    with isolation.parsing(data, container.format, _limits(container.unpacked_size)) as parsed:
        found = scan(container)
        sheets = _sheets(parsed)
    if container.format == "xlsb":
        _check_nothing_lost(sheets, found)
    return Grid(container.format, None, sheets, tuple(found.warnings.values()))


def _limits(size: int) -> isolation.Limits:
    return isolation.Limits(_MEMORY + _MEMORY_PER_BYTE * size, _SECONDS + size / _BYTES_PER_SECOND)


def _sheets(parsed: Iterable[tuple[str, bytes]]) -> tuple[Sheet, ...]:
    sheets: list[Sheet] = []
    about: dict = {}
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    for tag, payload in parsed:
        if tag == "shet":
            if about:
                sheets.append(_sheet(about, rows))
            about, rows = json.loads(payload), []
        else:
            begin = len(rows)
            rows.extend(frames.unpack(payload))
            cells += (len(rows) - begin) * len(rows[-1])
            if cells > MAX_CELLS:
                raise ReadError(TOO_LARGE, "cells", limit=MAX_CELLS)
    if about:
        sheets.append(_sheet(about, rows))
    return tuple(sheets)


def _sheet(about: dict, rows: list[tuple[Cell, ...]]) -> Sheet:
    merged = tuple((top, left, bottom, right) for top, left, bottom, right in about["merged"])
    return Sheet(about["name"], rows, merged, is_hidden=about["is_hidden"])


def _check_nothing_lost(sheets: tuple[Sheet, ...], found: Scan) -> None:
    for sheet in sheets:
        read_cells = sum(1 for row in sheet.rows for cell in row if cell != "")
        if read_cells != found.cell_counts.get(sheet.name, read_cells):
            raise ReadError(UNREADABLE, "cells-lost", sheet.name)
