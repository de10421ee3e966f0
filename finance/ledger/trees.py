"""Sums of trees of facilities, kept while posting: what stands below a facility by code, and each budget by month.

Only facilities that belong to another are counted, so books of one facility pay nothing for it. `finance.books` proves
the sums, `rebuild` makes them anew where a facility is moved.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from finance.ledger.balances import BalanceKey
from finance.models import Balance, Budget, BudgetSum, Facility, TreeBalance
from finance.money import totals
from finance.months import Month

# Rows of a tree's year are folded with every so manieth document that adds to them.
FOLDED_EVERY = 64
KEY = ("code_id", "measure", "month", "dated")
# code id, measure, month, month of the date
TreeKey = tuple[int, str, Month, Month]


def add(budget: Budget, changes: Mapping[BalanceKey, Decimal], *, is_folded: bool) -> None:
    """Add `changes` (tenge) of a budget that is locked, its facility read with it. Inside the posting's transaction."""
    if budget.project or budget.facility.parent_id is None or not changes:
        return
    by_code = totals(
        ((code, measure, Month.from_key(month), Month.from_key(dated)), amount)
        for (measure, month, code, _centre, dated), amount in changes.items()
    )
    tops = above(budget.facility)
    TreeBalance.objects.bulk_create(
        (_row(top, key, amount) for top in tops for key, amount in by_code.items() if amount), batch_size=500
    )
    _add_to_budget(budget.pk, totals((key[1:], amount) for key, amount in by_code.items()))
    if is_folded:
        for top in tops:
            for year in {key[2].year for key in by_code}:
                fold(top, year)


def above(facility: Facility) -> list[int]:
    """Ids of the facilities that it belongs to, the nearest first. One query, none for one that belongs to nobody."""
    if facility.parent_id is None:
        return []
    parents = dict(Facility.objects.values_list("pk", "parent_id"))
    found = list[int]()
    at: int | None = facility.parent_id
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def _row(top: int, key: TreeKey, amount: Decimal) -> TreeBalance:
    code, measure, month, dated = key
    return TreeBalance(facility_id=top, code_id=code, measure=measure, month=month, dated=dated, amount=amount)


def _add_to_budget(budget_id: int, changes: Mapping[tuple[str, Month, Month], Decimal]) -> None:
    known = {(one.measure, one.month, one.dated): one for one in BudgetSum.objects.filter(budget_id=budget_id)}
    created, changed = [], []
    for (measure, month, dated), amount in changes.items():
        kept = known.get((measure, month, dated))
        if kept is None:
            created.append(BudgetSum(budget_id=budget_id, measure=measure, month=month, dated=dated, amount=amount))
        elif amount:
            kept.amount += amount
            changed.append(kept)
    BudgetSum.objects.bulk_create(created, batch_size=500)
    BudgetSum.objects.bulk_update(changed, ["amount"], batch_size=200)


def fold(top: int, year: int) -> None:
    """One row a key. Left for another time where somebody else is at it, and only rows that were read are replaced."""
    with transaction.atomic():
        if not list(Facility.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=top)):
            return
        rows = list(of_year(top, year).values_list("pk", *KEY, "amount"))
        sums = totals((tuple(key), amount) for _pk, *key, amount in rows)
        if len(sums) == len(rows):
            return
        numbers = [pk for pk, *_rest in rows]
        for at in range(0, len(numbers), 500):
            TreeBalance.objects.filter(pk__in=numbers[at : at + 500])._raw_delete("default")
        TreeBalance.objects.bulk_create((_row(top, key, amount) for key, amount in sums.items() if amount), 500)


def of_year(top: int, year: int) -> Any:
    """Rows of a tree's year, period 13 with them."""
    return TreeBalance.objects.filter(facility_id=top, month__gte=Month(year, 1), month__lte=Month(year, 13))


@transaction.atomic
def rebuild(tops: Iterable[int], budgets: Iterable[Budget] = ()) -> None:
    """Make the sums of these facilities' trees, and of these budgets, anew from the balances."""
    children: defaultdict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Facility.objects.values_list("pk", "parent_id"):
        children[parent].append(pk)
    for top in set(tops):
        below, queue = list[int](), [*children[top]]
        while queue:
            below.append(queue.pop())
            queue += children[below[-1]]
        TreeBalance.objects.filter(facility_id=top).delete()
        held = Balance.objects.filter(budget__facility_id__in=below, budget__project="").values_list(*KEY, "amount")
        sums = totals((tuple(key), amount) for *key, amount in held.iterator(chunk_size=5000))
        TreeBalance.objects.bulk_create((_row(top, key, amount) for key, amount in sums.items() if amount), 500)
    for budget in budgets:
        BudgetSum.objects.filter(budget=budget).delete()
        if budget.project or budget.facility.parent_id is None:
            continue
        held = Balance.objects.filter(budget=budget).values_list("measure", "month", "dated", "amount")
        _add_to_budget(budget.pk, totals(((measure, month, dated), amount) for measure, month, dated, amount in held))


def follow(facility: Facility, parent_before: int | None) -> None:
    """The sums after a facility was moved in the tree; nothing where no money stands in it or below it."""
    subtree = [one.pk for one in facility.with_branches()]
    if not Balance.objects.filter(budget__facility_id__in=subtree).exists():
        return
    before = Facility.objects.filter(pk=parent_before or 0).first()
    left = [before.pk, *above(before)] if before else []
    rebuild({*left, *above(facility)}, Budget.objects.filter(facility=facility).select_related("facility"))
