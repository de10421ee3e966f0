"""A file written anew from its cells, each at its own address: what is kept of a file that had to be cut."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO, StringIO

import xlsxwriter

from imports.readers.grid import Grid, Sheet


def rewritten(grid: Grid) -> tuple[bytes, str]:
    """The file and the ending of its name: a workbook of values, or text whose records begin on their old lines."""
    sheet = grid.sheets[0]
    if sheet.row_numbers is not None and len(grid.sheets) == 1:
        return _as_text(sheet), ".csv"
    return _as_workbook(grid), ".xlsx"


def _as_text(sheet: Sheet) -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    line = 1
    for row, number in zip(sheet.rows, sheet.row_numbers or (), strict=True):
        out.write("\n" * (number - line))
        cells = ["" if value == "" else str(value) for value in row]
        writer.writerow(cells)
        line = number + 1 + sum(cell.count("\n") for cell in cells)
    return out.getvalue().encode("utf-8-sig")


def _as_workbook(grid: Grid) -> bytes:
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        # the same cells make the same bytes
        book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        for sheet in grid.sheets:
            page = book.add_worksheet(sheet.name)
            for top, left, bottom, right in sheet.merged:
                page.merge_range(top, left, bottom, right, "")
            for at, row in enumerate(sheet.rows):
                for column, value in enumerate(row):
                    if isinstance(value, datetime | date):
                        page.write_datetime(at, column, value, moment if isinstance(value, datetime) else day)
                    elif isinstance(value, bool):
                        page.write_boolean(at, column, value)
                    elif isinstance(value, int | float):
                        page.write_number(at, column, value)
                    elif isinstance(value, time | timedelta) or value != "":
                        page.write_string(at, column, str(value))
    return out.getvalue()
