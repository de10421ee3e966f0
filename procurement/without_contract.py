"""What was accrued by acts that name no contract: it uses the plan up although nobody reserved it."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from finance.money import totals
from finance.months import Month
from procurement.models import ActLine


def by_month(
    budget_ids: Collection[int], through: Month, known_at: datetime | None = None
) -> dict[tuple[int, int, Month], Decimal]:
    """Tenge by budget id, code id and month, January of `through`'s year to `through`, inclusive. One query.

    Period 13 counts with December. `known_at`: what the books knew then.
    """
    last = Month(through.year, 13) if through.number == 12 else through
    lines = ActLine.objects.standing(known_at).filter(
        act__budget_id__in=budget_ids, act__contract__isnull=True, month__gte=Month(through.year, 1), month__lte=last
    )
    rows = lines.values_list("act__budget_id", "code_id", "month", "amount")
    return totals(((budget_id, code_id, month), amount) for budget_id, code_id, month, amount in rows)


def accrued_without_contract(
    budget_ids: Collection[int], through: Month, known_at: datetime | None = None
) -> dict[tuple[int, int], Decimal]:
    """Tenge by budget id and code id since January. One query."""
    monthly = by_month(budget_ids, through, known_at)
    return totals(((budget_id, code_id), amount) for (budget_id, code_id, _month), amount in monthly.items())
