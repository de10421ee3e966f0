"""Balances of accounts as a bank states them: kept as stated cash, so that the month can be closed against them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance import cash
from finance.models import Budget, CashBalance, Document
from finance.money import as_text, total
from finance.months import Month, span
from imports.bank.statement import AccountSection, Movement
from imports.context import Context, Job
from imports.kinds.balances import in_force
from imports.kinds.kind import DUPLICATE, NEW, Reading
from imports.sentences import say

DIFFERS, CLOSED = "differs", "closed"
OPENING, CLOSING, MONTH_END = "opening", "closing", "month-end"


@dataclass(slots=True)
class StatementBalance:
    """What an account holds at the end of `day`, tenge; it counts for the budget of `year`.

    `side` says whether the statement opens or closes with it, or comes to it at a month's end in between. `status` is
    NEW, DUPLICATE, `differs` from what is stated for the day, or of a month that is `closed`.
    """

    account: str
    day: date
    amount: Decimal
    year: int
    side: str
    cell: str = ""
    status: str = NEW

    def as_json(self) -> dict[str, Any]:
        return {
            "account": self.account, "date": self.day.isoformat(), "amount": as_text(self.amount), "side": self.side,
            "cell": self.cell or None, "status": self.status,
        }  # fmt: skip


def balances_of(sections: Sequence[AccountSection], movements: Sequence[Movement]) -> list[StatementBalance]:
    """First opening, last closing and month ends between of every account whose days are known. Pure.

    A statement opens with what the day before ended with. Month ends are added up from the opening, and only where
    the statement itself comes to its closing balance.
    """
    found: list[StatementBalance] = []
    for account in dict.fromkeys(section.account for section in sections):
        own = [one for one in sections if one.account == account and one.first is not None and one.last is not None]
        opens = min((s for s in own if s.opening), key=_first, default=None)
        closes = max((s for s in own if s.closing), key=_last, default=None)
        if opens is not None and opens.opening is not None:
            day = _first(opens) - timedelta(days=1)
            at = (opens.opening.amount, _first(opens).year, OPENING, opens.opening.cell)
            found.append(StatementBalance(account, day, *at))
        if opens is not None and closes is not None:
            found += _month_ends(account, opens, closes, [m for m in movements if any(s.covers(m) for s in own)])
        if closes is not None and closes.closing is not None:
            day = _last(closes)
            found.append(StatementBalance(account, day, closes.closing.amount, day.year, CLOSING, closes.closing.cell))
    return found


def _first(section: AccountSection) -> date:
    return section.first or date.max


def _last(section: AccountSection) -> date:
    return section.last or date.min


def _month_ends(
    account: str, opens: AccountSection, closes: AccountSection, movements: Sequence[Movement]
) -> Iterator[StatementBalance]:
    assert opens.opening is not None
    assert closes.closing is not None
    opening, first, last = opens.opening.amount, _first(opens), _last(closes)
    if opening + total(m.received - m.spent for m in movements) != closes.closing.amount:
        return
    for month in span(Month.of(first), Month.of(last)):
        end = month.last_day
        if end >= last:
            continue
        amount = opening + total(m.received - m.spent for m in movements if m.day <= end)
        yield StatementBalance(account, end, amount, end.year, MONTH_END)
        if month.number == Month(end.year, 12).number:
            yield StatementBalance(account, end, amount, end.year + 1, MONTH_END)


def place(
    balances: Iterable[StatementBalance], movements: Sequence[Movement], context: Context, reading: Reading
) -> list[StatementBalance]:
    """Balances under the account that the file, or its movements, or the facility's list alone can mean."""
    placed: list[StatementBalance] = []
    is_nameless = False
    for one in balances:
        one.account = one.account or _only_account(movements, context)
        if one.account or not context.own_accounts:
            placed.append(one)
        else:
            is_nameless = True
    if is_nameless:
        reading.notes.append(
            _("The statement does not say which account it is of, so its balances were not kept: name it in its title.")
        )
    return placed


def _only_account(movements: Sequence[Movement], context: Context) -> str:
    own = {(m.payer if m.spent else m.payee).account for m in movements} & context.own_accounts
    known = own or context.own_accounts
    return next(iter(known)) if len(known) == 1 else ""


def compare(balances: Iterable[StatementBalance], context: Context, reading: Reading) -> None:
    """Say of each balance whether it is new; one that differs from what stands is a doubt and is not kept."""
    placed = [(one, budget) for one in balances if (budget := context.budget_of(one.year)) is not None]
    standing = in_force({budget.pk for _one, budget in placed})
    for one, budget in placed:
        accounts = [one.account, ""] if len(context.own_accounts) <= 1 else [one.account]
        known = next((standing[key] for a in accounts if (key := (budget.pk, one.day, a)) in standing), None)
        if known is not None:
            one.status = DUPLICATE if known == one.amount else DIFFERS
        elif Month.of(one.day) in context.closed(budget.pk):
            one.status = CLOSED
            message = say("%(month)s is closed, so the balance of account %(account)s on %(day)s was not kept.")
            values = {"month": str(Month.of(one.day)), "account": one.account, "day": f"{one.day:%d.%m.%Y}"}
            reading.doubts.append(message % values)
        if one.status == DIFFERS and len(context.own_accounts) > 1:
            message = say("Account %(account)s on %(day)s: the statement says %(stated)s, stated before: %(known)s.")
            reading.doubts.append(message % {"account": one.account, "day": f"{one.day:%d.%m.%Y}",
                                             "stated": one.amount, "known": known})  # fmt: skip
    _doubt_other_budget(placed, reading)


def _doubt_other_budget(placed: Sequence[tuple[StatementBalance, Budget]], reading: Reading) -> None:
    """An account whose balances stand in another budget of the same year: the wrong budget may be chosen."""
    accounts = {one.account for one, _budget in placed if one.account}
    years, ids = {one.year for one, _budget in placed}, {budget.pk for _one, budget in placed}
    elsewhere = CashBalance.objects.filter(account__in=accounts, document__status=Document.Status.POSTED).exclude(
        budget__in=ids
    )
    said = elsewhere.filter(budget__year__in=years).order_by().values_list("account", "budget__key").distinct()
    for account, key in said:
        message = say("Account %(account)s was of budget %(key)s until now. Look whether this file is for that one.")
        reading.doubts.append(message % {"account": account, "key": key})


def post(balances: Iterable[StatementBalance], job: Job) -> None:
    """Keep the new ones, under a document of each budget."""
    new: defaultdict[Budget, list[StatementBalance]] = defaultdict(list)
    for one in balances:
        budget = job.context.budget_of(one.year)
        if one.status == NEW and budget is not None:
            new[budget].append(one)
    kept = []
    for budget, own in sorted(new.items(), key=lambda item: item[0].year):
        document = job.document(budget, Document.Kind.BALANCES, day=max(one.day for one in own))
        kept += [
            CashBalance(budget=budget, account=one.account, date=one.day, amount=one.amount, document=document,
                        cell=one.cell)
            for one in own
        ]  # fmt: skip
    cash.keep(kept)
