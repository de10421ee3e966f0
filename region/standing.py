"""What the facilities below one report for a period: who they are, what each absorbed, what the source sums up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from finance.languages import in_language
from finance.models import Facility
from finance.months import Month
from finance.scope import Scope, ScopeError
from region.absorbing import Absorbed, added
from region.models import Absorption
from region.own_books import own_books
from tariffs.declaring import standing

UNKNOWN = Absorbed()


@dataclass(frozen=True, slots=True)
class Member:
    """A facility with what it absorbed; `row` is what the consolidated report says of it."""

    facility: Facility
    district: str
    of: Absorbed
    row: Absorption | None = None
    # by its own books in the program; where the report says nothing of it, that is what counts
    own: Absorbed = UNKNOWN
    # whether the region asks it for a report: the State's, at work, below the one that reports
    is_asked: bool = True

    def name(self, language: str) -> str:
        return in_language(self.facility.name_ru, self.facility.name_kk, language)


@dataclass(frozen=True)
class Region:
    """`members` in the order of their numbers, all that are asked and who else reported; `sums` stated, by district."""

    top: Facility
    first: Month
    through: Month
    members: tuple[Member, ...]
    sums: Mapping[str, Absorption] = field(default_factory=dict)

    @cached_property
    def asked(self) -> list[Member]:
        return [member for member in self.members if member.is_asked]

    @cached_property
    def submitted(self) -> list[Member]:
        """Of those that were asked."""
        return [member for member in self.asked if member.of.is_submitted]

    @cached_property
    def missing(self) -> list[Member]:
        return [member for member in self.asked if not member.of.is_submitted]

    @property
    def total(self) -> Absorbed:
        return added(member.of for member in self.members)

    @cached_property
    def by_district(self) -> dict[str, list[Member]]:
        """Districts in alphabetical order, what stands in none last; in each the most absorbed first."""
        found: dict[str, list[Member]] = {}
        for member in sorted(self.members, key=lambda one: (not one.district, one.district)):
            found.setdefault(member.district, []).append(member)
        return {district: ranked(members) for district, members in found.items()}


def ranked(members: Sequence[Member]) -> list[Member]:
    """By the share of the year's plan, the largest first; those without a share last."""
    return sorted(
        members,
        key=lambda one: (one.of.share_of_year is None, -(one.of.share_of_year or 0), one.facility.number),
    )


def region_of(scope: Scope, first: Month, through: Month) -> Region:
    """Three queries. Raises ScopeError where no facility of the State stands below the one reported."""
    top = scope.facility
    below = [one for one in top.with_branches() if one.pk != top.pk]
    state = {one.pk: one for one in below if one.ownership == Facility.Ownership.STATE and one.is_active}
    if not state:
        raise ScopeError(_("No facility stands below “%(facility)s”.") % {"facility": top.name})
    rows, sums = dict[int, Absorption](), dict[str, Absorption]()
    for group in standing(Absorption, top, first_month=first, last_month=through).values():
        for row in group:
            if isinstance(row, Absorption) and row.member_id is not None:
                rows[row.member_id] = row
            elif isinstance(row, Absorption):
                sums[row.sum_of] = row
    stated = [one for one in (top, *below) if one.pk in rows and one.pk not in state and _says(rows[one.pk])]
    every = sorted([*state.values(), *stated], key=lambda one: one.number)
    own = own_books(scope, first, through)
    members = tuple(
        _member(one, rows.get(one.pk), own[one.pk].absorbed if one.pk in own else UNKNOWN, is_asked=one.pk in state)
        for one in every
    )  # fmt: skip
    return Region(top, first, through, members, sums)


def _says(row: Absorption) -> bool:
    return row.cash is not None or row.plan_year is not None or row.plan_period is not None


def _member(facility: Facility, row: Absorption | None, own: Absorbed, *, is_asked: bool) -> Member:
    of = own if row is None or not _says(row) else Absorbed(row.plan_year, row.plan_period, row.cash)
    return Member(facility, facility.district or (row.district if row else ""), of, row, own, is_asked)
