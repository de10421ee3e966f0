"""A closed period is reported as it stood when it was closed: what came, or was taken back, later counts from then on.

Entries see to that themselves: none can be dated into a closed month. What is stated beside them (volumes, tariffs,
registers, contracts, matches, balances of accounts) is asked for by `standing`, which heeds the period being told.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from finance.clock import today
from finance.models import Budget, Document, MonthState
from finance.months import Month, span
from finance.scope import Scope

_MOMENT: ContextVar[datetime | None] = ContextVar("moment of closing", default=None)


def moment() -> datetime | None:
    """When the last month of the period that is being told was closed; None where one of them is open."""
    return _MOMENT.get()


@contextmanager
def told_as_closed(scope: Scope, first: Month, through: Month, states: Iterable[MonthState]) -> Iterator[None]:
    """Within it `standing` means: when the months `first` to `through`, inclusive, were closed, as `states_of` says.

    December is closed with period 13. Books as they were known at another moment are left to that moment.
    """
    token = _MOMENT.set(None if scope.known_at else _closed_at(scope.budgets, first, through, states))
    try:
        yield
    finally:
        _MOMENT.reset(token)


def states_of(budgets: Sequence[Budget], first: Month, through: Month) -> QuerySet[MonthState]:
    """Which months of the period the budgets closed once."""
    return MonthState.objects.filter(budget__in=budgets, month__gte=first, month__lte=through.last_period)


def _closed_at(
    budgets: Sequence[Budget], first: Month, through: Month, states: Iterable[MonthState]
) -> datetime | None:
    """When every budget had closed every month of the period that is of its year; None where one is open."""
    wanted = {
        (budget.pk, month)
        for budget in budgets
        for month in (*span(first, through.calendar), *_thirteenth(through))
        if month.year == budget.year
    }
    closed = {(one.budget_id, one.month): since(one) for one in states if one.is_closed_on(today())}
    if not wanted <= closed.keys():
        return None
    return max((closed[place] for place in wanted), default=None)


def _thirteenth(through: Month) -> list[Month]:
    return [through.last_period] if through.calendar.number == 12 else []


def since(state: MonthState) -> datetime:
    """From when on a closed month takes nothing more: its closing, or the end of the last day it was opened for."""
    if state.reopened_until is None:
        return state.changed_at
    morning_after = datetime.combine(state.reopened_until + timedelta(days=1), time.min)
    return max(state.changed_at, timezone.make_aware(morning_after))


def standing(document: str = "document") -> Q:
    """What is of a posted document, `document` being the way to it; of a closed period, what was so when it closed."""
    way = f"{document}__" if document else ""
    posted = Q(**{f"{way}status": Document.Status.POSTED})
    at = moment()
    if at is None:
        return posted
    approved = Q(**{f"{way}approved_at": None}) | Q(**{f"{way}approved_at__lte": at})
    return (posted | Q(**{f"{way}undone_at__gt": at})) & Q(**{f"{way}entered_at__lte": at}) & approved
