"""What one bed-day costs: full cost ÷ bed-days, and the control that it adds back (R14 of hospital costing)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up


@dataclass(frozen=True)
class UnitCost:
    """Cost of a bed-day of one profile, tenge. `cost_per_bed_day` is None where there was no bed-day."""

    full_cost_amount: Decimal
    bed_days: int
    cost_per_bed_day: Decimal | None

    @property
    def adding_back_difference(self) -> Decimal | None:
        """Cost per bed-day × bed-days − full cost: what rounding for display leaves."""
        return None if self.cost_per_bed_day is None else self.cost_per_bed_day * self.bed_days - self.full_cost_amount

    @property
    def adds_back(self) -> bool:
        """R14: the difference is no more than half a tiyn for each bed-day; a cost without bed-days never adds back."""
        difference = self.adding_back_difference
        if difference is None:
            return self.full_cost_amount == 0
        return abs(difference) <= Decimal("0.005") * self.bed_days


def unit_cost(full_cost_amount: Decimal, bed_days: int) -> UnitCost:
    """The cost of a bed-day of one profile, rounded half up to the tiyn; tenge."""
    return UnitCost(full_cost_amount, bed_days, cost_per_bed_day(full_cost_amount, bed_days))


def cost_per_bed_day(full_cost_amount: Decimal | Fraction, bed_days: int) -> Decimal | None:
    """Tenge per bed-day, rounded half up to the tiyn; None without bed-days. Negative bed-days raise ValueError."""
    exact = exact_cost_per_bed_day(full_cost_amount, bed_days)
    return None if exact is None else round_half_up(exact)


def exact_cost_per_bed_day(full_cost_amount: Decimal | Fraction, bed_days: int) -> Fraction | None:
    """Tenge per bed-day, not rounded; None without bed-days. Negative bed-days raise ValueError."""
    if bed_days < 0:
        raise ValueError(f"{bed_days} bed-days")
    return Fraction(full_cost_amount) / bed_days if bed_days else None
