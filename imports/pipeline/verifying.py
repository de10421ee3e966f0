"""What a posting did to the books: before → after by code and month, and proof that it saved what was shown."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from finance.ledger import LedgerError, held
from finance.models import Entry
from finance.money import ZERO, as_text
from finance.months import Month, year_months
from finance.whole_tiyn import in_tenge, sum_in_tiyn
from imports.context import Context, Job
from imports.kinds.kind import Kind, Reading

Picture = dict[tuple[str, int, Month], Decimal]


def picture(kind: Kind, reading: Reading, context: Context) -> Picture:
    """What the ledger holds of the kind's measure over the years of the file, by code id and month. Tenge."""
    found: Picture = {}
    if not kind.measure:
        return found
    for budget in kind.budgets(reading, context):
        months = [*year_months(budget.year), Month(budget.year, 13)]
        for measure in (kind.measure, *kind.also_moves):
            for (code, month), amount in held(budget.pk, measure, months).items():
                found[measure, code, month] = found.get((measure, code, month), ZERO) + amount
    return found


def changes(before: Picture, after: Picture, context: Context) -> list[dict[str, str]]:
    """Each figure that moved, in the order of codes and months."""
    moved = [key for key in before.keys() | after.keys() if before.get(key, ZERO) != after.get(key, ZERO)]
    moved.sort(key=lambda key: (key[0], context.codes.texts[key[1]], key[2]))
    return [
        {
            "measure": measure,
            "code": context.codes.texts[code],
            "month": str(month),
            "before": as_text(before.get((measure, code, month), ZERO)) or "",
            "after": as_text(after.get((measure, code, month), ZERO)) or "",
        }
        for measure, code, month in moved
    ]


def verify(kind: Kind, reading: Reading, job: Job) -> None:
    """Raises LedgerError unless the entries saved are as many, and add up to as much, as the lines that were new."""
    expected = kind.expected(reading)
    if expected is None:
        return
    entries = Entry.objects.filter(document__in=job.documents, measure=kind.measure)
    count, amount = entries.count(), in_tenge(sum(sum_in_tiyn(entries, "measure").values()))
    if (count, amount) != expected:
        raise LedgerError(
            _("%(saved)s rows for %(amount)s were saved where %(rows)s for %(sum)s were expected. Nothing was posted.")
            % {"saved": count, "amount": amount, "rows": expected[0], "sum": expected[1]}
        )
