"""What was accrued by acts that name no contract: it uses the plan up although nobody reserved it."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from finance.models import Document
from finance.money import ZERO
from finance.months import Month
from procurement.models import ActLine


def by_month(budget_ids: Collection[int], through: Month) -> dict[tuple[int, int, Month], Decimal]:
    """Tenge by budget id, code id and month, January of `through`'s year to `through`, inclusive. One query.

    Period 13 counts with December.
    """
    found: defaultdict[tuple[int, int, Month], Decimal] = defaultdict(lambda: ZERO)
    last = Month(through.year, 13) if through.number == 12 else through
    lines = ActLine.objects.filter(
        act__budget_id__in=budget_ids,
        act__contract__isnull=True,
        act__document__status=Document.Status.POSTED,
        month__gte=Month(through.year, 1),
        month__lte=last,
    )
    for budget_id, code_id, month, amount in lines.values_list("act__budget_id", "code_id", "month", "amount"):
        found[budget_id, code_id, month] += amount
    return dict(found)


def accrued_without_contract(budget_ids: Collection[int], through: Month) -> dict[tuple[int, int], Decimal]:
    """Tenge by budget id and code id since January. One query."""
    found: defaultdict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for (budget_id, code_id, _month), amount in by_month(budget_ids, through).items():
        found[budget_id, code_id] += amount
    return dict(found)
