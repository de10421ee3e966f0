"""What was accrued by acts that name no contract: it uses the plan up although nobody reserved it."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from finance.models import Document
from finance.money import ZERO
from finance.months import Month
from procurement.models import ActLine


def accrued_without_contract(budget_ids: Collection[int], through: Month) -> dict[int, Decimal]:
    """Tenge by code id, January of `through`'s year to `through`, inclusive. One query."""
    found: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = ActLine.objects.filter(
        act__budget_id__in=budget_ids,
        act__contract__isnull=True,
        act__document__status=Document.Status.POSTED,
        month__gte=Month(through.year, 1),
        month__lte=through,
    )
    for code_id, amount in lines.values_list("code_id", "amount"):
        found[code_id] += amount
    return dict(found)
