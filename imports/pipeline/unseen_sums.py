"""Money that nobody sees who opens the file counts only where a total in sight speaks for it.

A total speaks for a sum where it is that of the whole file, a balance of the statement, the first total below the sum
on its sheet, or that of the sum's class. A total at a row of its own, as the year beside its months, speaks for its
hidden columns alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from imports.context import Context
from imports.kinds.kind import Kind, Problem, Reading, Table
from imports.readers.laid_out import LaidOutSheet

_BALANCES = ("opening", "closing")
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Unseen:
    """Rows, each with its sheet, and letters of columns that are hidden."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()

    def hides(self, cell: str) -> bool:
        column, row = parts_of(cell)
        return row in self.rows or column in self.columns


@dataclass(slots=True)
class _Totals:
    """What the totals of a file speak for. `below` are their rows by sheet, each with whether it holds in sight."""

    is_whole: bool = False
    is_whole_across: bool = False
    below: dict[str, list[tuple[int, bool]]] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)


def ask_about_unseen(kind: Kind, table: Table, reading: Reading, context: Context) -> None:
    """Refuse sums that are hidden and that no total in sight speaks for."""
    sheet = table.sheet.source if isinstance(table.sheet, LaidOutSheet) and table.sheet.source else table.sheet
    if not sheet.hidden_rows and not sheet.hidden_columns:
        return
    unseen = Unseen(
        frozenset(parts_of(sheet.address(row, 0))[1] for row in sheet.hidden_rows),
        frozenset(xl_col_to_name(column) for column in sheet.hidden_columns),
    )
    cells = {cell: line for line in reading.lines for cell in (line.cell, *(part.cell for part in line.parts))}
    hidden = {cell: line for cell, line in cells.items() if unseen.hides(cell)}
    if not hidden:
        return
    codes = context.codes.texts
    totals = _totals(kind, table, reading, unseen)
    silent = {
        cell: line for cell, line in hidden.items() if not _speaks(totals, cell, codes.get(line.code or 0, ""), unseen)
    }
    if silent:
        message = _(
            "Nobody who opens the file sees these sums, and no total says that they count: %(cells)s. Show what is "
            "hidden, by a filter or by hand, or delete it."
        )
        cell, line = next(iter(silent.items()))
        reading.problems.append(Problem(cell, "hidden-sums", message % {"cells": listed(list(silent))}, line.row))


def _totals(kind: Kind, table: Table, reading: Reading, unseen: Unseen) -> _Totals:
    found = _Totals()
    own = {parts_of(line.cell)[1] for line in reading.lines}
    whole = kind.total_of(reading.lines)
    years = table.columns.get("year_total")
    for control in (one for one in reading.controls if one.is_inside):
        is_seen = control.holds is True and not (control.cell and unseen.hides(control.cell))
        row = parts_of(control.cell)[1] if control.cell else ""
        if not control.cell:
            is_of_rows = years is not None and years not in table.sheet.hidden_columns
            found.is_whole_across |= is_seen and is_of_rows and control.expected == whole
        elif row not in own:
            found.is_whole |= is_seen and (control.expected == whole or control.name.startswith(_BALANCES))
            sheet, number = _sheet_and_number(row)
            found.below.setdefault(sheet, []).append((number, is_seen))
            found.classes |= {control.code} if is_seen and control.code.endswith("0") else set()
    return found


def _speaks(totals: _Totals, cell: str, code: str, unseen: Unseen) -> bool:
    row = parts_of(cell)[1]
    if totals.is_whole or (totals.is_whole_across and row not in unseen.rows):
        return True
    if code and any(code.startswith(one.rstrip("0")) for one in totals.classes):
        return True
    sheet, number = _sheet_and_number(row)
    return _first_below(totals.below.get(sheet, ()), number)


def _first_below(totals: Sequence[tuple[int, bool]], number: int) -> bool:
    """Whether the nearest row of totals below a row is in sight and holds in every column."""
    nearest = min((at for at, _is_seen in totals if at > number), default=None)
    return nearest is not None and all(is_seen for at, is_seen in totals if at == nearest)


def parts_of(cell: str) -> tuple[str, str]:
    """`Реестр!E7` → the letters of its column, and its sheet with its row."""
    sheet, mark, place = cell.rpartition("!")
    row = place.lstrip(ascii_uppercase)
    return place[: len(place) - len(row)], f"{sheet}{mark}{row}"


def _sheet_and_number(row: str) -> tuple[str, int]:
    sheet, _mark, number = row.rpartition("!")
    return sheet, int(number) if number.isdecimal() else 0


def listed(names: Collection[str]) -> str:
    """The first of many names."""
    few = list(names)[:_MOST_NAMED]
    return ", ".join(few) + ("…" if len(names) > _MOST_NAMED else "")
