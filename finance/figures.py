"""What a code's year looks like: plan, changes, money received, paid, spent, promised. Pure, tenge.

Every figure adds exactly, so codes roll up into groups and facilities into regions by `+`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO
from finance.months import Month

# Measures of spending and of the money for it; income has items of its own instead of codes.
COUNTED = frozenset({"plan", "amendment", "funding", "commitment", "cash", "actual"})

# code id, measure, month, month of the date, tenge
Amount = tuple[int, str, Month, Month, Decimal]


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """`plan_contract`, `amendment`, `plan_adjusted` and `committed` are the whole year's, changes and commitments only
    those dated up to the last day of the period. `plan_period`, `funding_year`, `cash_year` and `actual_year` run from
    January through the period's last month; `funding`, `cash` and `actual` are the period's own. Period 13 counts with
    December.

    `accrued_without_contract` is the larger of what was entered so and of the actual cost over the commitments, since
    trial balances name no contract. It is kept per code of one budget, for the larger of sums is no sum of the larger.
    """

    plan_contract: Decimal = ZERO
    amendment: Decimal = ZERO
    plan_period: Decimal = ZERO
    funding: Decimal = ZERO
    cash: Decimal = ZERO
    actual: Decimal = ZERO
    funding_year: Decimal = ZERO
    cash_year: Decimal = ZERO
    actual_year: Decimal = ZERO
    committed: Decimal = ZERO
    accrued_without_contract: Decimal = ZERO

    def __add__(self, other: CodeFigures) -> CodeFigures:
        return CodeFigures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def plan_adjusted(self) -> Decimal:
        return self.plan_contract + self.amendment

    @property
    def available(self) -> Decimal:
        """What may still be promised this year."""
        return self.plan_adjusted - self.committed - self.accrued_without_contract

    @property
    def left(self) -> Decimal:
        """What of the year's adjusted plan is not paid yet."""
        return self.plan_adjusted - self.cash_year

    @property
    def percent(self) -> Fraction | None:
        """Paid since January as a share of the year's adjusted plan; None without a plan."""
        return Fraction(self.cash_year) / Fraction(self.plan_adjusted) if self.plan_adjusted else None

    @property
    def is_over_plan(self) -> bool:
        return self.cash_year > self.plan_adjusted

    @property
    def is_spent_without_plan(self) -> bool:
        return not self.plan_adjusted and bool(self.cash_year or self.actual_year)

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, f.name) for f in fields(self))


def by_code(
    amounts: Iterable[Amount],
    first: Month,
    through: Month,
    without_contract: Mapping[int, Decimal] | None = None,
) -> dict[int, CodeFigures]:
    """Figures of one budget by code id, from its year's balances; `first` and `through` are inclusive.

    `without_contract` is what was accrued since January without a contract, as entered, by code id.
    """
    sums: defaultdict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for code, measure, month, dated, amount in amounts:
        for column in _columns(measure, month.calendar, dated, first, through):
            sums[code][column] += amount
    entered = without_contract or {}
    for code in entered:
        sums[code]["entered"] += entered[code]
    found = {}
    for code, columns in sums.items():
        given = columns.pop("entered", ZERO)
        figures = CodeFigures(**columns)
        accrued = max(given, figures.actual_year - figures.committed, ZERO)
        found[code] = replace(figures, accrued_without_contract=accrued)
    return found


def total(figures: Iterable[CodeFigures]) -> CodeFigures:
    return sum(figures, CodeFigures())


def _columns(measure: str, month: Month, dated: Month, first: Month, through: Month) -> tuple[str, ...]:
    has_come = month <= through
    if measure not in COUNTED:
        return ()
    if measure in ("plan", "amendment", "commitment"):
        if dated > through:
            return ()
        if measure == "commitment":
            return ("committed",)
        column = "plan_contract" if measure == "plan" else measure
        return (column, "plan_period") if has_come else (column,)
    if not has_come:
        return ()
    own = (measure,) if month >= first else ()
    return (*own, f"{measure}_year") if measure in ("funding", "cash", "actual") else own
