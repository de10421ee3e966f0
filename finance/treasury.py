"""Form 4-20 is a state of cash: what it says beyond the ledger's own payments is posted as a remainder.

Column 7 is paid since 1 January. The remainder of a code is column 7 minus all other cash of January to the form's
month, posted in that month; it is posted again whenever that other cash changes, so that cash through the form's
date stays column 7.

A form speaks for the codes it names. A newer form of the same month takes over the codes it names too; a form that
arrives after one of a later month changes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from finance.asking_once import once_for_all
from finance.ledger.declaring import Change
from finance.ledger.posting import Posting, closed_months, lock, write
from finance.models import Balance, Document, Entry, Measure, TreasuryFigure
from finance.money import ZERO, totals
from finance.months import Month, span


@dataclass(frozen=True, slots=True)
class Remainder:
    """One code of one form: column 7 in tenge, or `None` where another form took over, and the entries that stand."""

    document: Document
    code: int
    paid_amount: Decimal | None
    cell: str
    standing: list[Entry]


@transaction.atomic
def declare(document: Document, month: Month, figures: Mapping[int, tuple[Decimal, str]]) -> list[Change]:
    """Keep a form's column 7 (code id → tenge, cell) and post the remainders.

    Returns cash since January, before → after, of every code named.
    Raises ClosedMonthError where every month of the form's period is closed and a remainder is due.
    """
    lock(document.budget_id)
    before = _cash_since_january(document.budget_id, month)
    TreasuryFigure.objects.bulk_create(
        TreasuryFigure(document=document, code_id=code, month=month, paid_amount=amount, cell=cell)
        for code, (amount, cell) in figures.items()
    )
    settle(document.budget_id)
    after = _cash_since_january(document.budget_id, month)
    return [
        Change(code, month, before.get(code, ZERO), after.get(code, ZERO), cell)
        for code, (_amount, cell) in figures.items()
    ]


def settle_after(documents: Sequence[Document], measures: Collection[str]) -> None:
    """Move what forms left over once cash moved, or a form went and an older one of its month holds again."""
    if Measure.CASH in measures or any(document.kind == Document.Kind.TREASURY for document in documents):
        settle(documents[0].budget_id)


@transaction.atomic
def settle(budget_id: int) -> int:
    """Re-post every remainder of the budget that no longer fits, earliest month first. Returns the entries written."""
    figures = _posted_figures([budget_id])
    if not figures:
        return 0
    lock(budget_id)
    closed = closed_months(budget_id)
    active = _in_force(figures)
    standing = _standing({figure.document_id for figure in figures})
    of_document = {figure.document_id: figure for figure in figures}
    wanted: defaultdict[Month, list[Remainder]] = defaultdict(list)
    for (document_id, code), entries in standing.items():
        if (document_id, code) not in active:
            figure = of_document[document_id]
            wanted[figure.month].append(Remainder(figure.document, code, None, "", entries))
    for key, figure in active.items():
        wanted[figure.month].append(
            Remainder(figure.document, figure.code_id, figure.paid_amount, figure.cell, standing.get(key, []))
        )
    return sum(_settle_month(budget_id, month, wanted[month], closed) for month in sorted(wanted))


def _settle_month(budget_id: int, month: Month, remainders: list[Remainder], closed: set[Month]) -> int:
    cash = _cash_since_january(budget_id, month)
    postings: defaultdict[int, list[Posting]] = defaultdict(list)
    documents = {remainder.document.pk: remainder.document for remainder in remainders}
    # What no longer holds goes first: what takes its place is measured without it.
    for remainder in sorted(remainders, key=lambda r: r.paid_amount is not None):
        own = sum((entry.amount for entry in remainder.standing), ZERO)
        others = cash.get(remainder.code, ZERO) - own
        amount = ZERO if remainder.paid_amount is None else remainder.paid_amount - others
        postings[remainder.document.pk] += _replacing(remainder, month, amount, closed)
        cash[remainder.code] = others + amount
    for key, of_document in postings.items():
        if of_document:
            write(documents[key], of_document)
    return sum(map(len, postings.values()))


@once_for_all
def forms_of(budget_ids: Sequence[int]) -> list[int]:
    """Ids of forms 4-20, whether they stand or not. One query."""
    forms = Document.objects.filter(budget_id__in=budget_ids, kind=Document.Kind.TREASURY)
    return list(forms.values_list("pk", flat=True))


def negative_remainders(budget_ids: Sequence[int]) -> list[Entry]:
    """Standing remainders below zero: the ledger knows more payments than the treasury does. Two queries at most."""
    found = Entry.objects.standing().filter(document__in=forms_of(budget_ids), measure=Measure.CASH, amount__lt=0)
    return list(found.select_related("code"))


def differences(budget_ids: Sequence[int]) -> dict[tuple[int, int, Month], Decimal]:
    """Where cash since January is not column 7 of the form in force: by budget id, code id and month. Tenge.

    One query; where there are forms one more, and one for each month of a budget that has any.
    """
    of_budget: defaultdict[int, list[TreasuryFigure]] = defaultdict(list)
    for figure in _posted_figures(budget_ids) if forms_of(budget_ids) else ():
        of_budget[figure.document.budget_id].append(figure)
    found = {}
    for budget_id, figures in of_budget.items():
        holding = _in_force(figures).values()
        cash = {month: _cash_since_january(budget_id, month) for month in {figure.month for figure in holding}}
        for figure in holding:
            known = cash[figure.month].get(figure.code_id, ZERO)
            if known != figure.paid_amount:
                found[budget_id, figure.code_id, figure.month] = known - figure.paid_amount
    return found


def _posted_figures(budget_ids: Sequence[int]) -> list[TreasuryFigure]:
    """In the order they were posted."""
    return list(
        TreasuryFigure.objects.filter(document__budget_id__in=budget_ids, document__status=Document.Status.POSTED)
        .select_related("document")
        .order_by("document_id", "id")
    )


def _in_force(figures: list[TreasuryFigure]) -> dict[tuple[int, int], TreasuryFigure]:
    """The figures that hold, by document and code; `figures` stand in the order they were posted."""
    latest: Month | None = None
    holding: dict[tuple[Month, int], TreasuryFigure] = {}
    stale: set[int] = set()
    for figure in figures:
        if figure.document_id in stale or (latest is not None and figure.month < latest):
            stale.add(figure.document_id)
            continue
        latest = figure.month
        holding[figure.month, figure.code_id] = figure
    return {(figure.document_id, figure.code_id): figure for figure in holding.values()}


def _standing(documents: set[int]) -> dict[tuple[int, int], list[Entry]]:
    found: defaultdict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in Entry.objects.standing().filter(document__in=documents):
        found[entry.document_id, entry.code_id].append(entry)
    return dict(found)


def _cash_since_january(budget_id: int, month: Month) -> dict[int, Decimal]:
    through = Balance.objects.filter(
        budget_id=budget_id, measure=Measure.CASH, month__gte=Month(month.year, 1), month__lte=month
    )
    return dict(totals(through.values_list("code_id", "amount")))


def _replacing(remainder: Remainder, month: Month, amount: Decimal, closed: set[Month]) -> list[Posting]:
    difference = amount - sum((entry.amount for entry in remainder.standing), ZERO)
    code, cell = remainder.code, remainder.cell
    if difference == ZERO:
        return []
    if closed & {month, *(entry.month for entry in remainder.standing)}:
        # What moved lies in an open month of the form's period, and so may the difference.
        month = _last_open(month, closed)
        return [Posting(code, month, month.last_day, Measure.CASH, difference, cell=cell)]
    postings = [
        Posting(code, e.month, e.date, Measure.CASH, -e.amount, cell=e.cell, reverses=e.pk) for e in remainder.standing
    ]
    if amount != ZERO:
        postings.append(Posting(code, month, month.last_day, Measure.CASH, amount, cell=cell))
    return postings


def _last_open(month: Month, closed: set[Month]) -> Month:
    months = list(span(Month(month.year, 1), month))
    return next((candidate for candidate in reversed(months) if candidate not in closed), month)
