"""Form 4-20 against the ledger: what the treasury and the books should agree about. Differences are doubts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Q, QuerySet

from finance.models import Balance, Budget, Document, Entry, Measure, TreasuryFigure
from finance.money import ZERO
from finance.months import Month, year_months
from imports.claims import PAID_APART, PLANNED, Claim

Amounts = Mapping[int, Decimal]


def is_superseded(budget: Budget, month: Month) -> bool:
    """Whether a posted form counts further than `month`."""
    return TreasuryFigure.objects.filter(
        document__budget=budget,
        document__status=Document.Status.POSTED,
        month__gt=month.key,
        month__lte=Month(month.year, 13).key,
    ).exists()


def cash_since_january(budget: Budget, month: Month) -> tuple[Amounts, Amounts]:
    """Cash of January to `month` by code id, tenge: all of it, and without what forms of `month` themselves posted."""
    cash = _balances(budget, [Measure.CASH], [m for m in year_months(month.year) if m <= month])
    others = defaultdict(lambda: ZERO, cash)
    forms = set(
        TreasuryFigure.objects.filter(document__budget=budget, month=month.key).values_list("document_id", flat=True)
    )
    own = _of_forms(budget).filter(Q(document__in=forms) | Q(document__reverses__in=forms))
    for code, amount in own.values_list("code_id", "amount"):
        others[code] -= amount
    return cash, dict(others)


def claims(form: Mapping[str, Mapping[str, str]], month: Month, budget: Budget) -> list[Claim]:
    """One claim a column. `form` holds column sums by code and column number."""
    january, december = Month(month.year, 1), Month(month.year, 12)
    columns = (
        ("3", "plan-year", PLANNED, january, december),
        ("4", "plan-obligations", PLANNED, january, month),
        ("5", "plan-payments", PLANNED, january, month),
        ("8", "cash-month", PAID_APART, month, month),
    )
    found = []
    for key, name, rule, first, last in columns:
        stated = {code: Decimal(sums[key]) for code, sums in form.items() if key in sums}
        if stated:
            found.append(Claim(rule, name, budget.pk, stated, first, last, month, facts={"column": key}))
    return found


def _of_forms(budget: Budget) -> QuerySet[Entry]:
    """Entries of forms 4-20 and of their reversals."""
    return Entry.objects.filter(budget=budget, measure=Measure.CASH).filter(
        Q(document__kind=Document.Kind.TREASURY) | Q(document__reverses__kind=Document.Kind.TREASURY)
    )


def _balances(budget: Budget, measures: Iterable[str], months: Iterable[Month]) -> dict[int, Decimal]:
    amounts: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = Balance.objects.filter(budget=budget, measure__in=list(measures), month__in=[m.key for m in months])
    for code, amount in rows.values_list("code_id", "amount"):
        amounts[code] += amount
    return dict(amounts)
