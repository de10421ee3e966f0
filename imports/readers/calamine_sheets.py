"""Every sheet of a workbook through calamine, as frames. Runs in the reading process only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from imports.readers.frames import pack
from imports.readers.grid import Cell

CHUNK, CELLS_AT_ONCE = 5_000, 200_000
# Only headers are merged in a way that matters; a hostile file merges half a million cells.
MAX_MERGED, MERGED_WITHIN_ROWS = 2_000, 200


def frames(data: bytes) -> Iterator[tuple[str, bytes]]:
    """A `shet` frame for each worksheet, followed by its `rows`."""
    workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        yield (
            "shet",
            json.dumps(
                {
                    "name": about.name,
                    "is_hidden": about.visible != SheetVisibleEnum.Visible,
                    "merged": _merged(sheet),
                }
            ).encode(),
        )
        yield from _rows(sheet)


def _merged(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    areas = (
        (*top_left, *bottom_right)
        for top_left, bottom_right in sheet.merged_cell_ranges or ()
        if top_left[0] < MERGED_WITHIN_ROWS
    )
    return list(islice(areas, MAX_MERGED))


def _rows(sheet: CalamineSheet) -> Iterator[tuple[str, bytes]]:
    rows = iter(sheet.iter_rows())
    # The iterator begins at row 1, but at the first column that holds anything
    left: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    at_once = max(1, min(CHUNK, CELLS_AT_ONCE // max(sheet.width, 1)))
    while chunk := list(islice(rows, at_once)):
        yield "rows", pack([[*left, *row] for row in chunk] if left else chunk)
