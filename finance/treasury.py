"""Form 4-20 is a state of cash: what it says beyond the ledger's own payments is posted as a remainder.

Column 7 is paid since 1 January. The remainder of a code is column 7 minus all other cash of January to the form's
month, posted in that month; it is posted again whenever that other cash changes, so that cash through the form's
date stays column 7.
"""

from collections import defaultdict
from decimal import Decimal

from django.db import transaction

from finance.ledger.posting import Posting, write
from finance.models import Balance, Document, Entry, Measure, TreasuryFigure
from finance.money import ZERO
from finance.months import Month


def forms(budget_id: int) -> list[tuple[Month, Document]]:
    """The posted forms of a budget, oldest period first; of one period only the newest."""
    latest: dict[Month, Document] = {}
    figures = (
        TreasuryFigure.objects.filter(document__budget_id=budget_id, document__status=Document.Status.POSTED)
        .order_by("document_id")
        .values_list("month", "document_id")
        .distinct()
    )
    documents = Document.objects.in_bulk([document_id for _month, document_id in figures])
    for month, document_id in figures:
        latest[month] = documents[document_id]
    return sorted(latest.items(), key=lambda item: item[0])


@transaction.atomic
def settle(budget_id: int) -> int:
    """Re-post every remainder of the budget that no longer fits, oldest form first. Returns the entries written."""
    written = 0
    stale = Document.objects.filter(
        budget_id=budget_id, kind=Document.Kind.TREASURY, status=Document.Status.POSTED
    ).values_list("pk", flat=True)
    if not stale:
        return 0
    active = forms(budget_id)
    superseded = set(stale) - {document.pk for _month, document in active}
    for document in Document.objects.filter(pk__in=superseded):
        written += _replace(document, {}, _standing(document))
    for month, document in active:
        standing = _standing(document)
        wanted = _remainders(budget_id, document, month, standing)
        written += _replace(document, wanted, standing)
    return written


def _standing(document: Document) -> dict[int, list[Entry]]:
    found: defaultdict[int, list[Entry]] = defaultdict(list)
    entries = Entry.objects.filter(document=document, reverses__isnull=True, reversed_by__isnull=True)
    for entry in entries:
        found[entry.code_id].append(entry)
    return dict(found)


def _remainders(
    budget_id: int, document: Document, month: Month, standing: dict[int, list[Entry]]
) -> dict[int, tuple[Decimal, Month, str]]:
    cash: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    through = Balance.objects.filter(
        budget_id=budget_id, measure=Measure.CASH, month__gte=Month(month.year, 1), month__lte=month
    )
    for code_id, amount in through.values_list("code_id", "amount"):
        cash[code_id] += amount
    wanted = {}
    for figure in TreasuryFigure.objects.filter(document=document):
        own = sum((e.amount for e in standing.get(figure.code_id, [])), ZERO)
        wanted[figure.code_id] = (figure.paid_amount - (cash[figure.code_id] - own), month, figure.cell)
    return wanted


def _replace(
    document: Document, wanted: dict[int, tuple[Decimal, Month, str]], standing: dict[int, list[Entry]]
) -> int:
    postings = []
    for code_id in sorted(set(wanted) | set(standing)):
        amount, month, cell = wanted.get(code_id, (ZERO, None, ""))
        entries = standing.get(code_id, [])
        if sum((e.amount for e in entries), ZERO) == amount:
            continue
        postings += [
            Posting(code_id, e.month, e.date, Measure.CASH, -e.amount, cell=e.cell, reverses=e.pk) for e in entries
        ]
        if amount != ZERO and month is not None:
            postings.append(Posting(code_id, month, month.last_day, Measure.CASH, amount, cell=cell))
    if postings:
        write(document, postings)
    return len(postings)
