"""What holds for every kind of file once it is read: no broken cell is passed over, and hidden rows are named."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from imports.context import Context
from imports.kinds.kind import Kind, Reading, Table
from imports.pipeline.unseen_sums import ask_about_unseen, listed
from imports.readers.grid import Broken
from imports.refusals import explain_warning

# Columns that describe a row and decide nothing about it.
DESCRIBING = frozenset(("purpose", "reason", "note", "comment", "basis", "other_date"))
_OF_SUMS = frozenset(("total-differs", "balance-does-not-tie"))


def vouch(kind: Kind, table: Table, reading: Reading, context: Context) -> None:
    """Refuse every broken cell of the columns that were read, and say of a sum that differs what nobody sees; money
    that nobody sees counts only where a total in sight says so.
    """
    _refuse_broken(table, reading)
    _name_hidden(table, reading)
    if kind.is_controlled and kind.is_in_tenge and not reading.has_errors:
        ask_about_unseen(kind, table, reading, context)


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
        said.append(text % {"rows": listed([str(sheet.row_number(row)) for row in rows])})
    if columns:
        text = _("Hidden columns are read too: %(columns)s. Show them and check the total.")
        said.append(text % {"columns": listed([xl_col_to_name(column) for column in columns])})
    return " ".join(said)
