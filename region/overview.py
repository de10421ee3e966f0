"""A region at a glance: every facility with its absorption, cost of a bed-day and what it owes; districts; outliers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from finance.asking_once import asking_once
from finance.months import Month
from finance.scope import Scope
from region.absorbing import Absorbed, added
from region.outliers import Outlier, order_of, outliers
from region.own_books import own_books
from region.standing import Member, Region, region_of
from tariffs.models import Volume

COST, OWED = "cost", "owed"


@dataclass(frozen=True, slots=True)
class SeenFacility:
    """A facility with what is known of it beside its absorption; tenge, None for what nobody knows.

    `bed_day`: its actual cost of the months ÷ bed-days it declared; `owed`: what is accrued since January and not paid.
    """

    member: Member
    bed_day: Fraction | None
    owed: Decimal | None


@dataclass(frozen=True, slots=True)
class District:
    name: str
    of: Absorbed
    submitted: int
    asked: int


@dataclass(frozen=True)
class Overview:
    region: Region
    facilities: tuple[SeenFacility, ...]

    @property
    def districts(self) -> list[District]:
        """The least absorbed of the year's plan first, those of which nothing is known last."""
        found = [
            District(name, added(one.of for one in members), sum(one.of.is_submitted for one in members), len(members))
            for name, members in self.region.by_district.items()
        ]
        return sorted(found, key=lambda one: (one.of.share_of_year is None, one.of.share_of_year or 0, one.name))

    def ranked(self, order: str) -> list[SeenFacility]:
        """Who submitted, by a figure, the largest first; those without it last."""
        read = ORDERS[order]
        here = [one for one in self.facilities if one.member.of.is_submitted]

        def place(one: SeenFacility) -> tuple[Any, ...]:
            value = read(one)
            return value is None, order_of(-Fraction(value or 0)), one.member.facility.number

        return sorted(here, key=place)

    def outliers(self) -> dict[str, list[Outlier[int]]]:
        """By figure, places in `facilities` that lie far from the others."""
        found = {}
        for name in ("year", COST, OWED):
            compared = {at: _compared(one, name) for at, one in enumerate(self.facilities)}
            found[name] = outliers({at: value for at, value in compared.items() if value is not None})
        return found


def _compared(one: SeenFacility, name: str) -> Fraction | None:
    """What facilities of different size are compared by: debts as a share of the year's plan."""
    if name != OWED:
        value = ORDERS[name](one)
        return None if value is None else Fraction(value)
    plan = one.member.of.plan_year
    return None if one.owed is None or not plan else Fraction(one.owed) / Fraction(plan)


ORDERS: Mapping[str, Callable[[SeenFacility], Fraction | Decimal | None]] = {
    "year": lambda one: one.member.of.share_of_year,
    "period": lambda one: one.member.of.share_of_period,
    "left": lambda one: one.member.of.left,
    COST: lambda one: one.bed_day,
    OWED: lambda one: one.owed,
}


def overview(scope: Scope, first: Month, through: Month) -> Overview:
    """Four queries however many facilities there are. Raises ScopeError where none stands below."""
    with asking_once():
        region = region_of(scope, first, through)
        own = own_books(scope, first, through)
    days = _bed_days((one.facility.pk for one in region.members), first, through)
    seen = []
    for member in region.members:
        pk = member.facility.pk
        books = own.get(pk)
        actual, owed = (books.actual, books.owed) if books else (None, None)
        seen.append(
            SeenFacility(member, Fraction(actual) / days[pk] if days.get(pk) and actual is not None else None, owed)
        )
    return Overview(region, tuple(seen))


def _bed_days(facilities: Iterable[int], first: Month, through: Month) -> dict[int, int]:
    """Bed-days done as the facilities declared them, the newest statement of a month and profile. One query."""
    rows = Volume.objects.in_force().filter(facility__in=list(facilities), month__gte=first, month__lte=through)
    newest = {
        (facility, month, profile, setting): days
        for facility, month, profile, setting, days in rows.values_list(
            "facility_id", "month", "profile_id", "setting", "bed_days_done"
        )
    }
    found: defaultdict[int, int] = defaultdict(int)
    for (facility, *_rest), days in newest.items():
        found[facility] += days or 0
    return dict(found)
