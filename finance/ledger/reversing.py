"""Undo: reversing entries in the same month, or in the first open one where that is closed."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from finance.ledger.posting import LedgerError, Posting, closed_months, lock, post
from finance.models import Document, Entry
from finance.months import Month


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that stays, and why. Of what stands beside the ledger `entry` is None and the reason names it."""

    entry: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """What an undo did: its document (None where nothing stood), how many entries it reversed, and what had to stay."""

    document: Document | None
    reversed: int
    kept: tuple[Kept, ...]


# Each names the entries of a document that something was built on: {entry id: reason}. Rooms above add theirs.
_protectors: list[Callable[[Document], dict[int, str]]] = []


def protect(protector: Callable[[Document], dict[int, str]]) -> Callable[[Document], dict[int, str]]:
    """Register a protector; usable as a decorator."""
    if protector not in _protectors:
        _protectors.append(protector)
    return protector


def open_month(month: Month, closed: Collection[Month]) -> Month:
    """`month`, or the first open one after it in its year, period 13 last. Raises LedgerError where none is open."""
    for number in range(month.number, 14):
        candidate = Month(month.year, number)
        if candidate not in closed:
            return candidate
    raise LedgerError(_("Every month of %(year)s from %(month)s on is closed.") % {"year": month.year, "month": month})


@transaction.atomic
def reverse(document: Document, *, user_id: int, reason: str, day: date) -> Reversal:
    """Reverse every entry of `document` that nothing was built on and that is not reversed yet.

    Reversing entries carry the date of what they reverse; the reversal document is dated `day`.
    The document counts as undone once none of its entries stands.
    """
    lock(document.budget_id)
    document.refresh_from_db()
    if document.status == Document.Status.UNDONE:
        raise LedgerError(_("This document is undone already."))
    protected: dict[int, str] = {}
    for protector in _protectors:
        protected |= protector(document)
    standing = list(Entry.objects.filter(document=document, reverses__isnull=True, reversed_by__isnull=True))
    closed = closed_months(document.budget_id)
    postings = [
        Posting(
            e.code_id, open_month(e.month, closed), e.date, e.measure, -e.amount, e.centre, e.row, e.cell, e.number,
            e.counterparty_number, e.counterparty_name, e.contract_number, e.purpose, reverses=e.pk,
        )
        for e in standing
        if e.pk not in protected
    ]  # fmt: skip
    kept = tuple(Kept(e.pk, protected[e.pk]) for e in standing if e.pk in protected)
    if not kept:
        Document.objects.filter(pk=document.pk).update(status=Document.Status.UNDONE)
        document.status = Document.Status.UNDONE
    reversal = None
    if postings:
        reversal = Document.objects.create(
            budget_id=document.budget_id,
            kind=Document.Kind.REVERSAL,
            number=document.number,
            date=day,
            reason=reason,
            batch_number=document.batch_number,
            reverses=document,
            entered_by_id=user_id,
            approved_by_id=user_id,
        )
        post(reversal, postings)
    if document.kind == Document.Kind.TREASURY:
        # An older form of the same month may hold again, even where the one undone had left no remainder.
        from finance import treasury  # noqa: PLC0415 - it writes through this room, so it stands above

        treasury.settle(document.budget_id)
    return Reversal(reversal, len(postings), kept)
