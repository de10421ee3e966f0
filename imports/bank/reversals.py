"""Payments that the bank took back: cash below zero, under the code of the payment they take back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from finance.models import Measure
from finance.money import ZERO
from finance.party_numbers import same_document
from imports import matching
from imports.bank.lines import PaymentLine
from imports.context import Context
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED
from imports.matching import Posted
from imports.resolve.payments import Sign

# a payment of the file or of the books
Paid = PaymentLine | Posted


def take_codes(lines: Sequence[PaymentLine], context: Context) -> None:
    """Give each reversal the code of its payment, in the file or in the books; it waits where that one waits.

    A payment is taken back once. Where payments of several codes could be meant, the reversal waits for an answer.
    """
    back = [ln for ln in lines if ln.amount < ZERO and ln.status in (NEW, UNRESOLVED) and not ln.is_said]
    known = [ln for ln in lines if ln.amount < ZERO and ln.status == DUPLICATE]
    paid = _left([ln for ln in lines if ln.amount > ZERO and ln.date is not None], known)
    booked = _booked(back, context)
    for line in back:
        own = _of(line, paid)
        found = own or _of(line, booked)
        if not found:
            continue
        if len({one.code for one in found}) > 1:
            line.code, line.status = None, UNRESOLVED
            line.offers = tuple(sorted({context.codes.texts[one.code] for one in found if one.code is not None}))
            continue
        chosen = max(found, key=_when)
        (paid if own else booked).remove(chosen)
        if isinstance(chosen, PaymentLine):
            booked = [one for one in booked if isinstance(one, Posted) and one.id != chosen.entry]
        _as(line, chosen.code, chosen.offers if isinstance(chosen, PaymentLine) else (), context)


def _of(back: Paid, payments: Sequence[Paid]) -> list[Paid]:
    """Payments of that sum to that party, on that day or before; those of the same number, where there are any."""
    day = back.date
    same = [
        one
        for one in payments
        if one.amount == -back.amount and day is not None and one.date is not None and one.date <= day
        and matching.same_party(back, one)
    ]  # fmt: skip
    numbered = [one for one in same if back.number and same_document(back.number, one.number)]
    return numbered or same


def _when(one: Paid) -> tuple[date | None, int]:
    return one.date, one.id if isinstance(one, Posted) else one.row


def _booked(back: Sequence[PaymentLine], context: Context) -> list[Paid]:
    """Payments of the books that could be taken back, without those that were already. A query for each year."""
    found: list[Paid] = []
    for year in sorted({line.date.year for line in back if line.date is not None}):
        budget = context.budget_of(year)
        of_year = [line for line in back if line.date is not None and line.date.year == year]
        both = [replace(line, amount=amount) for line in of_year for amount in (line.amount, -line.amount)]
        entries = matching.posted(budget.pk, Measure.CASH, both) if budget is not None else []
        found += _left([one for one in entries if one.amount > ZERO], [one for one in entries if one.amount < ZERO])
    return found


def _left(payments: Iterable[Paid], reversals: Iterable[Paid]) -> list[Paid]:
    """Payments without the newest that each reversal took back."""
    left = list(payments)
    for back in sorted(reversals, key=_when):
        if same := _of(back, left):
            left.remove(max(same, key=_when))
    return left


def _as(line: PaymentLine, code: int | None, offers: tuple[str, ...], context: Context) -> None:
    line.code = code
    if code is None:
        line.status, line.offers = UNRESOLVED, offers
        return
    line.status = NEW
    line.explain(Sign("reversal", context.codes.texts[code], 100))
