"""The end of a contract: closing or expiry releases what was reserved and not accepted."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.clock import today
from finance.ledger import LedgerError, lock
from finance.ledger.posting import closed_months, open_month
from finance.models import Budget, Document
from finance.money import display, total, totals
from finance.months import Month, year_months
from finance.rights import Approval
from procurement.commitments import posting, reserve
from procurement.contract_sums import committed, committed_at, used
from procurement.models import Contract
from procurement.papers import PaperError, PaperLine, PaperProblem


def unused(root: Contract, budget: Budget, day: date) -> list[PaperLine]:
    """Negative lines that take back what was reserved and not used, the latest open months first.

    What was reserved in closed months is taken back in the first open month from `day`'s on; in period 13 once the
    year is over. Each site gives back what it did not use; what another site used beyond its own comes off the rest.
    """
    held, closed = committed_at(root), closed_months(budget.pk)
    at_sites = totals(((code, site), amount) for (code, _month, site), amount in held.items())
    for place, amount in used(root).items():
        at_sites[place] -= amount
    left = totals((code, amount) for (code, _site), amount in at_sites.items())
    lines = []

    def take(code: int, month: Month, site: str, most: Decimal) -> None:
        amount = min(most, at_sites[code, site], left[code])
        if amount > 0:
            lines.append(PaperLine(code, month, -amount, site=site))
            at_sites[code, site] -= amount
            left[code] -= amount

    for code, month, site in sorted(held, key=lambda key: key[1], reverse=True):
        if month not in closed:
            take(code, month, site, held[code, month, site])
    if any(amount > 0 for amount in left.values()):
        at = Month.of(day) if day.year == budget.year else Month(budget.year, 12)
        at = open_month(at, closed)
        for (code, site), amount in list(at_sites.items()):
            take(code, at, site, amount)
    return lines


def closing_problems(root: Contract, day: date, reason: str) -> list[PaperProblem]:
    """What speaks against closing `root` as of `day`, all at once."""
    problems = []
    if not root.is_in_force:
        problems.append(PaperProblem("contract", _("Only a contract in force can be closed.")))
    if day < root.signed_on:
        problems.append(PaperProblem("day", _("It cannot be closed before it was signed.")))
    if not reason.strip():
        problems.append(PaperProblem("reason", _("Give the reason for closing the contract.")))
    waiting = Document.Status.DRAFT
    if root.acts.filter(document__status=waiting).exists() or root.agreements.filter(document__status=waiting).exists():
        message = _("Acts or agreements wait for approval under the contract. Approve or discard them first.")
        problems.append(PaperProblem("contract", message))
    return problems


@dataclass(frozen=True, slots=True)
class Released:
    """What closing takes back of a code and month: reserved before, released now. Tenge."""

    code: int
    month: Month
    reserved: Decimal
    released: Decimal

    @property
    def stays(self) -> Decimal:
        return self.reserved - self.released


def released_by_month(root: Contract, day: date) -> list[Released]:
    """Every code and month of the contract with what closing as of `day` would release. Raises LedgerError.

    Released where nothing is reserved is what stands in closed months.
    """
    held = committed(root)
    back = totals(((line.code, line.month), -line.amount) for line in unused(root, root.budget, last_day(root, day)))
    keys = sorted({key for key, amount in held.items() if amount} | back.keys(), key=lambda key: (key[1], key[0]))
    return [Released(code, month, held[code, month], back[code, month]) for code, month in keys]


def digest(paper: Document, lines: Iterable[Released]) -> str:
    """Of what closing by `paper` would release, line by line: an approver says yes to that and nothing else."""
    said = "|".join(f"{line.code},{line.month},{line.reserved},{line.released}" for line in lines)
    return hashlib.sha256(f"{paper.pk}|{said}".encode()).hexdigest()[:32]


def last_day(root: Contract, day: date) -> date:
    """The day a release counts from: 31 December of the budget's year at the latest."""
    return min(day, date(root.budget.year, 12, 31))


