"""From bytes to a grid of cells: the one entry to all readers."""

from __future__ import annotations

from imports.readers import camt_statement, client_bank, delimited, swift_statement, treasury_pdf, workbook
from imports.readers.detect import detect
from imports.readers.grid import NO_TABLE, Grid, ReadError

_TITLE_ROWS = 8


def read(data: bytes, name: str = "") -> Grid:  # noqa: ARG001 - callers have the name at hand; content alone decides
    """Read a file of any supported format; raises ReadError when it is refused as a whole."""
    kind = detect(data)
    if kind == "client-bank":
        return client_bank.read(data)
    if kind == "mt940":
        return swift_statement.read(data)
    if kind == "camt053":
        return camt_statement.read(data)
    if kind == "text":
        return delimited.read(data)
    if kind == "pdf":
        return treasury_pdf.read(data)
    grid = workbook.read(data, kind)
    _refuse_form_as_sheet(grid)
    return grid


def _refuse_form_as_sheet(grid: Grid) -> None:
    for sheet in grid.sheets:
        for i, row in enumerate(sheet.rows[:_TITLE_ROWS]):
            for j, cell in enumerate(row):
                if isinstance(cell, str) and treasury_pdf.FORM.match(cell.strip()):
                    raise ReadError(NO_TABLE, "form-as-sheet", sheet.address(i, j))
