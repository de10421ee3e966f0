"""Rounding of long fractions by short arithmetic, and still exact.

Exact amounts of a large allocation have thousands of digits. A rounded amount needs a few of them: it is computed from
a unit cut off far behind the last digit that counts, and computed again in full where the cut could matter.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from tariffs.allocation.distribution import Distribution, half_up

GUARD_BITS = 64


def rounded_rows(passes: Sequence[Sequence[Distribution]], decimals: int) -> Iterator[tuple[str, dict[str, int]]]:
    """Giver and receiver → amount over all passes, half up, in whole units of 10^−`decimals`."""
    by_giver: dict[str, list[Distribution]] = {}
    for distribution in (d for distributions in passes for d in distributions):
        by_giver.setdefault(distribution.giver, []).append(distribution)
    for giver, distributions in by_giver.items():
        yield giver, _rounded_row(distributions, Fraction(10) ** decimals)


def _rounded_row(distributions: Sequence[Distribution], power: Fraction) -> dict[str, int]:
    numerators = _summed([d.receivers for d in distributions], [d.numerators for d in distributions])
    largest = max((abs(n) for row in numerators.values() for n in row), default=0)
    bits = largest.bit_length() + GUARD_BITS
    units = [distribution.unit * power for distribution in distributions]
    cut = [(unit.numerator << bits) // unit.denominator for unit in units]
    half = 1 << (bits - 1)
    row = {}
    for receiver, parts in numerators.items():
        if len(parts) == 1:
            low, slack = parts[0] * cut[0] + half, parts[0]
        else:
            low, slack = sum(n * unit for n, unit in zip(parts, cut, strict=True)) + half, sum(parts)
        rounded = low >> bits
        # each part was cut by less than its own numerator: the true value lies between low and low + slack
        if low < half or rounded != (low + slack) >> bits or min(parts) < 0:
            exact = sum((n * unit for n, unit in zip(parts, units, strict=True)), Fraction(0))
            rounded = half_up(exact.numerator, exact.denominator)
        row[receiver] = rounded
    return row


def _summed(receivers: Sequence[tuple[str, ...]], numerators: Sequence[tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Receiver → its numerator in each distribution, 0 where it received nothing."""
    if len(receivers) == 1:
        return {receiver: (n,) for receiver, n in zip(receivers[0], numerators[0], strict=True)}
    found = [dict(zip(names, values, strict=True)) for names, values in zip(receivers, numerators, strict=True)]
    names = dict.fromkeys(name for row in found for name in row)
    return {name: tuple(row.get(name, 0) for row in found) for name in names}
