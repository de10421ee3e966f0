"""Months whose cash came as one sum of each code: no payment of theirs may come beside it."""

from __future__ import annotations

from finance.models import Entry
from finance.months import Month
from imports.models import Batch

# among the facts of an import
MONTHS_IN_SUMS = "months_in_sums"
# a sum of the month, or a payment beside one
KNOWN_OTHERWISE = "cash-known-otherwise"


def months_in_sums(facility_id: int, budget_id: int) -> set[Month]:
    """One query, two where there are such imports."""
    batches = Batch.objects.filter(
        facility_id=facility_id, status=Batch.Status.POSTED, **{f"facts__{MONTHS_IN_SUMS}": True}
    )
    numbers = list(batches.values_list("pk", flat=True))
    if not numbers:
        return set()
    entries = Entry.objects.standing().filter(document__batch_number__in=numbers, budget_id=budget_id)
    return set(entries.order_by().values_list("month", flat=True).distinct())
