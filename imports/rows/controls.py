"""Totals a file states are checked against its rows; a total that fails refuses the file.

Which rows a total speaks for is read from its label: all of them, also where it stands above them; those of a code or
month it names; else the block since the last total. A total over a row that was rejected is not reported again: its
`holds` stays open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.money import display
from finance.money import total as total_of
from finance.months import Month
from imports.columns.typed import Columns
from imports.kinds.kind import Control, Line, Problem, Reading, Table
from imports.month_columns import month_of_word
from imports.readers.grid import as_code
from imports.rows.money_rows import Body, StatedRow
from imports.sentences import say

TOTAL_DIFFERS, LEFT_OUT = "total-differs", "left-out"


def state(
    reading: Reading, name: str, figures: tuple[Decimal, Decimal], place: tuple[str, int], *, code: str = "",
    is_open: bool = False, text: str = "", problem: str = TOTAL_DIFFERS, is_doubt: bool = False,
) -> None:  # fmt: skip
    """A figure the file states, at its cell and row, beside what was found: a control, and an error where they differ.

    A control `is_open` where rows were rejected: what they hold could make the difference. `is_doubt`: a difference
    refuses nothing, since sources of counts do not add up themselves. Tenge, or the unit of a count.
    """
    (expected, found), (cell, row) = figures, place
    text = text or _("The total says %(expected)s, its rows add up to %(found)s.")
    message = "" if expected == found else text % {"expected": display(expected), "found": display(found)}
    holds = True if expected == found else None if is_open else False
    reading.controls.append(Control(name, expected, found, holds, cell, row, code, message=message))
    if holds is False and is_doubt:
        doubt = say("%(cell)s: the total says %(expected)s, its rows add up to %(found)s.")
        reading.doubts.append(doubt % {"cell": cell, "expected": _plain(expected), "found": _plain(found)})
    elif holds is False:
        reading.problems.append(Problem(cell, problem, message, row, str(expected)))


def _plain(count: Decimal) -> str | Decimal:
    """A whole count as it is; parts as the reader's language writes them."""
    return f"{count.normalize():f}" if count == count.to_integral_value() else count


def take(
    columns: Columns, body: Body, lines: Sequence[Line | None], *, key: str = "", months: Iterable[Month] | None = None,
    is_doubt: bool = False,
) -> None:  # fmt: skip
    """Keep what the rows of `body` became, None for nothing or a refused row, and check the totals of the column `key`.

    `months` of the file are those of the lines where they are not given.
    """
    reading = columns.reading
    _tell_parts(columns, body)
    good = [line for line in lines if line is not None]
    reading.lines += good
    reading.skipped = body.skipped
    reading.reach(*({line.month for line in good if line.month is not None} if months is None else months))
    if key:
        check_column(columns, body, lines, key, is_doubt=is_doubt)


def part_of_above(text: str) -> str:
    return say("“%(text)s” is part of the row above it, and was not counted again.") % {"text": text}


def _tell_parts(columns: Columns, body: Body) -> None:
    """Name the rows that were counted in the row above them; where the words head rows of their own, ask."""
    table, counted = columns.table, set(body.rows) if body.openings else frozenset()
    for i, _above in body.parts:
        texts = [(at, as_code(v)) for at, v in enumerate(table.sheet.rows[i]) if isinstance(v, str) and v.strip()]
        cell, text = texts[0] if texts else (0, "")
        columns.reading.warn(table.sheet.row_number(i), table.sheet.address(i, cell), LEFT_OUT, part_of_above(text))
    for i, above in body.openings:
        if above in counted:
            number = table.sheet.row_number(i)
            message = _(
                "These words say that the rows below are parts of row %(row)s, so that they would count twice. Delete "
                "that row or its parts."
            ) % {"row": table.sheet.row_number(above)}
            columns.reading.reject(number, table.sheet.address(i, 0), "two-readings", message)


def check_column(
    columns: Columns, body: Body, lines: Sequence[Line | None], key: str, *, is_doubt: bool = False
) -> None:  # fmt: skip
    """Check the totals that the file states in the column `key` against the amounts of `lines`, one for each row."""
    if not body.stated or not columns.table.has(key):
        return
    reading, codes, texts = columns.reading, columns.known("code"), columns.context.codes.texts
    digits = [texts.get(code or 0, "") for code in codes] if codes else [""] * len(lines)
    every = [(i, line, texts.get(line.code or 0, "")) for i, line in zip(body.rows, lines, strict=True) if line]
    rows = [one for one in every if not one[1].is_cancelled]
    cancelled = [(i, line.amount) for i, line, _digits in every if line.is_cancelled and line.amount]
    bad = [(i, text) for i, number, text in zip(body.rows, columns.numbers, digits, strict=True)
           if number in reading.rejected_rows]  # fmt: skip
    stated = columns.stated_amounts(key, [one.row for one in body.stated])
    totals = list(zip(body.stated, stated, strict=True))
    left_out = sorted([*_left_out(columns, key), *cancelled])
    check_totals(columns.table, reading, totals, rows, key=key, rejected=bad, left_out=left_out, is_doubt=is_doubt)


