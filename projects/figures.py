"""The money of a project by site, funder and code, read from the kept balances."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal

from finance.models import Balance, Measure
from finance.money import ZERO
from finance.months import Month
from finance.scope import Scope

# The column of each measure; changes of the plan count with it.
COLUMNS = {
    Measure.PLAN: "plan",
    Measure.AMENDMENT: "plan",
    Measure.COMMITMENT: "contracted",
    Measure.ACTUAL: "accepted",
    Measure.CASH: "paid",
    Measure.FUNDING: "received",
}


@dataclass(frozen=True, slots=True)
class Money:
    """Tenge of the months asked for: planned, promised by contracts, accepted, paid, received from the funder."""

    plan: Decimal = ZERO
    contracted: Decimal = ZERO
    accepted: Decimal = ZERO
    paid: Decimal = ZERO
    received: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        """What of the plan is not paid."""
        return self.plan - self.paid

    @property
    def unspent(self) -> Decimal:
        """What of the money received is not paid, and would be given back."""
        return self.received - self.paid


# id of the budget, key of the site ("" for none), id of the code
Place = tuple[int, str, int]


def by_place(scope: Scope, first: Month, through: Month) -> dict[Place, Money]:
    """Where anything stands. One query."""
    rows = Balance.objects.filter(
        budget_id__in=scope.budget_ids, month__gte=first, month__lte=through.last_period, measure__in=list(COLUMNS)
    ).values_list("budget_id", "centre", "code_id", "measure", "amount")
    sums: defaultdict[Place, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for budget_id, site, code_id, measure, amount in rows:
        sums[budget_id, site, code_id][COLUMNS[Measure(measure)]] += amount
    return {place: Money(**of_place) for place, of_place in sums.items() if any(of_place.values())}


def added(every: Iterable[Money]) -> Money:
    rows = list(every)
    return Money(**{one.name: sum((getattr(row, one.name) for row in rows), ZERO) for one in fields(Money)})
