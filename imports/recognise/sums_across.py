"""Which headers across add up others: a quarter beside its months, `Итого` after each quarter, the year. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imports.periods import parse_period

# The place of a sum, and the places that it may add up, the likeliest first.
Adds = tuple[int, tuple[tuple[int, ...], ...]]


def parts_of_year(values: Mapping[int, object]) -> list[Adds] | None:
    """Of months and parts of years, by place, those that others make up. None where two overlap otherwise.

    A year of which not all months stand there is no sum that could be checked, and none of the figures either.
    """
    spans = {place: _months(str(value)) for place, value in values.items()}
    leaves: list[int] = []
    found: list[Adds] = []
    for place in sorted(spans, key=lambda one: (len(spans[one]), one)):
        inner = [leaf for leaf in leaves if spans[leaf] & spans[place]]
        if not inner:
            leaves.append(place)
        elif frozenset().union(*(spans[leaf] for leaf in inner)) == spans[place] and len(spans[place]) > 1:
            found.append((place, (tuple(sorted(inner)),)))
        elif len(spans[place]) == 12:
            found.append((place, ()))
        elif spans[place] != spans[inner[0]]:
            return None
        else:
            leaves.append(place)
    return found


def _months(value: str) -> frozenset[tuple[int, int]]:
    """The months of `2025-01` or `2025-01 – 2025-03`."""
    period = parse_period(value)
    if period is None:
        return frozenset()
    first, last = (12 * month.year + month.number - 1 for month in (period.first, period.last))
    return frozenset(divmod(at, 12) for at in range(first, last + 1))


def bare_sums(sums: Sequence[int], parts: Sequence[int], figures: Sequence[int]) -> list[Adds]:
    """What each `Итого` at `sums` may add up: what stands since the sum before it, all before it, or all."""
    found: list[Adds] = []
    for place in sums:
        before = [figure for figure in figures if figure < place]
        start = max((one for one in (*sums, *parts) if one < place), default=-1)
        since = [figure for figure in before if figure > start]
        found.append((place, tuple(tuple(one) for one in (since, before, figures) if one)))
    return found
