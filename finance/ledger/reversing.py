"""Undo: reversing entries in the same month, or in the first open one where that is closed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import rooms
from finance.ledger.posting import ClosedMonthError, Posting, closed_months, lock, open_month, write_each
from finance.models import CashBalance, Document, Entry
from finance.months import Month
from finance.refusals import LedgerError


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry that stays, and why. Of what stands beside the ledger `entry` is None and the reason names it."""

    entry: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """What an undo did: its document (None where nothing stood), how many entries it reversed, and what had to stay."""

    document: Document | None
    reversed: int
    kept: tuple[KeptEntry, ...]


def reverse(document: Document, *, user: User, reason: str, day: date) -> Reversal:
    """Reverse every entry of `document` that nothing was built on and that is not reversed yet.

    Reversing entries carry the date of what they reverse, or that from which it may count; the reversal document is
    dated `day`.
    The document counts as undone once none of its entries stands.
    """
    [done] = reverse_each([document], user=user, reason=reason, day=day)
    return done


@transaction.atomic
def reverse_each(
    documents: Sequence[Document], *, user: User, reason: str, day: date, approved_by: User | None = None
) -> list[Reversal]:
    """`reverse` for documents of one budget that do not stand on each other, at the cost of one.

    What one person may reverse needs nobody else: without `approved_by` it is `user` again.
    """
    budget_id = documents[0].budget_id
    lock(budget_id)
    statuses = dict(Document.objects.filter(pk__in=[d.pk for d in documents]).values_list("pk", "status"))
    if Document.Status.UNDONE in statuses.values():
        raise LedgerError(_("This document is undone already."))
    protected = rooms.protected(documents)
    standing: defaultdict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.standing().filter(document__in=documents)
    for entry in entries.order_by("pk"):
        standing[entry.document_id].append(entry)
    closed = closed_months(budget_id)
    stated = CashBalance.objects.filter(document__in=documents).values_list("date", flat=True)
    if closed and (taken := closed & {Month.of(day) for day in stated}):
        raise ClosedMonthError(taken)
    found = [_parted(document, standing[document.pk], protected, closed) for document in documents]
    undone = [document for document, _postings, kept in found if not kept]
    Document.objects.filter(pk__in=[document.pk for document in undone]).update(
        status=Document.Status.UNDONE, undone_at=timezone.now()
    )
    for document in documents:
        document.status = Document.Status.UNDONE if document in undone else statuses[document.pk]
    reversals = _reversals(
        [document for document, postings, _kept in found if postings], (user, approved_by or user), reason, day
    )
    write_each([(reversals[document.pk], postings) for document, postings, _kept in found if postings])
    rooms.settle(documents, {posting.measure for _document, postings, _kept in found for posting in postings})
    return [Reversal(reversals.get(document.pk), len(postings), kept) for document, postings, kept in found]


Parted = tuple[Document, list[Posting], tuple[KeptEntry, ...]]


def _parted(document: Document, standing: Sequence[Entry], protected: Mapping[int, str], closed: set[Month]) -> Parted:
    """What reverses the entries of a document, and what of them is kept."""
    postings = [
        Posting(
            e.code_id, open_month(e.month, closed), e.date, e.measure, -e.amount, e.centre, e.row, e.cell, e.number,
            e.counterparty_number, e.counterparty_name, e.contract_number, e.purpose, reverses=e.pk,
        )
        for e in standing
        if e.pk not in protected
    ]  # fmt: skip
    return document, postings, tuple(KeptEntry(e.pk, protected[e.pk]) for e in standing if e.pk in protected)


def _reversals(documents: Sequence[Document], people: tuple[User, User], reason: str, day: date) -> dict[int, Document]:
    """The document that reverses each, by the id of what it reverses. `people`: who entered and who approved it."""
    entered_by, approved_by = people
    made = Document.objects.bulk_create(
        [
            Document(
                budget_id=document.budget_id,
                kind=Document.Kind.REVERSAL,
                number=document.number,
                date=day,
                reason=reason,
                batch_number=document.batch_number,
                reverses=document,
                entered_by=entered_by,
                approved_by=approved_by,
            )
            for document in documents
        ],
        batch_size=500,
    )
    return {document.pk: reversal for document, reversal in zip(documents, made, strict=True)}
