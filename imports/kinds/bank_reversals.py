"""Payments that the bank took back: cash below zero, under the code of the payment they take back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from finance.models import Measure
from finance.money import ZERO
from imports import matching
from imports.context import Context
from imports.kinds.kind import NEW, UNRESOLVED, Line
from imports.resolve.payments import Sign
from imports.resolve.reasons import explain


def take_codes(lines: Sequence[Line], context: Context) -> None:
    """Give each reversal the code of its payment, in the file or in the books; it waits where that one waits."""
    back = [ln for ln in lines if ln.amount < ZERO and ln.status in (NEW, UNRESOLVED) and not _is_said(ln)]
    paid = [ln for ln in lines if ln.amount > ZERO]
    for line in back:
        whole = replace(line, amount=-line.amount)
        found = next((one for one in paid if _is_of(one, whole) and matching.same_party(one, _as_posted(whole))), None)
        if found is not None:
            paid.remove(found)
            _as(line, found.code, found, context)
        elif (code := _in_books(whole, context)) is not None:
            _as(line, code, None, context)


def _is_said(line: Line) -> bool:
    return "sign" in line.data and line.data["sign"].rule in ("answer", "file")


def _is_of(paid: Line, whole: Line) -> bool:
    return paid.amount == whole.amount and paid.date is not None and whole.date is not None and paid.date <= whole.date


def _as_posted(line: Line) -> matching.Posted:
    assert line.date is not None
    return matching.Posted(
        0, line.amount, None, None, line.date, line.number, line.counterparty_number, line.counterparty_name
    )


def _in_books(whole: Line, context: Context) -> int | None:
    """The code of the newest payment of this sum to this party on that day or before. One query."""
    budget = context.budget_of(whole.date.year) if whole.date else None
    known = matching.posted(budget.pk, Measure.CASH, [whole]) if budget else []
    same = [one for one in known if one.date <= (whole.date or one.date) and matching.same_party(whole, one)]
    return max(same, key=lambda one: (one.date, one.id)).code if same else None


def _as(line: Line, code: int | None, paid: Line | None, context: Context) -> None:
    line.code = code
    if code is None:
        line.status = UNRESOLVED
        line.offers = paid.offers if paid is not None else ()
        return
    sign = Sign("reversal", context.codes.texts[code], 100)
    line.status, line.confidence, line.reason = NEW, 1.0, explain(sign)
    line.data = {**line.data, "sign": sign}
