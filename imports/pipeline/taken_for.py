"""What each row of a sheet was taken for, short enough to be kept with a preview of a hundred thousand rows."""

from __future__ import annotations

from collections.abc import Sequence

from imports.pipeline.order import Outcome
from imports.rows.line import DUPLICATE, REJECTED, UNRESOLVED

SKIPPED, TAKEN, CONTROL, BROKEN = "skipped", "taken", "control", "broken"
TOLD_APART = frozenset({DUPLICATE, UNRESOLVED, REJECTED})

# First and last row, counted from 0, what they are, the name of a control
Run = tuple[int, int, str, str]


def runs(outcome: Outcome) -> list[Run]:
    """Runs of rows alike, from the header down; empty where no table was read."""
    table, reading = outcome.found.table, outcome.reading
    if table is None or reading is None:
        return []
    sheet = table.sheet
    is_workbook = sheet.row_numbers is None and sheet.page_lines is None
    places = None if is_workbook else {sheet.row_number(row): row for row in table.body}
    first, size = table.first_row, len(table.body)
    taken = [(SKIPPED, "")] * size

    def mark(number: int | None, what: tuple[str, str]) -> None:
        row = None if number is None else number - 1 if places is None else places.get(number)
        if row is not None and 0 <= row - first < size:
            taken[row - first] = what

    for line in reading.lines:
        mark(line.row, (line.status if line.status in TOLD_APART else TAKEN, ""))
    for control in reading.controls:
        if control.is_inside:
            mark(control.row, (BROKEN if control.holds is False else CONTROL, control.name))
    for number in reading.rejected_rows:
        mark(number, (REJECTED, ""))
    return _joined(taken, first)


def _joined(taken: Sequence[tuple[str, str]], first: int) -> list[Run]:
    joined: list[Run] = []
    for row, what in enumerate(taken, first):
        begin = joined.pop()[0] if joined and joined[-1][2:] == what else row
        joined.append((begin, row, *what))
    return joined
