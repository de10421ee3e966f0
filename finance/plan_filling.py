"""A year's sum spread over its months: evenly, by days, or as last year went; the parts always add up to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.execution import balances
from finance.ledger import LedgerError
from finance.models import Budget, BudgetCode, Measure
from finance.money import ZERO, MoneyError, Number, round_half_up, split, total, totals
from finance.months import Month, year_months
from finance.plan_drafts import Typed

EVEN, DAYS, PROFILE, INDEX = "even", "days", "profile", "index"
METHODS = (
    (EVEN, gettext_lazy("evenly")),
    (DAYS, gettext_lazy("by days of the month")),
    (PROFILE, gettext_lazy("as last year was paid")),
    (INDEX, gettext_lazy("last year's plan × index, %")),
)
LastYear = Mapping[int, Sequence[Decimal]]


class FillingError(LedgerError):
    """A sum that cannot be spread so; the message is for the user."""


def spread(whole: Decimal, weights: Sequence[Number], fixed: Mapping[int, Decimal]) -> list[Decimal]:
    """Twelve amounts that add up to `whole` exactly; months in `fixed` (place → tenge) keep theirs.

    Raises FillingError where nothing is left to spread upon, or what is left and what is spread differ in sign.
    """
    rest = whole - total(fixed.values())
    open_weights = [Fraction(0) if place in fixed else Fraction(weight) for place, weight in enumerate(weights)]
    if rest == ZERO:
        parts = [ZERO] * len(weights)
    elif whole >= 0 and rest < 0:
        raise FillingError(_("The months that are closed hold more than the sum of the year."))
    else:
        try:
            parts = split(rest, open_weights)
        except MoneyError as error:
            raise FillingError(_("Nothing is known of last year, or every month is closed.")) from error
    return [fixed.get(place, part) for place, part in enumerate(parts)]


def filled(
    method: str,
    year: int,
    sum_of_year: Decimal,
    *,
    profile: Sequence[Decimal],
    index: Decimal,
    fixed: Mapping[int, Decimal],
) -> list[Decimal]:
    """The twelve months of one code by one of METHODS. `profile` is last year's, `index` in percent. Tenge."""
    if method == EVEN:
        return spread(sum_of_year, [1] * 12, fixed)
    if method == DAYS:
        return spread(sum_of_year, [month.days for month in year_months(year)], fixed)
    weights = [max(amount, ZERO) for amount in profile]
    if method == INDEX:
        sum_of_year = round_half_up(total(weights) * index / 100)
    return spread(sum_of_year, weights, fixed)


@dataclass(frozen=True, slots=True)
class Filling:
    """`sum_of_year` None: each row keeps the sum it has. `index` in percent. Tenge."""

    method: str
    sum_of_year: Decimal | None = None
    index: Decimal = Decimal(100)


def fill(
    budget: Budget, filling: Filling, rows: Mapping[int, Sequence[Decimal]], locked: Collection[Month]
) -> list[Typed]:
    """The cells of the rows (code id → their months now), `locked` months left alone. Raises FillingError for all."""
    paid, planned = last_years(budget)
    profiles, months = planned if filling.method == INDEX else paid, year_months(budget.year)
    codes = dict(BudgetCode.objects.filter(pk__in=rows).values_list("pk", "code"))
    typed, reasons = [], []
    for code, sums in rows.items():
        fixed = {place: sums[place] for place, month in enumerate(months) if month in locked}
        whole = total(sums) if filling.sum_of_year is None else filling.sum_of_year
        profile = profiles.get(code, [ZERO] * 12)
        try:
            parts = filled(filling.method, budget.year, whole, profile=profile, index=filling.index, fixed=fixed)
        except FillingError as error:
            reasons.append(f"{codes[code]}: {error}")
        else:
            typed += [Typed(code, month, amount) for month, amount in zip(months, parts, strict=True)]
    if reasons:
        raise FillingError("\n".join(reasons))
    return typed


def last_years(budget: Budget) -> tuple[LastYear, LastYear]:
    """Paid, and the adjusted plan, of the year before by code id: twelve months each; same programme, same source.

    Where nothing was paid on a code its plan stands for it. Two queries.
    """
    before = Budget.objects.filter(
        facility=budget.facility_id, programme=budget.programme_id, source=budget.source_id, year=budget.year - 1
    ).first()
    if before is None:
        return {}, {}
    plan = (Measure.PLAN, Measure.AMENDMENT)
    rows = list(balances([before.pk], before.year, [*plan, Measure.CASH]))
    paid = _by_code((code, month, amount) for _b, code, measure, month, _d, amount in rows if measure == Measure.CASH)
    planned = _by_code((code, month, amount) for _b, code, measure, month, _d, amount in rows if measure in plan)
    return {**planned, **{code: months for code, months in paid.items() if total(months) > 0}}, planned


def _by_code(rows: Iterable[tuple[int, Month, Decimal]]) -> dict[int, list[Decimal]]:
    found = totals(((code, month.calendar.number), amount) for code, month, amount in rows)
    return {code: [found.get((code, n), ZERO) for n in range(1, 13)] for code, _number in list(found)}
