"""Posting: entries in, balances kept, closed months refused. One transaction, one lock a budget."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import gates, rooms
from finance.asking_once import once_for_all
from finance.clock import today
from finance.languages import month_said
from finance.ledger import balances, loading, trees
from finance.models import COUNTED_BY_DATE, Budget, Document, Measure, MonthState
from finance.money import LIMIT, TIYN, ZERO
from finance.months import Month
from finance.refusals import LedgerError


class ClosedMonthError(LedgerError):
    """A posting into a closed month."""

    def __init__(self, months: Iterable[Month]) -> None:
        self.months = sorted(months)
        names = ", ".join(str(month) for month in self.months)
        super().__init__(
            _("These months are closed: %(months)s. Post the correction to an open month.") % {"months": names}
        )


class Posting(NamedTuple):
    """One signed amount in tenge, two decimals, before it becomes an entry. `code` is the id of the budget code.

    A named tuple, since a hundred thousand of them are made in an import and cost a fifth of frozen dataclasses.
    """

    code: int
    month: Month
    date: date
    measure: str
    amount: Decimal
    centre: str = ""
    row: int | None = None
    cell: str = ""
    number: str = ""
    counterparty_number: str = ""
    counterparty_name: str = ""
    contract_number: str = ""
    purpose: str = ""
    reverses: int | None = None


def lock(budget_id: int) -> Budget:
    """Hold the budget until the end of the transaction, so that posting and closing never overtake each other.

    Others may go on referring to it: PostgreSQL checks their references as they commit, and would wait in a circle.
    """
    return Budget.objects.select_related("facility").select_for_update(no_key=True, of=("self",)).get(pk=budget_id)


def closed_months(budget_id: int) -> set[Month]:
    """Months that take no entry today. One query."""
    return {month for _budget_id, month in closed_in([budget_id])}


@once_for_all
def closed_in(budget_ids: Collection[int]) -> set[tuple[int, Month]]:
    """Budget id and month of everything that takes no entry today. One query."""
    states = MonthState.objects.filter(budget_id__in=budget_ids)
    return {(state.budget_id, state.month) for state in states if state.is_closed_on(today())}


@transaction.atomic
def post(document: Document, postings: Sequence[Posting]) -> int:
    """Post all of `postings` under `document` or none of them, and return their number.

    Raises ClosedMonthError, ForbiddenError for what a room forbids, LedgerError for an amount that is not exact tenge.
    What follows from it is posted in the same transaction.
    """
    if not postings:
        return 0
    write(document, postings)
    rooms.settle([document], {posting.measure for posting in postings})
    return len(postings)


def post_each(papers: Sequence[tuple[Document, Sequence[Posting]]]) -> int:
    """Post many documents of one budget with their postings, all or none, at the cost of one; returns the entries.

    Raises what `post` raises. No cash: that would move remainders of treasury forms.
    """
    if any(posting.measure == Measure.CASH for _document, postings in papers for posting in postings):
        raise ValueError("cash is posted document by document")
    with transaction.atomic():
        write_each(papers)
    return sum(len(postings) for _document, postings in papers)


def write(document: Document, postings: Sequence[Posting]) -> None:
    """Entries and balances, without what follows from them. Inside a transaction."""
    write_each([(document, postings)])


def write_each(papers: Sequence[tuple[Document, Sequence[Posting]]]) -> None:
    """`write` for many documents of one budget."""
    if not papers:
        return
    budget_id = papers[0][0].budget_id
    budget = lock(budget_id)
    for document, _postings in papers:
        if document.status != Document.Status.POSTED or document.budget_id != budget_id:
            raise LedgerError(_("“%(document)s” is not posted, so it takes no entries.") % {"document": document})
    months = {posting.month for _document, postings in papers for posting in postings}
    closed = closed_months(budget_id)
    if closed & months:
        raise ClosedMonthError(closed & months)
    forbidden = gates.forbidden(budget, [posting for _document, postings in papers for posting in postings])
    if forbidden:
        raise gates.ForbiddenError(forbidden)
    papers = [(document, _in_effect(postings, closed)) for document, postings in papers]
    changes: defaultdict[balances.BalanceKey, Decimal] = defaultdict(lambda: ZERO)
    try:
        with closed_to_the_database(months):
            loading.insert(row for document, postings in papers for row in _rows(document, postings, changes))
        balances.add(budget_id, changes)
        is_folded = any(document.pk % trees.FOLDED_EVERY == 0 for document, _postings in papers)
        trees.add(budget, changes, is_folded=is_folded)
    except OverflowError as error:
        raise LedgerError(_("The sum of a code's month would reach 10 trillion tenge.")) from error


@contextmanager
def closed_to_the_database(months: Iterable[Month]) -> Iterator[None]:
    """Raises ClosedMonthError for what the database refuses within, going by its own date, not by `SMETA_TODAY`."""
    try:
        yield
    except IntegrityError as error:
        if "month is closed" not in str(error):
            raise
        raise ClosedMonthError(months) from error


def open_month(month: Month, closed: Collection[Month]) -> Month:
    """`month`, or the first open one after it in its year, period 13 last. Raises LedgerError where none is open."""
    for number in range(month.number, 14):
        candidate = Month(month.year, number)
        if candidate not in closed:
            return candidate
    raise LedgerError(
        _("Every month of %(year)s from %(month)s on is closed.") % {"year": month.year, "month": month_said(month)}
    )


def _in_effect(postings: Sequence[Posting], closed: Collection[Month]) -> Sequence[Posting]:
    """What reports count by its date takes effect from the first open month: those of closed months never change.

    A plan by contract counts from January, or from there; so it is dated.
    """
    if not any(posting.measure in COUNTED_BY_DATE for posting in postings):
        return postings
    return [_dated(one, closed) if one.measure in COUNTED_BY_DATE else one for one in postings]


def _dated(posting: Posting, closed: Collection[Month]) -> Posting:
    year = posting.month.year
    is_plan = posting.measure == Measure.PLAN
    first = Month(year, 1) if is_plan else Month.of(posting.date)
    if first.year != year:  # a contract signed before the year of its money
        first = Month(year, 1) if first.year < year else first
    begins = open_month(first, closed) if closed else first
    if begins.number == 13 or (begins == first and not is_plan):
        return posting
    return posting._replace(date=begins.first_day)


def _rows(
    document: Document, postings: Sequence[Posting], changes: defaultdict[balances.BalanceKey, Decimal]
) -> Iterator[tuple]:
    """Rows of the table one by one, so that no second copy of a large import is held; `changes` add up on the way."""
    budget_id, document_id, posted_at = document.budget_id, document.pk, timezone.now()
    for p in postings:
        amount = p.amount
        if not amount.same_quantum(TIYN) or abs(amount) >= LIMIT:
            raise LedgerError(_("%(amount)s is no amount in tenge and tiyn.") % {"amount": amount})
        month = p.month.year * 100 + p.month.number
        changes[p.measure, month, p.code, p.centre, p.date.year * 100 + p.date.month] += amount
        yield (
            budget_id, p.code, p.centre, p.measure, month, p.date, amount, document_id, p.reverses, p.row, p.cell,
            p.number, p.counterparty_number, p.counterparty_name, p.contract_number, p.purpose,
            posted_at,
        )  # fmt: skip
