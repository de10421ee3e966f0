"""Rows of accounts above their codes: `3240` over 111 and 113 in a trial balance. They repeat their codes, no rows.

An account of four digits is such a row only where every figure of it is exactly the sum of the codes that follow, down
to a later account or the end; else it stays what it was, a wrong code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.money import ZERO
from imports.columns.typed import Columns
from imports.kinds.kind import Control, Reading
from imports.resolve.codes_in_names import leading_code
from imports.rows.money_rows import Body

_ACCOUNT = re.compile(r"[1-9]\d{3}")
_CODE = re.compile(r"[1-9]\d{2}")


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A row as written: its digits, and its figures in tenge, None where a cell cannot be read."""

    place: int
    digits: str
    figures: tuple[Decimal | None, ...]


def without_accounts(
    scratch: Columns, body: Body, reading: Reading, *, money: Sequence[str], sides: Sequence[tuple[str, str]]
) -> Columns:
    """The columns of `body` without its rows of accounts, which become controls of `reading`.

    `scratch` are the columns of all its rows with a reading of their own; `money` those that an account sums, first
    the one that a control names; `sides` pairs of them, debit and credit, of which an account may state the net.
    """
    known, answers = scratch.context.codes.lives, scratch.context.answers.rows
    codes = [
        "" if number in answers else leading_code(value)
        for number, value in zip(scratch.numbers, scratch.raw("code"), strict=True)
    ]
    digits = ["" if _ACCOUNT.fullmatch(code) and code in known else code for code in codes]
    if not any(map(_ACCOUNT.fullmatch, digits)):
        return scratch
    figures = zip(*(scratch[key] for key in money), strict=True)
    rows = [AccountRow(*row) for row in zip(body.rows, digits, figures, strict=True)]
    pairs = [(money.index(debit), money.index(credit)) for debit, credit in sides]
    found = rows_of_accounts(rows, pairs)
    for row in found:
        cell, number = scratch.table.address(row.place, money[0]), scratch.table.sheet.row_number(row.place)
        amount = row.figures[0]
        reading.controls.append(Control("subtotal", amount, amount, True, cell, number, row.digits))
    places = {row.place for row in found}
    body.rows = [place for place in body.rows if place not in places]
    body.skipped += len(places)
    return scratch.of(body.rows, scratch.reading, [*scratch.stated, *sorted(places)])


def rows_of_accounts(rows: Sequence[AccountRow], sides: Sequence[tuple[int, int]]) -> list[AccountRow]:
    """The accounts that repeat the sums of the codes below them, not all of them zero."""
    found = []
    for at, row in enumerate(rows):
        if not _ACCOUNT.fullmatch(row.digits) or None in row.figures or not any(row.figures):
            continue
        sums = [ZERO] * len(row.figures)
        has_codes = False
        for below, after in zip(rows[at + 1 :], [*rows[at + 2 :], None], strict=False):
            if not _ACCOUNT.fullmatch(below.digits):
                if not _CODE.fullmatch(below.digits) or None in below.figures:
                    break
                sums = [total + (figure or ZERO) for total, figure in zip(sums, below.figures, strict=True)]
                has_codes = True
            is_end = after is None or bool(_ACCOUNT.fullmatch(after.digits))
            if has_codes and is_end and _states(row, sums, sides):
                found.append(row)
                break
    return found


def _states(row: AccountRow, sums: Sequence[Decimal], sides: Sequence[tuple[int, int]]) -> bool:
    expected = list(sums)
    for debit, credit in sides:
        net = sums[debit] - sums[credit]
        if (row.figures[debit], row.figures[credit]) == (max(net, ZERO), max(-net, ZERO)):
            expected[debit], expected[credit] = max(net, ZERO), max(-net, ZERO)
    return list(row.figures) == expected
