"""Form 4-20 against the ledger: what the treasury and the books should agree about. Differences are doubts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Q, QuerySet

from finance.models import Balance, Budget, Document, Entry, Measure, TreasuryFigure
from finance.money import ZERO, total
from finance.months import Month, year_months
from imports.context import Context
from imports.kinds.contract import Control
from imports.sentences import say

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


def against_ledger(
    form: Mapping[str, Mapping[str, str]], month: Month, budget: Budget, context: Context
) -> list[Control]:
    """One control a column, and one for each code that differs. `form` holds column sums by code and column number."""
    year = year_months(month.year)
    planned = _planned(budget, year, month)
    since = _planned(budget, [m for m in year if m <= month], month)
    paid = _paid_in(budget, month)
    has_plan = bool(planned)
    has_cash = bool(paid) or any(cash_since_january(budget, month)[1].values())
    columns: list[tuple[str, str, str, Amounts, bool]] = [
        ("3", "plan-year", say("the plan of the year"), planned, has_plan),
        ("4", "plan-obligations", say("the plan since January by obligations"), since, has_plan),
        ("5", "plan-payments", say("the plan since January by payments"), since, has_plan),
        ("8", "cash-month", say("the cash of the month"), paid, has_cash),
    ]
    texts = context.codes.texts
    found = []
    for key, name, label, amounts, is_known in columns:
        ledger = {texts[code]: amount for code, amount in amounts.items() if amount}
        stated = {code: Decimal(sums[key]) for code, sums in form.items() if key in sums}
        if not stated:
            continue
        differing = sorted(
            code for code in stated.keys() | ledger.keys() if stated.get(code, ZERO) != ledger.get(code, ZERO)
        )
        holds = not differing if is_known else None
        message = ""
        if holds is False:
            message = say("Form 4-20, column %(column)s: %(label)s differs from the ledger on %(codes)s.") % {
                "column": key,
                "label": label,
                "codes": ", ".join(differing),
            }
        booked = total(ledger.values()) if is_known else None
        found.append(
            Control(name, total(stated.values()), booked, holds, month=month, is_inside=False, message=message)
        )
    return found


def _planned(budget: Budget, months: Iterable[Month], as_of: Month) -> Amounts:
    """Plan by contract of `months` plus amendments dated up to the end of `as_of`, by code id."""
    amounts: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = Balance.objects.filter(
        Q(measure=Measure.PLAN) | Q(measure=Measure.AMENDMENT, dated__lte=as_of.key),
        budget=budget,
        month__in=[m.key for m in months],
    )
    for code, amount in rows.values_list("code_id", "amount"):
        amounts[code] += amount
    return dict(amounts)


def _paid_in(budget: Budget, month: Month) -> Amounts:
    """Payments of `month` that the ledger has of its own, without remainders of forms."""
    amounts = defaultdict(lambda: ZERO, _balances(budget, [Measure.CASH], [month]))
    for code, amount in _of_forms(budget).filter(month=month.key).values_list("code_id", "amount"):
        amounts[code] -= amount
    return dict(amounts)


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
