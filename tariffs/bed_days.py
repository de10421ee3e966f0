"""Counting bed-days from stays. Pure.

The facility's rule says whether the day of admission and the day of discharge count as one day (the usual rule, and
that of the sample register: discharge minus admission) or as two. A stay within one day is one bed-day either way.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from finance.months import Month

# (day, profile)
Transfers = tuple[tuple[date, str], ...]


class BedDayRule(StrEnum):
    """`one`: the days of admission and discharge count as one; `both`: each counts."""

    ONE = "one"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class CountedStay:
    """A stay as the register gives it. `discharged` is None while the child is still in."""

    case: str
    profile: str
    admitted: date
    discharged: date | None
    setting: str = "inpatient"
    cell: str = ""
    # days on which the case moved to another profile, which count in that one
    transfers: Transfers = ()

    @property
    def parts(self) -> list["StayPart"]:
        return parts_of(self.admitted, self.discharged, self.profile, self.transfers)


@dataclass(frozen=True, slots=True)
class StayPart:
    """What of a stay was spent in one profile: from `begun` up to the day it `left` for another one, or was over."""

    profile: str
    begun: date
    left: date | None
    is_last: bool = True

    def within(self, whole: tuple[date, date]) -> tuple[date, date]:
        """The days that count for the part, of those that count for the stay; the last day is the one after them."""
        begin, end = whole
        until = end if self.is_last or self.left is None else min(self.left, end)
        return max(self.begun, begin), until

    @property
    def last_day(self) -> date:
        """The last day on which what was given to the case was given in this part."""
        if self.left is None:
            return date.max
        return self.left if self.is_last else self.left - timedelta(days=1)


def parts_of(admitted: date, discharged: date | None, profile: str, transfers: Transfers) -> list[StayPart]:
    """The stay in order, by profile; a stay that never moved is one part."""
    found, begun, own = list[StayPart](), admitted, profile
    for day, other in sorted(transfers):
        if other == own:
            continue
        if begun < day:
            found.append(StayPart(own, begun, day, is_last=False))
        begun, own = max(day, begun), other
    return [*found, StayPart(own, begun, discharged)]


@dataclass(frozen=True, slots=True)
class StayProblem:
    """`problem` is `ends-before-it-begins` or `overlapping-stays`; `other` is the cell of the stay it overlaps."""

    problem: str
    case: str
    cell: str
    other: str = ""


def stay_problems(stays: Iterable[CountedStay]) -> list[StayProblem]:
    """Stays that cannot be: ending before they begin, or two of one case over the same night."""
    problems = []
    by_case: defaultdict[str, list[CountedStay]] = defaultdict(list)
    for stay in stays:
        if stay.discharged is not None and stay.discharged < stay.admitted:
            problems.append(StayProblem("ends-before-it-begins", stay.case, stay.cell))
        else:
            by_case[stay.case].append(stay)
    for case, own in by_case.items():
        latest: CountedStay | None = None
        for stay in sorted(own, key=lambda s: (s.admitted, s.discharged or date.max)):
            if latest is not None and (latest.discharged is None or stay.admitted < latest.discharged):
                problems.append(StayProblem("overlapping-stays", case, stay.cell, latest.cell))
            if latest is None or (stay.discharged or date.max) > (latest.discharged or date.max):
                latest = stay
    return problems


def nights(admitted: date, discharged: date | None, rule: BedDayRule, through: date) -> tuple[date, date]:
    """The first day that counts, and the day after the last one. A stay that is not over counts through `through`."""
    if discharged is None or discharged > through:
        return admitted, through + timedelta(days=1)
    if rule is BedDayRule.BOTH or discharged == admitted:
        return admitted, discharged + timedelta(days=1)
    return admitted, discharged


def bed_days_by_month(admitted: date, discharged: date | None, rule: BedDayRule, through: date) -> dict[Month, int]:
    """Bed-days of one stay by month. A stay that is not over yet counts through the day `through`, inclusive."""
    return days_by_month(nights(admitted, discharged, rule, through))


def days_by_month(days: tuple[date, date]) -> dict[Month, int]:
    """Days by month, the second one not counted."""
    day, end = days
    found: dict[Month, int] = {}
    month = Month.of(day)
    while day < end:
        begin_of_next = month.next().first_day
        until = min(end, begin_of_next)
        found[month] = (until - day).days
        month, day = month.next(), until
    return found


def average_stay(bed_days: int, discharged: int) -> Fraction | None:
    """Bed-days per treated case; None without a case."""
    return Fraction(bed_days, discharged) if discharged else None


def bed_turnover(discharged: int, beds: Fraction) -> Fraction | None:
    """Patients per bed; None without a bed."""
    return Fraction(discharged) / beds if beds else None


def bed_working_days(bed_days: int, beds: Fraction) -> Fraction | None:
    """Days a bed worked: bed-days ÷ beds; None without a bed."""
    return Fraction(bed_days) / beds if beds else None
