"""Claims judged against the books: each figure becomes a control that holds, differs or has nothing to meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from finance.models import Measure
from finance.money import ZERO, total
from finance.months import Month
from imports.claims import (
    ACCRUED,
    ALSO_STATED,
    FUNDED,
    MOVED,
    OPENED,
    PAID,
    PAID_APART,
    PLANNED,
    Claim,
    FigurePlace,
)
from imports.kinds.kind import Control
from imports.known_books import Amounts, KnownBooks
from imports.sentences import Sentence, say

NOWHERE = FigurePlace()


def judge(claims: Sequence[Claim], books: KnownBooks | None = None) -> list[Control]:
    """The controls of `claims` as the books are now, in their order. At most four queries; none without claims."""
    if not claims:
        return []
    known = books or KnownBooks(claims)
    return [control for claim in claims for control in _RULES[claim.rule](claim, known)]


def judge_first(claims: Sequence[Claim]) -> tuple[list[Control], list[Claim]]:
    """The controls of `claims` at import, and the claims as they are kept: they remember whether they held."""
    controls, kept = [], []
    books = KnownBooks(claims) if claims else None
    for claim in claims:
        found = judge([claim], books)
        controls += found
        kept.append(replace(claim, was_held=any(control.holds for control in found)))
    return controls, kept


def _each_code(claim: Claim, found: Mapping[str, Decimal] | None, what: str) -> Iterator[Control]:
    """A control for every code of the claim; `found` is None where the books have nothing to compare with."""
    for code, expected in claim.stated.items():
        booked = None if found is None else found.get(code, ZERO)
        message: str = ""
        if booked is not None and booked != expected:
            message = say("Code %(code)s: the file says %(expected)s, %(what)s is %(found)s.") % {
                "code": code,
                "expected": expected,
                "what": what,
                "found": booked,
            }
        yield _control(claim, code, expected, booked, message)


def _control(claim: Claim, code: str, expected: Decimal, found: Decimal | None, message: str) -> Control:
    place = claim.places.get(code, NOWHERE)
    holds = None if found is None else expected == found
    month = claim.first if claim.rule == OPENED else None if claim.rule in (ACCRUED, ALSO_STATED) else claim.last
    return Control(claim.name, expected, found, holds, place.cell, place.row, code, month, False,
                   message if holds is False else "")  # fmt: skip


def _paid(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    held = books.held(claim.budget, Measure.CASH, claim.first, claim.last)
    return _each_code(claim, _unless_empty(held, claim), say("paid by the ledger"))


def _accrued(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    held = books.held(claim.budget, Measure.ACTUAL, claim.first, claim.last)
    return _each_code(claim, held, say("accrued by the ledger"))


def _opened(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    closing = books.closing(claim.budget, claim.first.previous()) if claim.first.number > 1 else None
    found = None if closing is None else {code: Decimal(amount) for code, amount in closing.items()}
    return _each_code(claim, found, say("closing balance of the month before"))


def _unless_empty(amounts: Amounts, claim: Claim) -> Amounts | None:
    """An empty ledger is nothing to compare with, unless it was not empty when the claim held."""
    return amounts if any(amounts.values()) or claim.was_held else None


def _funded(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    held = _unless_empty(books.held(claim.budget, Measure.FUNDING, claim.first, claim.last), claim)
    booked = None if held is None else total(held.values())
    message = say("The fund paid %(received)s in %(month)s, but funding of that month is %(booked)s.") % {
        "received": claim.stated[""],
        "month": str(claim.last),
        "booked": booked or ZERO,
    }
    yield _control(claim, "", claim.stated[""], booked, message)


def _planned(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    assert claim.as_of is not None
    year = books.planned(claim.budget, Month(claim.first.year, 1), Month(claim.first.year, 12), claim.as_of)
    found = books.planned(claim.budget, claim.first, claim.last, claim.as_of)
    labels = {
        "3": say("the plan of the year"),
        "4": say("the plan since January by obligations"),
        "5": say("the plan since January by payments"),
    }
    yield _column(claim, found, labels[claim.facts["column"]], is_known=_unless_empty(year, claim) is not None)


def _paid_apart(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    found = books.paid_apart(claim.budget, claim.first, claim.last)
    since = books.paid_apart(claim.budget, Month(claim.first.year, 1), claim.last)
    yield _column(claim, found, say("the cash of the month"), is_known=_unless_empty(since, claim) is not None)


def _column(claim: Claim, found: Amounts, label: Sentence, *, is_known: bool) -> Control:
    """One control for a column of the form: its codes must agree one by one."""
    stated = claim.stated
    differing = sorted(
        code for code in stated.keys() | found.keys() if stated.get(code, ZERO) != found.get(code, ZERO)
    )  # fmt: skip
    message: str = ""
    holds = not differing if is_known else None
    if holds is False:
        message = say("Form 4-20, column %(column)s: %(label)s differs from the ledger on %(codes)s.") % {
            "column": claim.facts["column"],
            "label": label,
            "codes": ", ".join(differing),
        }
    month = claim.as_of or claim.last
    booked = total(found.values()) if is_known else None
    return Control(claim.name, total(stated.values()), booked, holds, month=month, is_inside=False, message=message)


def _moved(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    flows = [books.held(claim.budget, m, claim.first, claim.last) for m in (Measure.FUNDING, Measure.CASH)]
    found = None
    if all(_unless_empty(flow, claim) is not None for flow in flows):
        funding, cash = (total(flow.values()) for flow in flows)
        found = Decimal(claim.facts["opening"]) + funding - cash
    message = say("%(day)s: the file says %(expected)s, the ledger comes to %(found)s.") % {
        "day": claim.facts["day"], "expected": claim.stated[""], "found": found,
    }  # fmt: skip
    yield _control(claim, "", claim.stated[""], found, message)


def _also_stated(claim: Claim, books: KnownBooks) -> Iterator[Control]:
    day, account = date.fromisoformat(claim.facts["day"]), claim.facts["account"]
    accounts = [account, ""] if claim.facts.get("is_only_account") else [account]
    found = books.balance_of(claim.budget, accounts, day, claim.facts["side"])
    message = say("The statement shows %(amount)s on %(day)s, the balance stated elsewhere is %(known)s.") % {
        "amount": claim.stated[""],
        "day": f"{day:%d.%m.%Y}",
        "known": found or ZERO,
    }
    yield _control(claim, "", claim.stated[""], found, message)


_RULES: Mapping[str, Callable[[Claim, KnownBooks], Iterator[Control]]] = {
    PAID: _paid,
    ACCRUED: _accrued,
    OPENED: _opened,
    FUNDED: _funded,
    PLANNED: _planned,
    PAID_APART: _paid_apart,
    MOVED: _moved,
    ALSO_STATED: _also_stated,
}