@transaction.atomic
def close(root: Contract, *, day: date, reason: str, people: Approval) -> Decimal:
    """Close a contract or let it expire, as of `day`, and return the tenge released. Raises PaperError, LedgerError.

    The release counts from `day` on, and not later than 31 December of the budget's year. A closing that waits for
    approval gives way to this one.
    """
    budget = lock(root.budget_id)
    root = _standing(root)
    problems = closing_problems(root, day, reason)
    if problems:
        raise PaperError(problems)
    people.require()
    waiting = waiting_closing(root)
    if waiting is not None:
        Document.objects.filter(pk=waiting.pk).update(status=Document.Status.UNDONE)
    signed = {"entered_by": people.entered_by, "approved_by": people.approved_by}
    return _release(root, _paper(root, budget, day, reason, **signed))


def waiting_closing(root: Contract) -> Document | None:
    """The closing that waits for another person."""
    return root.release if root.release is not None and root.release.status == Document.Status.DRAFT else None


@transaction.atomic
def draft_closing(root: Contract, *, day: date, reason: str, entered_by: User) -> None:
    """Keep a closing for another person to approve; nothing is released yet. Raises PaperError."""
    budget = lock(root.budget_id)
    root = _standing(root)
    problems = closing_problems(root, day, reason)
    if waiting_closing(root) is not None:
        problems.append(PaperProblem("contract", _("A closing of this contract waits for approval already.")))
    if day > today():
        problems.append(PaperProblem("day", _("It cannot be closed on a day that has not come.")))
    closed = closed_months(budget.pk)
    # With the whole rest of the year closed, the release goes to period 13.
    if day.year == budget.year and Month.of(day) in closed and not closed.issuperset(_rest_of_year(day)):
        problems.append(PaperProblem("day", _("The month of this day is closed. Choose a day in an open month.")))
    if problems:
        raise PaperError(problems)
    paper = _paper(root, budget, day, reason, entered_by=entered_by, status=Document.Status.DRAFT)
    Contract.objects.filter(pk=root.pk).update(release=paper)


@transaction.atomic
def approve_closing(root: Contract, *, approved_by: User, seen: str | None = None) -> Decimal:
    """Close as drafted and return the tenge released. Who drafted it may not approve it.

    `seen` is the digest of what a page showed to the approver. Raises PaperError, LedgerError.
    """
    lock(root.budget_id)
    root = _standing(root)
    paper = waiting_closing(root)
    if paper is None:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    Approval(paper.entered_by, approved_by).require()
    problems = closing_problems(root, paper.date, paper.reason)
    if problems:
        raise PaperError(problems)
    lines = released_by_month(root, paper.date)
    if seen is not None and seen != digest(paper, lines):
        message = _("Now %(released)s would be released, not what was shown. Look at it once more, then approve it.")
        raise LedgerError(message % {"released": display(total(line.released for line in lines))})
    paper.put_in_force(approved_by)
    return _release(root, paper)


@transaction.atomic
def discard_closing(root: Contract, *, user: User) -> None:
    """Give a drafted closing up; the contract stays in force."""
    lock(root.budget_id)
    root = _standing(root)
    waiting = waiting_closing(root)
    if waiting is None:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    Document.objects.filter(pk=waiting.pk).update(status=Document.Status.UNDONE)
    Contract.objects.filter(pk=root.pk).update(release=None)
    record("procurement.closing.discarded", user=user, data={"contract": root.pk, "document": waiting.pk})


def _rest_of_year(day: date) -> list[Month]:
    return year_months(day.year)[day.month :]


def _standing(root: Contract) -> Contract:
    """The contract as it stands under the lock."""
    return Contract.objects.select_related("document", "release__entered_by", "supplier", "budget").get(pk=root.pk)


def _paper(root: Contract, budget: Budget, day: date, reason: str, **fields: Any) -> Document:
    return Document.objects.create(
        budget=budget, kind=Document.Kind.RELEASE, number=root.number, date=last_day(root, day),
        reason=reason.strip(), **fields,
    )  # fmt: skip


def _release(root: Contract, paper: Document) -> Decimal:
    """Take back what is unused under the approved `paper` and mark the contract closed."""
    lines = unused(root, root.budget, paper.date)
    reserve(paper, [posting(root, line, paper.date, number=root.number) for line in lines])
    Contract.objects.filter(pk=root.pk).update(status=Contract.Status.CLOSED, closed_on=paper.date, release=paper)
    return -total(line.amount for line in lines)
