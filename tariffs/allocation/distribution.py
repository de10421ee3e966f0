"""One service gives its balance away: rate, amounts, residual. All in whole numbers over one denominator.

The rule is the one that 500 filed Medicare cost reports obey: multiplier rounded half up, amounts rounded half up,
what is left goes to the largest amount, the first on a tie; a negative balance is not given at all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from tariffs.allocation.inputs import Number, Rounding


@dataclass(frozen=True)
class Distribution:
    """What one service gave in one pass. The amount of a receiver is `numerators[i] × unit`, in the unit of the costs.

    `rate` is the unit cost multiplier as used (rounded where the inputs say so), `base_total` what it divides by.
    """

    giver: str
    balance: Fraction
    base_total: Fraction
    rate: Fraction
    receivers: tuple[str, ...]
    base: tuple[Number, ...]
    numerators: tuple[int, ...]
    unit: Fraction

    def amounts(self) -> Iterator[tuple[str, Fraction]]:
        """Receiver and amount, exact; made when asked for, since exact amounts of a large allocation are long."""
        for receiver, numerator in zip(self.receivers, self.numerators, strict=True):
            yield receiver, self.unit * numerator

    @property
    def given(self) -> Fraction:
        """The sum of all amounts: the balance, unless rounding lost something."""
        return self.unit * sum(self.numerators)


@dataclass(frozen=True)
class Base:
    """The quantities a service is given away by, scaled to whole numbers; receivers with none are left out."""

    receivers: tuple[str, ...]
    quantities: tuple[Number, ...]
    weights: tuple[int, ...]
    scale: int

    @classmethod
    def of(cls, base: Mapping[str, Number], allowed: Iterable[str]) -> "Base":
        """The part of `base` that falls on `allowed` departments, in the order of `base`."""
        receiving = allowed if isinstance(allowed, (set, frozenset)) else set(allowed)
        kept = [(receiver, quantity) for receiver, quantity in base.items() if quantity and receiver in receiving]
        if not kept:
            return cls((), (), (), 1)
        receivers, quantities = zip(*kept, strict=True)
        weights, scale = whole(quantities)
        return cls(receivers, quantities, tuple(weights), scale)

    @property
    def total(self) -> Fraction:
        return Fraction(sum(self.weights), self.scale)


class RunningBalances:
    """The running balance of every department: whole numerators over one common denominator."""

    def __init__(self, amounts: Mapping[str, Fraction | Number]) -> None:
        exact = {department: Fraction(amount) for department, amount in amounts.items()}
        self.denominator = lcm(*(amount.denominator for amount in exact.values())) if exact else 1
        self.numerators = {
            department: amount.numerator * (self.denominator // amount.denominator)
            for department, amount in exact.items()
        }

    def of(self, department: str) -> Fraction:
        return Fraction(self.numerators[department], self.denominator)

    def sign(self, department: str) -> int:
        numerator = self.numerators[department]
        return (numerator > 0) - (numerator < 0)

    def set_aside(self, department: str) -> Fraction:
        """Take the whole balance of `department` out of the books and return it."""
        amount = self.of(department)
        self.numerators[department] = 0
        return amount

    def give(self, giver: str, base: Base, rounding: Rounding) -> Distribution:
        """Move the positive balance of `giver` to the receivers of `base`; what rounding loses leaves the books."""
        balance = self.of(giver)
        numerators, unit, rate = _amounts(self.numerators[giver], self.denominator, base, rounding)
        common = lcm(self.denominator, unit.denominator)
        self._rescale(common)
        step = unit.numerator * (common // unit.denominator)
        if rounding.residual == "largest" and not rounding.is_exact:
            residual = self.numerators[giver] - sum(numerators) * step
            if residual:
                if step != 1:
                    numerators, step, unit = [n * step for n in numerators], 1, Fraction(1, common)
                numerators[numerators.index(max(numerators))] += residual
        self.numerators[giver] = 0
        for receiver, numerator in zip(base.receivers, numerators, strict=True):
            self.numerators[receiver] += numerator * step
        return Distribution(
            giver=giver,
            balance=balance,
            base_total=base.total,
            rate=rate,
            receivers=base.receivers,
            base=base.quantities,
            numerators=tuple(numerators),
            unit=unit,
        )

    def _rescale(self, common: int) -> None:
        factor = common // self.denominator
        if factor != 1:
            self.numerators = {department: amount * factor for department, amount in self.numerators.items()}
            self.denominator = common


def _amounts(numerator: int, denominator: int, base: Base, rounding: Rounding) -> tuple[list[int], Fraction, Fraction]:
    """Whole numbers and the unit that makes amounts of them, before the residual; and the rate."""
    total = sum(base.weights)
    rate = Fraction(numerator * base.scale, denominator * total)
    if rounding.share_decimals is not None:
        power = 10**rounding.share_decimals
        parts = [half_up(weight * power, total) for weight in base.weights]
        unit = Fraction(numerator, denominator * power)
    else:
        if rounding.rate_decimals is not None:
            power = 10**rounding.rate_decimals
            rate = Fraction(half_up(rate.numerator * power, rate.denominator), power)
        parts = list(base.weights)
        unit = rate / base.scale
    if rounding.amount_decimals is None:
        return parts, unit, rate
    power = 10 ** max(rounding.amount_decimals, 0)
    step = 10 ** max(-rounding.amount_decimals, 0)
    factor, divisor = unit.numerator * power, unit.denominator * step
    return [half_up(part * factor, divisor) for part in parts], Fraction(step, power), rate


def half_up(numerator: int, denominator: int) -> int:
    """The whole number nearest to numerator ÷ denominator (positive), halves away from zero."""
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def whole(quantities: Sequence[Number]) -> tuple[list[int], int]:
    """`quantities` as whole numbers, and the number they were multiplied by."""
    if set(map(type, quantities)) == {int}:
        return [int(quantity) for quantity in quantities], 1
    decimals = max((-int(q.as_tuple().exponent) for q in quantities if isinstance(q, Decimal)), default=0)
    scale = lcm(10 ** max(decimals, 0), *(q.denominator for q in quantities if isinstance(q, Fraction)))
    if scale == 1:
        return [int(quantity) for quantity in quantities], 1
    return [int(Fraction(quantity) * scale) for quantity in quantities], scale
