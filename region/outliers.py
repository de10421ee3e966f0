"""Which figures of a group lie far from the others: beyond one and a half times the middle half's width. Pure."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
# of fewer figures no middle half can be told
FEWEST = 8
REACH = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class Outlier(Generic[K]):
    key: K
    value: Fraction
    middle: Fraction
    is_high: bool


def outliers(values: Mapping[K, Fraction]) -> list[Outlier[K]]:
    """The farthest from the middle first; nothing for fewer than eight figures (Tukey's fences)."""
    if len(values) < FEWEST:
        return []
    ordered = sorted(values.values(), key=order_of)
    low, middle, high = (_quantile(ordered, Fraction(part, 4)) for part in (1, 2, 3))
    reach = REACH * (high - low)
    least, most = low - reach, high + reach
    found = [
        Outlier(key, value, middle, value > high) for key, value in values.items() if value < least or value > most
    ]
    return sorted(found, key=lambda one: -abs(one.value - one.middle))


def order_of(value: Fraction) -> tuple[int, Fraction]:
    """Sorts as the fraction does, and much faster: only those alike in whole 2⁻⁶⁴ are compared as fractions."""
    return (value.numerator << 64) // value.denominator, value


def _quantile(ordered: list[Fraction], share: Fraction) -> Fraction:
    """Between the two figures that it falls between."""
    place = share * (len(ordered) - 1)
    at = int(place)
    if at + 1 == len(ordered):
        return ordered[at]
    return ordered[at] + (ordered[at + 1] - ordered[at]) * (place - at)
