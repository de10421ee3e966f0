"""Which tariff pays a day. Pure.

A tariff holds until the next row of its profile, setting and payment kind, and never past 31 December of the year it
applies from. The same start with a later publication replaces it; the same start and publication with another amount
is an overlap and refused.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TariffRow:
    """Tenge from `applies_from`; `published_on` is the day of the order."""

    profile: str
    setting: str
    payment_kind: str
    amount: Decimal
    applies_from: date
    published_on: date
    order_number: str = ""
    cell: str = ""

    @property
    def key(self) -> Key:
        return self.profile, self.setting, self.payment_kind


def tariff_on(rows: Iterable[TariffRow], key: Key, day: date) -> TariffRow | None:
    """The row that pays `day`; None without one."""
    best: TariffRow | None = None
    for row in rows:
        if row.key != key or row.applies_from > day:
            continue
        if best is None or (row.applies_from, row.published_on) > (best.applies_from, best.published_on):
            best = row
    if best is None or day > date(best.applies_from.year, 12, 31):
        return None
    return best
