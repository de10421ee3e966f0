"""A state declares what a code's month amounts to; what is posted is the difference to what the ledger holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from finance.comparing import compare
from finance.ledger.posting import Posting, lock, post
from finance.models import Balance, Document
from finance.money import ZERO, totals
from finance.months import Month

CodeMonth = tuple[int, Month]


@dataclass(frozen=True, slots=True)
class Change:
    """Before → after of one code's month, tenge. `code` is the id of the budget code."""

    code: int
    month: Month
    before: Decimal
    after: Decimal
    cell: str = ""

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


def held(budget_id: int, measure: str, months: Iterable[Month]) -> dict[CodeMonth, Decimal]:
    """What the ledger holds of `measure` by code id and month, over all cost centres and dates. Tenge; one query."""
    rows = Balance.objects.filter(budget_id=budget_id, measure=measure, month__in=list(months))
    return dict(totals(((c, m), amount) for c, m, amount in rows.values_list("code_id", "month", "amount")))


def differences(budget_id: int, measure: str, declared: Mapping[CodeMonth, tuple[Decimal, str]]) -> list[Change]:
    """Before → after for every declared code and month, equal ones included. `declared` gives tenge and the cell."""
    stated = {key: amount for key, (amount, _cell) in declared.items()}
    compared = compare(stated, held(budget_id, measure, {month for _code, month in declared}), ZERO)
    return [Change(*row.key, row.before, row.after, declared[row.key][1]) for row in compared.rows]


@transaction.atomic
def declare(
    document: Document, measure: str, declared: Mapping[CodeMonth, tuple[Decimal, str]], day: date | None = None
) -> list[Change]:
    """Post under `document` what makes each declared month amount to what is declared, and return all changes.

    Months that already do get no entry. Entries are dated `day`, or the last day of their month.
    """
    lock(document.budget_id)
    changes = differences(document.budget_id, measure, declared)
    post(
        document,
        [
            Posting(c.code, c.month, day or c.month.last_day, measure, c.difference, cell=c.cell)
            for c in changes
            if c.difference != ZERO
        ],
    )
    return changes
