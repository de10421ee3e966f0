"""A window of the file's own sheet, around a cell or with what was recognised on it, for the screen. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from xlsxwriter.utility import xl_col_to_name

from finance.individuals import hidden, hidden_cell
from imports.readers.grid import Cell, Grid, Sheet, column_number

SHEET_ADDRESS = re.compile(r"^(?P<sheet>.*)!(?P<letters>[A-Z]{1,3})(?P<row>\d+)$", re.DOTALL)
PAGE_ADDRESS = re.compile(r"^p(?P<page>\d+):(?P<line>\d+):(?P<label>.*)$", re.DOTALL)
LINE_ADDRESS = re.compile(r"^(?P<line>\d+):(?P<label>.*)$", re.DOTALL)
COLUMNS = 30
LONGEST = 160


@dataclass(frozen=True, slots=True)
class WindowCell:
    """A cell of a grid; rows and columns count from 0."""

    sheet: Sheet
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    is_number: bool = False
    styles: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`number` is the row's number as people count it; `role` colours the row, `label` says the role in words."""

    number: int
    cells: list[ShownCell]
    role: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    name: str
    letters: list[str]
    rows: list[ShownRow]
    first: int = 0
    of_rows: int = 0
    roles: list[str] = field(default_factory=list)


def without_individuals(window: Window) -> Window:
    """The same rows with names and ИИН of individuals hidden."""
    rows = [
        replace(row, cells=[replace(cell, text=hidden_cell(cell.text), hint=hidden(cell.hint)) for cell in row.cells])
        for row in window.rows
    ]
    return replace(window, rows=rows)


def find(grid: Grid, address: str) -> WindowCell | None:
    """The cell with this address, as `Sheet.address` writes it; None where the file has no such cell."""
    if match := SHEET_ADDRESS.match(address):
        column = column_number(match["letters"])
        for sheet in grid.sheets:
            if sheet.name == match["sheet"] and int(match["row"]) <= len(sheet.rows):
                return WindowCell(sheet, int(match["row"]) - 1, column)
        return None
    match = PAGE_ADDRESS.match(address) or LINE_ADDRESS.match(address)
    if not match:
        return None
    line = int(match["line"])
    for sheet in grid.sheets:
        # records of text name their fields in a row of their own, and each field has its line
        for row in range(1 if sheet.cell_lines is not None and sheet.field_names else 0, len(sheet.rows)):
            lines = sheet.cell_lines[row] if sheet.cell_lines is not None else ()
            if sheet.row_number(row) != line and line not in lines:
                continue
            if "page" in match.groupdict() and sheet.page_lines and sheet.page_lines[row][0] != int(match["page"]):
                continue
            named = _named_column(sheet, row, match["label"])
            if named is not None and (not lines or line in (lines[named], sheet.row_number(row))):
                return WindowCell(sheet, row, named)
    return None


def _named_column(sheet: Sheet, row: int, label: str) -> int | None:
    """The column whose letter, field name or header above the row is `label`."""
    width = len(sheet.rows[row])
    for column in range(width):
        if label in (sheet.field_names.get(column), xl_col_to_name(column)):
            return column
    for above in islice(sheet.rows, row + 1):
        for column, cell in enumerate(above[:width]):
            if isinstance(cell, str) and " ".join(cell.split()) == label:
                return column
    return None


def around(place: WindowCell, header: int | None = None, above: int = 8, below: int = 8) -> Window:
    """The rows around a cell with the cell marked; above them the row numbered `header`, where it is out of sight."""
    sheet = place.sheet
    first = max(0, place.row - above)
    last = min(len(sheet.rows), place.row + below + 1)
    width = _width(sheet, range(first, last), place.column)
    rows = []
    heading = next((row for row in range(first) if sheet.row_number(row) == header), None)
    if heading is not None:
        cells = [shown(_at(sheet, heading, column)) for column in range(width)]
        rows.append(ShownRow(sheet.row_number(heading), cells, "header"))
    for row in range(first, last):
        cells = [
            shown(_at(sheet, row, column), "target" if (row, column) == (place.row, place.column) else "")
            for column in range(width)
        ]
        rows.append(ShownRow(sheet.row_number(row), cells, "target-row" if row == place.row else ""))
    return Window(sheet.name, [xl_col_to_name(c) for c in range(width)], rows, first, len(sheet.rows))


def part(
    sheet: Sheet,
    rows_shown: range,
    *,
    roles: Mapping[int, tuple[str, str]],
    marked: Mapping[tuple[int, int], tuple[str, str]],
    columns: Mapping[int, str],
) -> Window:
    """Rows with what was recognised on them.

    `roles` colours rows: row → (style, words); `marked` cells: (row, column) → (style, words); `columns` names columns.
    """
    width = _width(sheet, rows_shown, max(columns, default=0))
    rows = []
    for row in rows_shown:
        role, label = roles.get(row, ("", ""))
        cells = []
        for column in range(width):
            style, hint = marked.get((row, column), ("", ""))
            cells.append(shown(_at(sheet, row, column), style, hint))
        rows.append(ShownRow(sheet.row_number(row), cells, role, label))
    letters = [xl_col_to_name(c) for c in range(width)]
    return Window(
        sheet.name, letters, rows, rows_shown.start, len(sheet.rows), [columns.get(c, "") for c in range(width)]
    )


def _at(sheet: Sheet, row: int, column: int) -> Cell:
    cells = sheet.rows[row]
    return cells[column] if column < len(cells) else ""


def _width(sheet: Sheet, rows: range, least: int) -> int:
    """Columns up to the last one that holds anything in these rows, never fewer than to `least`."""
    used = 0
    for row in rows:
        cells = sheet.rows[row]
        for column in range(len(cells) - 1, used - 1, -1):
            if cells[column] != "":
                used = column + 1
                break
    return max(least + 1, min(used, COLUMNS))


def shown(cell: Cell, styles: str = "", hint: str = "") -> ShownCell:
    """A cell as the file holds it: whole numbers without a point, dates as days."""
    if isinstance(cell, bool):
        return ShownCell(str(cell).upper(), styles=styles, hint=hint)
    if isinstance(cell, (float, int)):
        text = repr(cell).removesuffix(".0")
        return ShownCell(text, is_number=True, styles=styles, hint=hint)
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) != (0, 0, 0):
        return ShownCell(f"{cell:%d.%m.%Y %H:%M}", styles=styles, hint=hint)
    if isinstance(cell, date):
        return ShownCell(f"{cell:%d.%m.%Y}", styles=styles, hint=hint)
    text = str(cell)
    return ShownCell(text if len(text) <= LONGEST else f"{text[:LONGEST]}…", styles=styles, hint=hint)
