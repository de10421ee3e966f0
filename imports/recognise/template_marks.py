"""How a template is known again, and which of its rows somebody filled in. Pure."""

from __future__ import annotations

from dataclasses import replace

from imports.kinds.kind import Table
from imports.readers.grid import Grid, Sheet

# Stands before the kind in the first cell of the sheet of lists, and alone in that of the explanations.
MARK = "smeta-template/"
# Kinds whose rows are the facility's codes, one each, and what a row brings filled.
BY_CODE = frozenset({"plan", "actual"})
GIVEN = ("code", "name")


def is_template(grid: Grid) -> bool:
    return any(_first(sheet).startswith(MARK) for sheet in grid.sheets)


def is_explanation(sheet: Sheet) -> bool:
    """Whether the sheet only explains a template, or holds the lists to choose from."""
    return _first(sheet).startswith(MARK)


def _first(sheet: Sheet) -> str:
    """The first cell where it is a text."""
    first = sheet.rows[0][0] if len(sheet.rows) and len(sheet.rows[0]) else ""
    return first if isinstance(first, str) else ""


def without_unfilled(kind: str, table: Table) -> Table:
    """The table without the rows in which nothing stands but what the template of `kind` brought."""
    given = {table.columns[key] for key in GIVEN if kind in BY_CODE and key in table.columns}
    rows = [
        row if i < table.first_row or any(v != "" and at not in given for at, v in enumerate(row)) else ("",) * len(row)
        for i, row in enumerate(table.sheet.rows)
    ]
    return replace(table, sheet=replace(table.sheet, rows=rows))
