"""What facilities absorbed, spent and owe by their own books, from the sums that postings keep of each budget."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, Count, Q, Sum

from finance.asking_once import once
from finance.models import BudgetSum, Measure
from finance.months import Month
from finance.scope import Scope
from finance.whole_tiyn import in_tenge, whole_tiyn
from region.absorbing import Absorbed

MEASURES = (Measure.PLAN, Measure.AMENDMENT, Measure.CASH, Measure.ACTUAL)


@dataclass(frozen=True, slots=True)
class OwnBooks:
    """Tenge. Absorbed of the year's adjusted plan as known at the end of the last month, and of the plan of the months;
    without a payment in them nothing is known to be absorbed.

    `actual`: the cost of the months; `owed`: accrued since January and not paid. Both None where nothing was accrued.
    """

    absorbed: Absorbed
    actual: Decimal | None
    owed: Decimal | None


@once
def own_books(scope: Scope, first: Month, through: Month) -> dict[int, OwnBooks]:
    """By facility, those of projects apart. The database adds whole tiyn, which is exact. One query."""
    of_budget = {budget.pk: budget.facility_id for budget in scope.budgets if not budget.project}
    if not of_budget:
        return {}
    rows = BudgetSum.objects.filter(
        budget_id__in=[*of_budget],
        measure__in=MEASURES,
        month__gte=Month(scope.year, 1),
        month__lte=Month(scope.year, 13),
    ).exclude(measure=Measure.AMENDMENT, dated__gt=through)
    within = Q(month__gte=first, month__lte=through.last_period)
    gone = Q(month__lte=through.last_period)

    def tiyn(where: Q | None = None) -> Sum:
        return Sum(whole_tiyn(), filter=where, output_field=BigIntegerField())

    found: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    asked = rows.values_list("budget_id", "measure").annotate(
        year=tiyn(), within=tiyn(within), gone=tiyn(gone), is_within=Count("pk", filter=within),
        is_gone=Count("pk", filter=gone),
    )  # fmt: skip
    for budget, measure, year, in_months, since_january, is_within, is_gone in asked:
        sums = found[of_budget[budget]]
        if measure in (Measure.PLAN, Measure.AMENDMENT):
            sums["plan_year"] += year
            if is_within:
                sums["plan_period"] += in_months
            continue
        if is_within:
            sums[measure] += in_months
        if is_gone:
            sums[f"{measure} gone"] += since_january
    return {facility: _own(sums) for facility, sums in found.items()}


def _own(sums: Mapping[str, int]) -> OwnBooks:
    plan_year, plan_period, cash = (
        in_tenge(sums[key]) if key in sums else None for key in ("plan_year", "plan_period", Measure.CASH)
    )
    spent = f"{Measure.ACTUAL} gone"
    is_spent = spent in sums
    return OwnBooks(
        Absorbed(plan_year, plan_period, cash),
        in_tenge(sums.get(Measure.ACTUAL, 0)) if is_spent else None,
        in_tenge(sums[spent] - sums.get(f"{Measure.CASH} gone", 0)) if is_spent else None,
    )
