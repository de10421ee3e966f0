"""Files looked at lately, their rows packed in memory, so that leafing through a large one parses it once.

Each process keeps its own; together they hold at most PACKED_BYTES, the file looked at longest ago goes first.
"""

from __future__ import annotations

import pickle
import threading
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, overload

from imports.models import SourceFile
from imports.readers.grid import Grid, Sheet
from imports.readers.reading import read

ROWS_A_PACK = 256
PACKED_BYTES = 48_000_000

_kept: OrderedDict[str, tuple[Grid, int]] = OrderedDict()
_guard = threading.Lock()


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


def grid_of(source: SourceFile, name: str) -> Grid:
    """The file's cells, parsed at the first look. Raises ReadError."""
    with _guard:
        if source.sha256 in _kept:
            _kept.move_to_end(source.sha256)
            return _kept[source.sha256][0]
    packed, size = _packed(read(source.data, name))
    if size <= PACKED_BYTES:
        with _guard:
            _kept[source.sha256] = (packed, size)
            while sum(of_file for _grid, of_file in _kept.values()) > PACKED_BYTES:
                _kept.popitem(last=False)
    return packed


def _packed(grid: Grid) -> tuple[Grid, int]:
    sheets, size = [], 0
    for sheet in grid.sheets:
        made = _packed_sheet(sheet)
        sheets.append(made)
        for part in (made.rows, made.cell_lines):
            size += part.packed_bytes if isinstance(part, PackedRows) else 0
        size += 4 * len(made.row_numbers or ()) + 100 * len(made.page_lines or ())
    return replace(grid, sheets=tuple(sheets)), size


def _packed_sheet(sheet: Sheet) -> Sheet:
    return replace(
        sheet,
        rows=PackedRows(sheet.rows),
        row_numbers=None if sheet.row_numbers is None else array("I", sheet.row_numbers),
        cell_lines=None if sheet.cell_lines is None else PackedRows(sheet.cell_lines),
    )
