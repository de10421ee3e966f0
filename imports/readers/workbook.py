"""Workbooks (.xlsx .xlsm .xlsb .xls .ods): parsed apart, checked here.

Macros are never run and formulas never computed: a formula is worth the value saved with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from imports.readers import binary_book, frames, isolation, old_text
from imports.readers.cell_faults import SheetFaults, put_into
from imports.readers.cell_scan import CellScan, scan
from imports.readers.containers import open_container
from imports.readers.extent import MAX_CELLS
from imports.readers.grid import TOO_LARGE, UNREADABLE, Cell, CellWarning, Grid, ReadError, Sheet

_MEMORY, _MEMORY_PER_BYTE = 180_000_000, 4
_MAX_WARNINGS = 1_000
_SECONDS, _BYTES_PER_SECOND = 4.0, 15_000_000


def read(data: bytes, kind: str) -> Grid:
    """Read a workbook; `kind` is `zip` or `xls`. Raises ReadError."""
    if kind == "xls":
        return _read_old(data)
    container = open_container(data)
    with isolation.parsing(data, container.format, _limits(container.unpacked_size)) as parsed:
        found = scan(container)
        sheets = _sheets(parsed)
    if container.format == "xlsb":
        _check_nothing_lost(sheets, found)
    return replace(_with_faults(container.format, sheets, found.faults), epoch=found.epoch)


def _read_old(data: bytes) -> Grid:
    with isolation.parsing(data, "xls", _limits(4 * len(data))) as parsed:
        found = binary_book.scan(data)
        sheets = _sheets(parsed)
    grid = _with_faults("xls", old_text.repaired(sheets), old_text.renamed(found.faults, sheets))
    return replace(grid, epoch=found.epoch)


def _with_faults(file_format: str, sheets: tuple[Sheet, ...], faults: dict[str, SheetFaults]) -> Grid:
    """The grid, its broken cells in their places; each is named in a warning too, whatever column it is in."""
    marked, warnings = [], []
    for sheet in sheets:
        found = faults.get(sheet.name)
        if found is None:
            marked.append(sheet)
            continue
        rows = [tuple(row) for row in sheet.rows]
        put_into(rows, found)
        places = sorted(found.broken)
        marked.append(
            replace(
                sheet, rows=rows, broken=places,
                hidden_rows=frozenset(found.hidden_rows), hidden_columns=frozenset(found.hidden_columns),
                percents=frozenset(found.percents), levels=found.levels, shown=found.shown,
            )
        )  # fmt: skip
        warnings += [
            CellWarning(sheet.address(*place), found.broken[place].reason, found.broken[place].shown)
            for place in places[:_MAX_WARNINGS]
        ]
    return Grid(file_format, None, tuple(marked), tuple(warnings[:_MAX_WARNINGS]))


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


def _check_nothing_lost(sheets: tuple[Sheet, ...], found: CellScan) -> None:
    for sheet in sheets:
        read_cells = sum(1 for row in sheet.rows for cell in row if cell != "")
        if read_cells != found.cell_counts.get(sheet.name, read_cells):
            raise ReadError(UNREADABLE, "cells-lost", sheet.name)
