"""Files with their rows packed in memory, so that leafing through a large one parses it once."""

from __future__ import annotations

import pickle
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, overload

from imports.readers.grid import Grid, Sheet

ROWS_A_PACK = 256
# Rows from which a sheet stays packed while it is read: the rest of a register takes memory enough.
LARGE = 600_000


class PackedRows(Sequence[Any]):
    """Rows of a sheet, a few hundred to a pack; reads like the list it was made of."""

    __slots__ = ("_open", "_packs", "size")

    def __init__(self, rows: Sequence[Any]) -> None:
        self.size = len(rows)
        self._packs = [
            # made and read by this process alone
            zlib.compress(pickle.dumps(list(rows[at : at + ROWS_A_PACK]), pickle.HIGHEST_PROTOCOL), 1)
            for at in range(0, len(rows), ROWS_A_PACK)
        ]
        self._open: tuple[int, list[Any]] = (-1, [])

    @property
    def packed_bytes(self) -> int:
        return sum(map(len, self._packs))

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self.size))]
        place = at + self.size if at < 0 else at
        if not 0 <= place < self.size:
            raise IndexError(at)
        pack, within = divmod(place, ROWS_A_PACK)
        number, rows = self._open
        if number != pack:
            rows = pickle.loads(zlib.decompress(self._packs[pack]))  # noqa: S301 - our own bytes, never left memory
            self._open = (pack, rows)
        return rows[within]


def packed(grid: Grid) -> Grid:
    """The same file in a tenth of its memory; meant for reading a few rows here and there."""
    return replace(grid, sheets=tuple(map(_packed, grid.sheets)))


def packed_if_large(grid: Grid) -> Grid:
    return replace(grid, sheets=tuple(_packed(one) if len(one.rows) >= LARGE else one for one in grid.sheets))


def size_of(grid: Grid) -> int:
    """Bytes that a packed file holds, about."""
    rows = [part for sheet in grid.sheets for part in (sheet.rows, sheet.cell_lines) if isinstance(part, PackedRows)]
    return sum(part.packed_bytes for part in rows) + sum(
        4 * len(sheet.row_numbers or ()) + 100 * len(sheet.page_lines or ()) for sheet in grid.sheets
    )


def unpacked(sheet: Sheet) -> Sheet:
    """The sheet with rows that are quick to walk through; a large one stays as it is."""
    if len(sheet.rows) >= LARGE:
        return sheet
    lines = sheet.cell_lines
    return replace(sheet, rows=list(sheet.rows), cell_lines=None if lines is None else list(lines))


def _packed(sheet: Sheet) -> Sheet:
    if isinstance(sheet.rows, PackedRows):
        return sheet
    return replace(
        sheet,
        rows=PackedRows(sheet.rows),
        row_numbers=None if sheet.row_numbers is None else array("I", sheet.row_numbers),
        cell_lines=None if sheet.cell_lines is None else PackedRows(sheet.cell_lines),
    )
