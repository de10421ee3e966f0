"""Which tariff pays a day. Pure.

A tariff holds until the next row of its profile, setting and payment kind, and never past 31 December of the year it
applies from. The same start with a later publication replaces it; the same start and publication with another amount
is an overlap and refused.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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


def overlaps(rows: Iterable[TariffRow]) -> list[tuple[TariffRow, TariffRow]]:
    """Pairs that apply from one day, were published on one day, and differ in amount."""
    seen: dict[tuple[Key, date, date], TariffRow] = {}
    found = []
    for row in rows:
        known = seen.setdefault((row.key, row.applies_from, row.published_on), row)
        if known.amount != row.amount:
            found.append((known, row))
    return found


def tariff_on(rows: Iterable[TariffRow], key: Key, day: date, known_on: date | None = None) -> TariffRow | None:
    """The row that pays `day`, as the orders published by `known_on` (default: all) have it; None without one."""
    best: TariffRow | None = None
    for row in rows:
        if row.key != key or row.applies_from > day or (known_on is not None and row.published_on > known_on):
            continue
        if best is None or (row.applies_from, row.published_on) > (best.applies_from, best.published_on):
            best = row
    if best is None or day > date(best.applies_from.year, 12, 31):
        return None
    return best


@dataclass(frozen=True, slots=True)
class Span:
    """A tariff over days `first` through `last`, inclusive."""

    row: TariffRow
    first: date
    last: date


def spans(rows: Iterable[TariffRow]) -> dict[Key, list[Span]]:
    """For each key the days each tariff holds, in order; gaps are days without a tariff."""
    newest: defaultdict[Key, dict[date, TariffRow]] = defaultdict(dict)
    for row in rows:
        held = newest[row.key].get(row.applies_from)
        if held is None or row.published_on >= held.published_on:
            newest[row.key][row.applies_from] = row
    found: dict[Key, list[Span]] = {}
    for key, by_start in newest.items():
        starts = sorted(by_start)
        found[key] = [
            Span(
                by_start[start],
                start,
                min([date(start.year, 12, 31), *(s - timedelta(days=1) for s in starts[i + 1 : i + 2])]),
            )
            for i, start in enumerate(starts)
        ]
    return found
