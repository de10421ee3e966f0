"""How many bed-days pay for themselves: fixed cost ÷ (tariff − variable cost per bed-day), rounded up."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from finance.money import ZERO, round_half_up


@dataclass(frozen=True)
class CostBehaviour:
    """A full cost split by what it does when bed-days change, tenge."""

    fixed_amount: Decimal
    variable_amount: Decimal


def split_by_behaviour(
    full_cost_by_code: Mapping[str, Decimal], variable_shares: Mapping[str, Decimal]
) -> CostBehaviour:
    """Variable is each code's amount × its share (0 to 1, absent 0), rounded to the tiyn; the rest is fixed."""
    variable = sum(
        (round_half_up(amount * variable_shares.get(code, ZERO)) for code, amount in full_cost_by_code.items()), ZERO
    )
    return CostBehaviour(sum(full_cost_by_code.values(), ZERO) - variable, variable)


def break_even_bed_days(
    fixed_amount: Decimal | Fraction, variable_cost_per_bed_day: Decimal | Fraction, tariff: Decimal | Fraction | None
) -> int | None:
    """Whole bed-days that cover the fixed cost. None where there is no tariff or a bed-day does not even pay its own
    variable cost; 0 where there is no fixed cost to cover.
    """
    if tariff is None:
        return None
    margin = Fraction(tariff) - Fraction(variable_cost_per_bed_day)
    if margin <= 0:
        return None
    return max(ceil(Fraction(fixed_amount) / margin), 0)


def break_even_of(behaviour: CostBehaviour, bed_days: int, tariff: Decimal | Fraction | None) -> int | None:
    """Break-even of a profile that had `bed_days`; None without any, as a bed-day's variable cost is unknown then."""
    if bed_days <= 0:
        return None
    return break_even_bed_days(behaviour.fixed_amount, Fraction(behaviour.variable_amount) / bed_days, tariff)
