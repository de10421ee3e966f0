"""What the books hold now of all that some claims speak about, in one query, however many claims there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from finance import as_closed
from finance.asking_once import is_asking_once
from finance.execution import balances
from finance.known_codes import code_texts
from finance.models import Balance, CashBalance, Document, Entry, Measure
from finance.money import ZERO
from finance.months import Month, span, year_months
from imports.claims import ACCRUED, ALSO_STATED, FUNDED, MOVED, OPENED, PAID, PAID_APART, PLANNED, Claim
from imports.models import Batch

MEASURES: Mapping[str, tuple[str, ...]] = {
    PAID: (Measure.CASH,),
    ACCRUED: (Measure.ACTUAL,),
    FUNDED: (Measure.FUNDING,),
    PLANNED: (Measure.PLAN, Measure.AMENDMENT),
    PAID_APART: (Measure.CASH,),
    MOVED: (Measure.FUNDING, Measure.CASH),
}
BALANCE, FORM, STATED, STANDING = "balance", "form", "stated", "standing"
Amounts = dict[str, Decimal]
# month, month of the date, digits of the code, tenge
Held = tuple[Month, Month, str, Decimal]
Closings = Mapping[tuple[int, Month], Mapping[str, str]]


class KnownBooks:
    """Tenge by the digits of codes. Ask only about the claims it was made for.

    `closings`: closing balances of trial balances by budget and month, where the caller has them at hand; else they
    cost a query. `forms_of`: budgets whose remainders of treasury forms are wanted too.
    """

    def __init__(
        self, claims: Sequence[Claim], *, closings: Closings | None = None, forms_of: Iterable[int] = ()
    ) -> None:
        self.balances: defaultdict[tuple[int, str], list[Held]] = defaultdict(list)
        self.of_forms: defaultdict[int, list[tuple[Month, str, Decimal]]] = defaultdict(list)
        self.below_zero: list[tuple[Month, str, Decimal]] = []
        self.stated: defaultdict[int, dict[tuple[str, str], tuple[int, Decimal]]] = defaultdict(dict)
        for part, budget, key, number, dated, text, amount in _rows(claims, set(forms_of)):
            if part == BALANCE:
                self.balances[budget, key].append((Month.from_key(number), Month.from_key(dated), text, amount))
            elif part == STATED:
                known = self.stated[budget].get((text, key), (0, ZERO))
                self.stated[budget][text, key] = max(known, (number, amount))
            else:
                self.of_forms[budget].append((Month.from_key(number), text, amount))
                if key == STANDING and amount < 0:
                    self.below_zero.append((Month.from_key(number), text, amount))
        self.closings = _closings(claims) if closings is None else closings

    def held(self, budget: int, measure: str, first: Month, last: Month, as_of: Month | None = None) -> Amounts:
        """Sums of a measure over months by code. `as_of`: only what is dated through that month."""
        found: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
        for month, dated, code, amount in self.balances.get((budget, measure), ()):
            if first <= month <= last and (as_of is None or dated <= as_of):
                found[code] += amount
        return dict(found)

    def paid_apart(self, budget: int, first: Month, last: Month) -> Amounts:
        """Cash without what treasury forms posted."""
        found = defaultdict(lambda: ZERO, self.held(budget, Measure.CASH, first, last))
        for month, code, amount in self.of_forms.get(budget, ()):
            if first <= month <= last:
                found[code] -= amount
        return dict(found)

    def planned(self, budget: int, first: Month, last: Month, as_of: Month) -> Amounts:
        """Plan by contract plus amendments dated up to the end of `as_of`."""
        found = defaultdict(lambda: ZERO, self.held(budget, Measure.PLAN, first, last))
        for code, amount in self.held(budget, Measure.AMENDMENT, first, last, as_of).items():
            found[code] += amount
        return dict(found)

    def balance_of(self, budget: int, accounts: Iterable[str], day: date, side: str) -> Decimal | None:
        """The balance stated for the end of `day`; where a statement opens, for the end of the day before.

        A balance dated the first of a month, with none for the day before, is the month's opening one.
        """
        stated = self.stated.get(budget, {})
        days = [day] if side == "closing" else [day - timedelta(days=1), *([day] if day.day == 1 else [])]
        for one in days:
            known = ((str(one), account) for account in accounts)
            newest = max((stated[key] for key in known if key in stated), default=None)
            if newest is not None:
                return newest[1]
        return None

    def closing(self, budget: int, month: Month) -> Mapping[str, str] | None:
        """Closing balances of the newest posted trial balance of `month`, by code or name."""
        return self.closings.get((budget, month))


def _rows(claims: Sequence[Claim], forms_of: set[int]) -> Iterator[tuple[str, int, str, int, int, str, Decimal]]:
    """Balances, entries of treasury forms and stated cash, all in one answer of the database.

    Each row: which part it is of; budget; measure, `standing` or account; month, or the order of statements; month of
    the date; digits of the code, or the day; tenge.
    """
    asked: list[QuerySet[Any, Any]] = []
    read: list[tuple[str, int, str, int, int, str, Decimal]] = []
    if held := [claim for claim in claims if claim.rule in MEASURES]:
        if is_asking_once():
            read = list(_read_balances(held))
        else:
            asked.append(_balances(held))
    apart = [claim for claim in claims if claim.rule == PAID_APART]
    if budgets := {claim.budget for claim in apart} | forms_of:
        asked.append(_of_forms(budgets))
    if stated := [claim for claim in claims if claim.rule == ALSO_STATED]:
        asked.append(_stated(stated))
    if not asked:
        return iter(read)
    first, *others = asked
    return chain(read, first.union(*others, all=True) if others else first)


def _months(claims: Sequence[Claim]) -> set[Month]:
    months: set[Month] = set()
    for claim in claims:
        # whether there is anything to compare with is asked of the year
        is_of_year = claim.rule in (PLANNED, PAID_APART)
        months.update(year_months(claim.first.year) if is_of_year else span(claim.first, claim.last))
    return months


def _read_balances(claims: Sequence[Claim]) -> Iterator[tuple[str, int, str, int, int, str, Decimal]]:
    """As `_balances`, of what a report reads anyway."""
    texts, months = code_texts(), _months(claims)
    budgets = sorted({claim.budget for claim in claims})
    measures = {measure for claim in claims for measure in MEASURES[claim.rule]}
    for year in sorted({month.year for month in months}):
        for budget, code, measure, month, dated, amount in balances(budgets, year, measures):
            if month in months:
                yield BALANCE, budget, measure, month.key, dated.key, texts[code], amount


def _balances(claims: Sequence[Claim]) -> QuerySet[Any, Any]:
    return Balance.objects.filter(
        budget__in={claim.budget for claim in claims},
        measure__in={measure for claim in claims for measure in MEASURES[claim.rule]},
        month__in=[month.key for month in _months(claims)],
    ).values_list(
        Value(BALANCE), "budget_id", "measure", Cast("month", BigIntegerField()), Cast("dated", BigIntegerField()),
        "code__code", "amount",
    )  # fmt: skip


def _of_forms(budgets: set[int]) -> QuerySet[Any, Any]:
    """Entries of forms 4-20 and of their reversals."""
    stands = When(reverses__isnull=True, reversed_by__isnull=True, then=Value(STANDING))
    return Entry.objects.filter(
        Q(document__kind=Document.Kind.TREASURY) | Q(document__reverses__kind=Document.Kind.TREASURY),
        budget__in=budgets, measure=Measure.CASH,
    ).values_list(
        Value(FORM), "budget_id", Case(stands, default=Value("")), Cast("month", BigIntegerField()),
        Value(0, BigIntegerField()), "code__code", "amount",
    )  # fmt: skip


def _stated(claims: Sequence[Claim]) -> QuerySet[Any, Any]:
    """Cash balances that others state."""
    days = {date.fromisoformat(claim.facts["day"]) for claim in claims}
    return (
        CashBalance.objects.filter(
            as_closed.standing(), budget__in={claim.budget for claim in claims},
            date__in=days | {day - timedelta(days=1) for day in days},
        )
        .order_by()
        .values_list(
            Value(STATED), "budget_id", "account", Cast("pk", BigIntegerField()), Value(0, BigIntegerField()),
            Cast("date", CharField()), "amount",
        )
    )  # fmt: skip


def _closings(claims: Sequence[Claim]) -> Closings:
    opened = [claim for claim in claims if claim.rule == OPENED and claim.first.number > 1]
    if not opened:
        return {}
    batches = Batch.objects.filter(
        facts__closing__isnull=False, status=Batch.Status.POSTED, budgets__in={claim.budget for claim in opened},
        last_month__in=[claim.first.previous().key for claim in opened],
    ).order_by("pk")  # fmt: skip
    rows = batches.values_list("budgets", "last_month", "facts__closing")
    return {(budget, month): closing for budget, month, closing in rows if closing and month}
