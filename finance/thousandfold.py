"""Figures a thousand times off: a unit read wrongly shows against the plan, the month before, what stood or was spent.

Pure. A figure is off where it is nearer to a thousand times its measure, or to a thousandth of it, than to a hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum

from finance.money import WIDE, ZERO
from finance.months import Month

# 10^2.5, squared: the middle between a hundred and a thousand
NEAREST_TO_A_THOUSAND = 10**5
FLOWS = ("funding", "cash", "actual", "income")
# Kinds of money that state a whole month of a code, so that the figure before is of the same thing.
STATED = ("plan", "actual")
SPENT = ("cash", "actual", "funding")
CHANGES = ("amendment", "commitment")


class Against(StrEnum):
    """What a figure is held against."""

    PLAN = "plan"
    EARLIER = "earlier"
    STOOD = "stood"
    SPENT = "spent"


@dataclass(frozen=True, slots=True)
class Off:
    """One figure of a code and month a thousand times off its `reference`; tenge."""

    measure: str
    code: int
    month: Month
    amount: Decimal
    against: Against
    reference: Decimal

    @property
    def is_below(self) -> bool:
        return abs(self.amount) < abs(self.reference)


Key = tuple[str, int]
# measure, code, month
Place = tuple[str, int, Month]


@dataclass(frozen=True, slots=True)
class Monthly:
    """Tenge by measure and code, then by month of one year."""

    amounts: Mapping[Key, Mapping[Month, Decimal]]
    _none: Mapping[Month, Decimal] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, str, Month, Decimal]]) -> Monthly:
        """Of (code, measure, month, tenge); period 13 counts with December."""
        found: defaultdict[Key, defaultdict[Month, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
        for code, measure, month, amount in rows:
            found[measure, code][month.calendar] += amount
        return cls(found)

    def of_code(self, measure: str, code: int) -> Mapping[Month, Decimal]:
        return self.amounts.get((measure, code), self._none)

    def planned(self, code: int, *, is_adjusted: bool = True) -> Decimal:
        """A month's share of the year's plan."""
        months = [self.of_code("plan", code)]
        if is_adjusted:
            months.append(self.of_code("amendment", code))
        return sum((amount for of_month in months for amount in of_month.values()), ZERO) / 12

    def spent(self, code: int) -> Decimal:
        """A month's mean of what was paid, else accrued, else received."""
        for measure in SPENT:
            months = [amount for amount in self.of_code(measure, code).values() if amount]
            if months:
                return sum(months, ZERO) / len(months)
        return ZERO

    def earlier(self, measure: str, code: int, month: Month) -> Decimal:
        """The nearest earlier month of the year that has anything."""
        months = self.of_code(measure, code)
        known = [one for one, amount in months.items() if one < month and amount]
        return months[max(known)] if known else ZERO


def is_off(amount: Decimal, reference: Decimal) -> bool:
    """Nothing is off against nothing."""
    if not amount or not reference:
        return False
    with localcontext(WIDE):
        small, large = sorted((amount * amount, reference * reference))
        return large >= small * NEAREST_TO_A_THOUSAND


def off_figures(books: Monthly, asked: Collection[Place], stood: Mapping[Place, Decimal] | None = None) -> list[Off]:
    """The figures among `asked` (measure, code, month) that are off, each against the first thing that tells.

    `stood` is what the books held of them before. A change of plan or a contract may be as small as it likes beside a
    plan, so these are too small only where all of their kind are.
    """
    found, fitting = [], set()
    for measure, code, month in sorted(asked):
        amount = _figure(books, measure, code, month)
        before = (stood or {}).get((measure, code, month), ZERO)
        known = [(against, one) for against, one in _references(books, measure, code, month, before) if one]
        off = next((Off(measure, code, month, amount, *one) for one in known if is_off(amount, one[1])), None)
        if off is not None:
            found.append(off)
        elif amount and known:
            fitting.add(measure)
    return [one for one in found if one.measure not in CHANGES or one.measure not in fitting or not one.is_below]


def _figure(books: Monthly, measure: str, code: int, month: Month) -> Decimal:
    """What is held against a month: of the plan a month's share, of contracts all of the year."""
    if measure == "plan":
        return books.planned(code, is_adjusted=False)
    months = books.of_code(measure, code)
    return sum(months.values(), ZERO) if measure == "commitment" else months.get(month, ZERO)


def _references(
    books: Monthly, measure: str, code: int, month: Month, before: Decimal
) -> Iterator[tuple[Against, Decimal]]:
    if measure == "plan":
        yield Against.SPENT, books.spent(code)
    else:
        yield Against.PLAN, books.planned(code, is_adjusted=measure != "amendment")
    if measure in FLOWS:
        yield Against.EARLIER, books.earlier(measure, code, month)
    if measure in STATED:
        yield Against.STOOD, before


def once_a_code(found: Iterable[Off]) -> list[tuple[Off, int]]:
    """The first of each measure, code and thing it is held against, with how many months are like it."""
    groups: defaultdict[tuple[str, int, Against], list[Off]] = defaultdict(list)
    for one in found:
        groups[one.measure, one.code, one.against].append(one)
    return [(group[0], len(group)) for group in groups.values()]
