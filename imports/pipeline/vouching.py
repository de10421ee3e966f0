"""What holds for every kind of file once it is read: no broken cell is passed over, and hidden rows are named."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_uppercase

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from imports.kinds.kind import Kind, Problem, Reading, Table
from imports.readers.grid import Broken
from imports.readers.laid_out import LaidOutSheet
from imports.refusals import explain_warning

# Columns that describe a row and decide nothing about it.
DESCRIBING = frozenset(("purpose", "reason", "note", "comment", "basis", "other_date"))
_OF_SUMS = frozenset(("total-differs", "balance-does-not-tie"))
_MOST_NAMED = 10


def vouch(kind: Kind, table: Table, reading: Reading) -> None:
    """Refuse every broken cell of the columns that were read, and say of a sum that differs what nobody sees; money
    that nobody sees counts only where a total of the file says so.
    """
    _refuse_broken(table, reading)
    _name_hidden(table, reading)
    is_proven = any(one.is_inside and one.holds for one in reading.controls)
    if kind.is_controlled and kind.is_in_tenge and not is_proven and not reading.has_errors:
        _ask_about_hidden(table, reading)


def _ask_about_hidden(table: Table, reading: Reading) -> None:
    sheet = table.sheet.source if isinstance(table.sheet, LaidOutSheet) and table.sheet.source else table.sheet
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return
    rows = {_parts(sheet.address(row, 0))[1] for row in sheet.hidden_rows}
    columns = {xl_col_to_name(column) for column in sheet.hidden_columns}
    hidden = {}
    for line in reading.lines:
        for cell in (line.cell, *(part.cell for part in line.parts)):
            column, row = _parts(cell)
            if row in rows or column in columns:
                hidden[cell] = line
    if hidden:
        message = _(
            "Nobody who opens the file sees these sums, and no total says that they count: %(cells)s. Show what is "
            "hidden, by a filter or by hand, or delete it."
        )
        cell, line = next(iter(hidden.items()))
        reading.problems.append(Problem(cell, "hidden-sums", message % {"cells": _listed(list(hidden))}, line.row))


def _parts(cell: str) -> tuple[str, str]:
    """`Реестр!E7` → the letters of its column, and its sheet with its row."""
    sheet, mark, place = cell.rpartition("!")
    row = place.lstrip(ascii_uppercase)
    return place[: len(place) - len(row)], f"{sheet}{mark}{row}"


def _refuse_broken(table: Table, reading: Reading) -> None:
    sheet = table.sheet
    if not sheet.broken:
        return
    keys = {place: key for key, place in table.columns.items() if not _only_describes(key, table)}
    refused = {problem.cell for problem in reading.problems if problem.severity == "error"}
    for row, column in sheet.broken:
        cell = sheet.address(row, column)
        if row < table.first_row or column not in keys or cell in refused:
            continue
        broken = sheet.rows[row][column]
        assert isinstance(broken, Broken)
        message = explain_warning(broken.reason, broken.shown)
        reading.reject(sheet.row_number(row), cell, broken.reason, message, broken.shown)


def _only_describes(key: str, table: Table) -> bool:
    return key in DESCRIBING or (key in ("name", "counterparty_name") and table.has("code"))


def _name_hidden(table: Table, reading: Reading) -> None:
    hidden = hidden_in(table)
    if not hidden:
        return
    reading.problems = [
        replace(problem, message=f"{problem.message} {hidden}") if problem.problem in _OF_SUMS else problem
        for problem in reading.problems
    ]


def hidden_in(table: Table) -> str:
    """A sentence that names the rows and columns of the table that a filter or a person hid; empty where all show."""
    sheet = table.sheet
    rows = sorted(row for row in sheet.hidden_rows if row in table.body)
    columns = sorted(column for column in sheet.hidden_columns if column in table.columns.values())
    said = []
    if rows:
        text = _("Hidden rows (by a filter or by hand) are counted too: %(rows)s. Show all rows and check the total.")
        said.append(text % {"rows": _listed([str(sheet.row_number(row)) for row in rows])})
    if columns:
        text = _("Hidden columns are read too: %(columns)s. Show them and check the total.")
        said.append(text % {"columns": _listed([xl_col_to_name(column) for column in columns])})
    return " ".join(said)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + ("…" if len(names) > _MOST_NAMED else "")
