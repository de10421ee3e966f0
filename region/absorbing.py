"""How much of a plan is absorbed: percents, what is left, the pace so far and the pace still needed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from finance.money import ZERO, total

MONTHS = 12
JULY = 7


@dataclass(frozen=True)
class Absorbed:
    """Tenge; None is what nobody states. `cash` is what is absorbed of both plans."""

    plan_year: Decimal | None = None
    plan_period: Decimal | None = None
    cash: Decimal | None = None

    @property
    def is_submitted(self) -> bool:
        return self.cash is not None

    @property
    def left(self) -> Decimal | None:
        """Of the year's plan; below zero where more was absorbed than there is."""
        return None if self.plan_year is None or self.cash is None else self.plan_year - self.cash

    @cached_property
    def share_of_year(self) -> Fraction | None:
        return _share(self.cash, self.plan_year)

    @cached_property
    def share_of_period(self) -> Fraction | None:
        return _share(self.cash, self.plan_period)

    @property
    def is_over(self) -> bool:
        return self.left is not None and self.left < ZERO

    def is_idle(self, month: int) -> bool:
        """Whether nothing is absorbed of a plan by 1 July, or later; `month` is the last one reported."""
        return self.cash == ZERO and bool(self.plan_year) and month >= JULY - 1


@dataclass(frozen=True, slots=True)
class Pace:
    """Tenge a month: what was absorbed in the months gone, and what the months left would need."""

    so_far: Fraction
    needed: Fraction | None

    @property
    def growth(self) -> Fraction | None:
        """By what share the pace must rise; None where nothing was absorbed or no month is left."""
        return None if self.needed is None or not self.so_far else self.needed / self.so_far - 1


def pace(of: Absorbed, months: int) -> Pace | None:
    """After `months` of the year; None where plan or cash is not known."""
    if of.cash is None or of.left is None or not 1 <= months <= MONTHS:
        return None
    rest = MONTHS - months
    return Pace(Fraction(of.cash) / months, Fraction(of.left) / rest if rest else None)


def added(parts: Iterable[Absorbed]) -> Absorbed:
    """The sums; a figure that no part states stays unknown."""
    every = list(parts)
    return Absorbed(*(_sum(getattr(one, key) for one in every) for key in ("plan_year", "plan_period", "cash")))


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return total(known) if known else None


def _share(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    return None if part is None or not whole else Fraction(part) / Fraction(whole)
