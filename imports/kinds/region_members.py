"""Whom a row of a region's report means: a facility below the one reported, by its БИН, else by its name."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from functools import cached_property

from finance.models import Facility
from imports.context import Context
from imports.models import FacilityName
from imports.resolve.letters import skeleton

MOST_OFFERS = 3


class Members:
    """Facilities below the one a file is of, and that one itself; two queries."""

    def __init__(self, context: Context) -> None:
        self.top = context.facility
        self.every = context.facility.with_branches()
        self.by_number = {one.number: one for one in self.every}
        names = FacilityName.objects.filter(facility=context.facility)
        self._confirmed = dict(names.values_list("folded", "member__number"))

    @cached_property
    def districts(self) -> dict[str, str]:
        """Districts that a facility stands in, folded → as written."""
        return {skeleton(one.district): one.district for one in self.every if one.district}

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        found: defaultdict[str, set[str]] = defaultdict(set)
        for one in self.every:
            for name in (one.name_ru, one.name_kk):
                if name:
                    found[skeleton(name)].add(one.number)
        return found

    def named(self, text: str) -> Facility | None:
        """Who bears this name, or who it was confirmed to mean; None for nobody, or for two."""
        folded = skeleton(text)
        if folded in self._confirmed:
            return self.by_number.get(self._confirmed[folded])
        numbers = self._named.get(folded, set())
        return self.by_number[next(iter(numbers))] if len(numbers) == 1 else None

    def nearest(self, text: str) -> tuple[str, ...]:
        """Numbers of the facilities whose names are most like `text`, the nearest first; all that bear it."""
        folded = skeleton(text)
        if folded in self._named:
            return tuple(sorted(self._named[folded]))
        names = get_close_matches(folded, self._named, MOST_OFFERS, 0.5)
        return tuple(dict.fromkeys(number for name in names for number in sorted(self._named[name])))