def _left_out(columns: Columns, key: str) -> list[tuple[int, Decimal]]:
    """Rows that do not count with what they say in the column `key`; what cannot be read there says nothing."""
    places = sorted(columns.table.left_out)
    if not places:
        return []
    amounts = columns.of(columns.rows, Reading(), places).stated_amounts(key, places)
    return [(i, amount) for i, amount in zip(places, amounts, strict=True) if amount]


# index of the row, what it became, the digits of its code
Row = tuple[int, Line, str]


def check_totals(
    table: Table,
    reading: Reading,
    stated: Sequence[tuple[StatedRow, Decimal | None]],
    lines: Sequence[Row],
    *,
    key: str,
    rejected: Sequence[tuple[int, str]] = (),
    left_out: Sequence[tuple[int, Decimal]] = (),
    is_doubt: bool = False,
) -> None:
    """Check `stated` totals of the column `key` (tenge) against `lines` (index of the row, line, its code's digits).

    `rejected` are money rows that could not be read: index, and the digits of the code where it is known.
    `left_out` are rows that do not count, index and tenge: a total may count them all the same, all or none.
    """
    position = 0
    block_start = 0
    previous = -1
    for total, expected in stated:
        while position < len(lines) and lines[position][0] < total.row:
            position += 1
        if expected is None or not total.is_total:
            continue
        is_above = position == 0 and previous < 0 and total.is_grand
        before = lines if is_above else lines[:position]
        block = lines[block_start:position]
        code = _code_in(total.label, {digits for _row, _line, digits in before})
        month = _month_in(total.label)
        readings = _readings(total, before, block, code, month)
        has_rejected = any(
            (row < total.row or is_above) and (row > previous or not code or digits in ("", code))
            for row, digits in rejected
        )
        sums = [total_of(line.amount for _row, line, _digits in read) for read in readings]
        apart = [(row, amount) for row, amount in left_out if not code and not month and (is_above or row < total.row)]
        for chosen in (apart, [(row, amount) for row, amount in apart if row > previous]):
            more = total_of(amount for _row, amount in chosen)
            sums += [expected] if more and expected - more in sums else []
        holds = expected in sums
        found = expected if holds else sums[0]
        cell = table.address(total.row, key)
        number = table.sheet.row_number(total.row)
        name = "grand-total" if total.is_grand or (not code and not month and total is stated[-1][0]) else "subtotal"
        state(reading, name, (expected, found), (cell, number), code=code, is_open=has_rejected, is_doubt=is_doubt)
        block_start, previous = position, total.row
    _ask_below(table, reading, stated, lines)


def _ask_below(
    table: Table, reading: Reading, stated: Sequence[tuple[StatedRow, Decimal | None]], lines: Sequence[Row]
) -> None:
    """Rows below a total, the like of those above it, may be the same money told again: each below that of all rows,
    and below another one where all of them are.
    """
    totals = [total for total, expected in stated if total.is_total and expected is not None]
    if not totals:
        return
    last = totals[-1].row if totals[-1].is_grand else next((t.row for t in totals if _is_all_again(t.row, lines)), None)
    rows = table.sheet.rows
    below = {tuple(rows[row]) for row, _line, _digits in lines if last is not None and row > last}
    if last is None or not below:
        return
    if totals[-1].is_grand:
        below &= {tuple(rows[row]) for row, _line, _digits in lines if row < last}
        message = _(
            "The like of this row stands above the total of all rows, in row %(row)s, and is counted in it; this one "
            "is not. Delete what is told again, or that total."
        )
    else:
        message = _(
            "All rows below the total in row %(row)s are the like of rows above it: the same money seems to be told "
            "again. Delete what is told again."
        )
    reading.problems += [
        Problem(line.cell, "two-readings", message % {"row": table.sheet.row_number(last)}, line.row, str(line.amount))
        for row, line, _digits in lines
        if row > last and tuple(rows[row]) in below
    ]


def _is_all_again(total: int, lines: Sequence[Row]) -> bool:
    """Whether several rows stand below a total, and each is the like of one above it."""
    above, below = Counter[object](), Counter[object]()
    for row, line, _digits in lines:
        said = (line.date, line.month, line.amount, line.code, line.name, line.counterparty_name, line.contract_number)
        (above if row < total else below)[said] += 1
    return below.total() > 1 and below <= above and any(line.date for row, line, _digits in lines if row > total)


def _readings(
    total: StatedRow, before: Sequence[Row], block: Sequence[Row], code: str, month: int | None
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
