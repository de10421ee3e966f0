"""What was accrued by acts that name no contract: it uses the plan up although nobody reserved it."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from finance.models import Document
from finance.money import ZERO
from finance.months import Month
from procurement.models import ActLine


def accrued_without_contract(budget_ids: Collection[int], through: Month) -> dict[tuple[int, int], Decimal]:
    """Tenge by budget id and code id, January of `through`'s year to `through`, inclusive. One query."""
    found: defaultdict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    lines = ActLine.objects.filter(
        act__budget_id__in=budget_ids,
        act__contract__isnull=True,
        act__document__status=Document.Status.POSTED,
        month__gte=Month(through.year, 1),
        month__lte=through,
    )
    for budget_id, code_id, amount in lines.values_list("act__budget_id", "code_id", "amount"):
        found[budget_id, code_id] += amount
    return dict(found)
