"""Samples of entries for the audit: by money (each tenge has the same chance) and by chance; a seed draws them again.

Monetary-unit sampling is the systematic selection of ISA 530, appendix 4: the sums stand on one line in the order of
their entries, and a point is taken at every interval, beginning where the seed says. Pure.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Drawable:
    """An entry that may be drawn. `amount` is tenge of either sign; its size counts."""

    key: int
    amount: Decimal


def by_money(entries: Sequence[Drawable], size: int, seed: int) -> list[int]:
    """Keys in the order of `entries`; an entry larger than the interval is always in it, and drawn once.

    What stands at zero is never drawn. At most `size` entries.
    """
    tiyn = [int(abs(one.amount).scaleb(2)) for one in entries]
    whole = sum(tiyn)
    if not whole or size < 1:
        return []
    begins = _number(f"{seed}") % whole
    # points are counted in parts of a tiyn, `size` to one, so that intervals need no rounding
    points = iter([begins + step * whole for step in range(size)])
    found, upto, point = list[int](), 0, next(points, None)
    for one, own in zip(entries, tiyn, strict=True):
        upto += own * size
        if point is not None and point < upto:
            found.append(one.key)
        while point is not None and point < upto:
            point = next(points, None)
    return found


def by_chance(entries: Sequence[Drawable], size: int, seed: int) -> list[int]:
    """`size` keys in the order of `entries`, every entry with the same chance."""
    drawn = set(sorted((one.key for one in entries), key=lambda key: _number(f"{seed}:{key}"))[:size])
    return [one.key for one in entries if one.key in drawn]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest())
