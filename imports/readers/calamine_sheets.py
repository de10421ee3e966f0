"""Every sheet of a workbook through calamine, as frames. Runs in the reading process only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from imports.readers.frames import CHUNK, pack


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
                    "merged": [[*top_left, *bottom_right] for top_left, bottom_right in sheet.merged_cell_ranges or []],
                }
            ).encode(),
        )
        yield from _rows(sheet)


def _rows(sheet: CalamineSheet) -> Iterator[tuple[str, bytes]]:
    rows = iter(sheet.iter_rows())
    while chunk := list(islice(rows, CHUNK)):
        yield "rows", pack(chunk)
