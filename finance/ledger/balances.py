"""Balances kept while posting, in exact decimals: no database is ever asked for a sum of money."""

from collections.abc import Mapping
from decimal import Decimal

from finance.models import Balance
from finance.money import LIMIT, ZERO
from finance.months import Month

# measure, month key, code id, centre, month key of the date
BalanceKey = tuple[str, int, int, str, int]


def add(budget_id: int, changes: Mapping[BalanceKey, Decimal]) -> None:
    """Add `changes` (tenge) to the balances of a budget whose lock is held: one query to read, few to write.

    Raises OverflowError where a balance would reach 10¹³ tenge, which no column holds.
    """
    months = {key[1] for key in changes}
    measures = {key[0] for key in changes}
    known = {
        (b.measure, b.month.key, b.code_id, b.centre, b.dated.key): b
        for b in Balance.objects.filter(
            budget_id=budget_id, measure__in=measures, month__in=[Month.from_key(m) for m in months]
        )
    }
    created, changed = [], []
    for key, change in changes.items():
        balance = known.get(key)
        if balance is None:
            measure, month, code_id, centre, dated = key
            created.append(
                Balance(
                    budget_id=budget_id,
                    code_id=code_id,
                    centre=centre,
                    measure=measure,
                    month=Month.from_key(month),
                    dated=Month.from_key(dated),
                    amount=change,
                )
            )
        elif change != ZERO:
            balance.amount += change
            changed.append(balance)
    if any(abs(balance.amount) >= LIMIT for balance in (*created, *changed)):
        raise OverflowError("a balance would reach 10 trillion tenge")
    Balance.objects.bulk_create(created, batch_size=500)
    Balance.objects.bulk_update(changed, ["amount"], batch_size=200)
