"""Totals a file states are checked against its rows; a total that fails refuses the file.

Which rows a total speaks for is read from its label: all of them, those of a code or month it names, else the block
since the last total. A total over a row that was rejected is not reported again: its `holds` stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.money import ZERO, display
from imports.kinds.kind import Control, Line, Problem, Reading, Table
from imports.kinds.rows import Stated
from imports.month_columns import month_of_word

TOTAL_DIFFERS = "total-differs"

# index of the row, what it became, the digits of its code
Row = tuple[int, Line, str]


def check_totals(
    table: Table,
    reading: Reading,
    stated: Sequence[tuple[Stated, Decimal | None]],
    lines: Sequence[Row],
    *,
    key: str,
    rejected: Sequence[tuple[int, str]] = (),
) -> None:
    """Check `stated` totals of the column `key` (tenge) against `lines` (index of the row, line, its code's digits).

    `rejected` are money rows that could not be read: index, and the digits of the code where it is known.
    """
    position = 0
    block_start = 0
    previous = -1
    for total, expected in stated:
        while position < len(lines) and lines[position][0] < total.row:
            position += 1
        if expected is None or not total.is_total:
            continue
        before = lines[:position]
        block = lines[block_start:position]
        code = _code_in(total.label, {digits for _row, _line, digits in before})
        month = _month_in(total.label)
        readings = _readings(total, before, block, code, month)
        has_rejected = any(
            row < total.row and (row > previous or not code or digits in ("", code)) for row, digits in rejected
        )
        sums = [sum((line.amount for _row, line, _digits in chosen), ZERO) for chosen in readings]
        holds = expected in sums
        found = expected if holds else sums[0]
        cell = table.address(total.row, key)
        number = table.sheet.row_number(total.row)
        name = "grand-total" if total.is_grand or (not code and not month and total is stated[-1][0]) else "subtotal"
        state: bool | None = holds if holds or not has_rejected else None
        message = _("The total says %(expected)s, its rows add up to %(found)s.") % {
            "expected": display(expected),
            "found": display(found),
        }
        reading.controls.append(
            Control(name, expected, found, state, cell, number, code or "", message="" if holds else message)
        )
        if state is False:
            reading.problems.append(Problem(cell, TOTAL_DIFFERS, message, number, str(expected)))
        block_start, previous = position, total.row


def _readings(
    total: Stated, before: Sequence[Row], block: Sequence[Row], code: str, month: int | None
) -> list[Sequence[Row]]:
    if total.is_grand:
        return [before]
    readings: list[Sequence[Row]] = []
    if code:
        readings.append([item for item in before if item[2] == code])
    if month:
        readings.append([item for item in before if item[1].date and item[1].date.month == month])
    readings.append(block)
    if not code and not month:
        readings.append(before)
    return readings


def _code_in(label: str, codes: set[str]) -> str:
    return next((word for word in re.findall(r"\d+", label) if word in codes), "")


def _month_in(label: str) -> int | None:
    return next((number for word in label.split() if (number := month_of_word(word))), None)
