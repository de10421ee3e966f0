"""Cash on the account as others state it, against what the ledger says came in and went out.

Statements are no entries: they are kept beside the ledger and only prove it. The newest posted statement of an
account and day holds. A statement without an account speaks for all accounts of its budget.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from finance import as_closed
from finance.asking_once import once
from finance.execution import Execution
from finance.languages import active_language
from finance.ledger.posting import ClosedMonthError, closed_in, closed_to_the_database
from finance.models import Budget, CashBalance
from finance.money import ZERO
from finance.months import Month, span
from finance.reporting.periods import month_in_words

StatedBalances = Mapping[date, Decimal]
Flow = Mapping[Month, tuple[Decimal, Decimal]]
"""Funding and cash of a month, tenge; period 13 counted with December."""


@dataclass(frozen=True, slots=True)
class CashPosition:
    """Opening and closing of a period, tenge. `closing` is the stated one, None where nobody stated it."""

    opening: Decimal
    is_opening_stated: bool
    funding: Decimal
    cash: Decimal
    closing: Decimal | None

    @property
    def computed_closing(self) -> Decimal:
        return self.opening + self.funding - self.cash

    @property
    def difference(self) -> Decimal | None:
        """Stated closing minus opening + funding − cash."""
        return None if self.closing is None else self.closing - self.computed_closing

    @property
    def holds(self) -> bool | None:
        return None if self.difference is None else self.difference == ZERO


def stated_between(first: Month, through: Month, known_at: datetime | None = None) -> Q:
    """Statements from the day before `first` to the day after `through` that stand, or stood at `known_at`."""
    day = timedelta(days=1)
    standing = as_closed.standing()
    if known_at is not None:
        standing = (standing | Q(document__undone_at__gt=known_at)) & Q(document__entered_at__lte=known_at)
    return Q(date__gte=first.first_day - day, date__lte=through.last_day + day) & standing


@once
def stated_balances(
    budgets: Sequence[Budget], year: int, known_at: datetime | None = None
) -> dict[int, dict[date, Decimal]]:
    """What was stated from 31 December before `year` to the first day after it, by budget id and date. One query.

    A date counts where every account of the budget has a statement of it. An account that was first stated later, and
    empty then, had not been opened before.
    """
    rows = (
        CashBalance.objects.filter(
            stated_between(Month(year, 1), Month(year, 12), known_at), budget_id__in=[budget.pk for budget in budgets]
        )
        .order_by("id")
        .values_list("budget_id", "account", "date", "amount")
    )
    newest: defaultdict[int, dict[date, dict[str, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for budget_id, account, day, amount in rows:
        newest[budget_id][day][account] = amount
    found: dict[int, dict[date, Decimal]] = {budget.pk: {} for budget in budgets}
    for budget_id, days in newest.items():
        first: dict[str, tuple[date, Decimal]] = {}
        for day in sorted(days):
            for account, amount in days[day].items():
                first.setdefault(account, (day, amount))
        for day, of_account in days.items():
            lacking = [first[account] for account in first if account and account not in of_account]
            if "" in of_account:
                found[budget_id][day] = of_account[""]
            elif all(opened > day and not amount for opened, amount in lacking):
                found[budget_id][day] = sum(of_account.values(), ZERO)
    return found


def keep(statements: Collection[CashBalance]) -> None:
    """Keep what was stated. Raises ClosedMonthError for a day of a closed month of its budget."""
    closed = closed_in({one.budget_id for one in statements})
    taken = {Month.of(one.date) for one in statements if (one.budget_id, Month.of(one.date)) in closed}
    if taken:
        raise ClosedMonthError(taken)
    with closed_to_the_database({Month.of(one.date) for one in statements}):
        CashBalance.objects.bulk_create(statements)


def opening(stated: StatedBalances, flow: Flow, first: Month) -> tuple[Decimal, bool]:
    """Cash before `first` and whether it was stated: the day before, else the first day, else computed.

    Computed from the nearest earlier month's opening, else back from the nearest later month-end, else from nothing
    in January.
    """
    for month in reversed(list(span(Month(first.year, 1), first))):
        start = _start(stated, month)
        if start is not None:
            return start + _net(flow, month, first), month == first
    for month in span(first, Month(first.year, 12)):
        if month.last_day in stated:
            return stated[month.last_day] - _net(flow, first, month.next()), False
    return _net(flow, Month(first.year, 1), first), False


def closing(stated: StatedBalances, through: Month) -> Decimal | None:
    return stated.get(through.last_day)


def _start(stated: StatedBalances, month: Month) -> Decimal | None:
    the_day_before = stated.get(month.first_day - timedelta(days=1))
    return stated.get(month.first_day) if the_day_before is None else the_day_before


def _net(flow: Flow, first: Month, before: Month) -> Decimal:
    """Funding minus cash from `first` up to but not including `before`."""
    months = (month for month in span(first, before) if month != before)
    return sum((flow[month][0] - flow[month][1] for month in months if month in flow), ZERO)


def when(budgets: Sequence[Budget], budget: Budget, month: Month) -> str:
    """The month in words, with the budget where there are several to tell apart."""
    text = month_in_words(month, active_language())
    return f"{budget.key}, {text}" if len(budgets) > 1 else text


def position(execution: Execution) -> tuple[CashPosition, list[str]]:
    """The position of all budgets of `execution` together, and in sentences what is doubtful about it. One query."""
    first, through = execution.first, execution.through
    budgets = execution.scope.budgets
    stated = stated_balances(budgets, first.year, execution.scope.known_at)
    doubts: list[str] = []
    opened, closed, are_stated = ZERO, ZERO, True
    is_closing_known = True
    for budget in budgets:
        amount, is_stated = opening(stated[budget.pk], execution.flows.get(budget.pk, {}), first)
        opened += amount
        if not is_stated:
            are_stated = False
            doubts.append(
                _("%(when)s: nobody stated the cash at the beginning; it is computed.")
                % {"when": when(budgets, budget, first)}
            )
        last = closing(stated[budget.pk], through)
        if last is None:
            is_closing_known = False
            doubts.append(_("%(when)s: nobody stated the cash at the end.") % {"when": when(budgets, budget, through)})
        else:
            closed += last
    total = execution.total
    closed_amount = closed if is_closing_known else None
    return CashPosition(opened, are_stated, total.funding, total.cash, closed_amount), doubts
