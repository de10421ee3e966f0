"""Warnings before money would count twice: what posting would break in books that tie now, and payments like others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from finance import cash
from finance.cash import Flow, StatedBalances
from finance.execution import balances, flows
from finance.models import Budget, Measure
from finance.money import ZERO, total, totals
from finance.months import Month, year_months
from imports.kinds.kind import NEW, UNRESOLVED, Line, Reading
from imports.matching import Posted
from imports.sentences import say

RESEMBLES, OVER, MISSED = "resembles-posted", "over-money-received", "closing-balance-missed"
MOST_NAMED = 50
Moves = Mapping[Month, Decimal]


def warn_of_likeness(
    reading: Reading, lines: Iterable[Line], known: Iterable[Posted], is_same_party: Callable[[Line, Posted], bool]
) -> None:
    """New payments of a day, sum and payee that the books hold under another number; `known` are answered by no row."""
    shelf: defaultdict[tuple, list[Posted]] = defaultdict(list)
    for entry in known:
        shelf[entry.amount, entry.date].append(entry)
    named = 0
    for line in lines if shelf else ():
        alike = shelf.get((line.amount, line.date), ()) if line.status == NEW else ()
        found = next((one for one in alike if is_same_party(line, one)), None)
        if found is None:
            continue
        shelf[line.amount, line.date].remove(found)
        named += 1
        if named <= MOST_NAMED:
            text = say("The books hold the same sum of this day to the same payee as number %(number)s. Is it another?")
            reading.warn(line.row, line.cell, RESEMBLES, text % {"number": found.number or "—"}, line.number)


def warn_of_sums(reading: Reading, budget: Budget, paid: Moves, received: Moves) -> None:
    """What the new payments and the new money would break: a stated closing balance that is met, money that is there.

    Two queries. Nothing is said where nobody stated cash.
    """
    if not any(paid.values()) and not any(received.values()):
        return
    stated = cash.stated_balances([budget], budget.year)[budget.pk]
    if not stated:
        return
    held = balances([budget.pk], budget.year, [Measure.FUNDING, Measure.CASH])
    before = flows(row[1:] for row in held)
    after = dict(before)
    for month in {*paid, *received}:
        funding, spent = before.get(month.calendar, (ZERO, ZERO))
        after[month.calendar] = (funding + received.get(month, ZERO), spent + paid.get(month, ZERO))
    messages = [*_missed(stated, before, after), *_over(stated, before, after, budget.year)]
    for key, message in messages:
        reading.warn(None, "", key, message)


def _missed(stated: StatedBalances, before: Flow, after: Flow) -> Iterator[tuple[str, str]]:
    """Months whose stated closing balance the books meet now and would miss."""
    for month in sorted(after):
        if after[month] == before.get(month, (ZERO, ZERO)):
            continue
        now, then = (_difference(stated, flow, month) for flow in (before, after))
        if now == ZERO and then:
            text = say(
                "The books meet the closing balance of %(month)s; after posting they would miss it by %(amount)s."
            )
            yield MISSED, text % {"month": month, "amount": abs(then)}


def _difference(stated: StatedBalances, flow: Flow, month: Month) -> Decimal | None:
    closing = cash.closing(stated, month)
    if closing is None:
        return None
    funding, spent = flow.get(month, (ZERO, ZERO))
    return closing - cash.opening(stated, flow, month)[0] - funding + spent


def _over(stated: StatedBalances, before: Flow, after: Flow, year: int) -> Iterator[tuple[str, str]]:
    """Where more would be paid than was there and came in, though it is not so now."""
    if not any(funding for funding, _spent in after.values()):
        return
    first = next((month for month in year_months(year) if cash.opening(stated, {}, month)[1]), None)
    if first is None:
        return
    opening = cash.opening(stated, {}, first)[0]
    for month in sorted(after):
        if month < first:
            continue
        now, then = (_left(opening, flow, first, month) for flow in (before, after))
        if then < ZERO <= now:
            text = say(
                "Through %(month)s, %(amount)s more would be paid than was there and came in: payments may be twice, "
                "or money received is missing."
            )
            yield OVER, text % {"month": month, "amount": -then}
            return


def _left(opening: Decimal, flow: Flow, first: Month, through: Month) -> Decimal:
    moves = [moved for month, moved in flow.items() if first <= month <= through]
    return opening + total(funding - spent for funding, spent in moves)


def moves_of(lines: Sequence[Line]) -> dict[Month, Decimal]:
    """Sums by month that are new, or will be once somebody has answered."""
    new = (line for line in lines if line.status in (NEW, UNRESOLVED))
    return dict(totals((line.month, line.amount) for line in new if line.month is not None))
