"""What a register of stays comes to by month, in sums that tell the bed-days of any months by either rule. Pure.

A stay that is over counts once and for all. One that is not lies in every month after the one it began in, so of these
it is enough to know how many there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from finance.months import Month, span
from tariffs.bed_days import BedDayRule, CountedStay, days_by_month, nights


class Figure(StrEnum):
    """`one` and `both` are bed-days by these rules, `open_days` those of the first month of stays that are not over."""

    ONE = "one"
    BOTH = "both"
    OPEN_DAYS = "open_days"
    OPEN_CASES = "open_cases"
    ADMITTED = "admitted"
    DISCHARGED = "discharged"


# month, profile, setting
Place = tuple[Month, str, str]
Counts = Mapping[tuple[Month, str, str, Figure], int]
# case and day of admission
Name = tuple[str, date]


class Moved(NamedTuple):
    """Counts, and how many cases an organisation sent in a month; or by how much both changed."""

    counts: Counter[tuple[Month, str, str, Figure]]
    sent: Counter[tuple[Month, str]]

    def less(self, other: "Moved") -> "Moved":
        self.counts.subtract(other.counts)
        self.sent.subtract(other.sent)
        return self


def come_to(stays: Iterable[tuple[CountedStay, str]]) -> Moved:
    """Stays, each with the organisation that sent it."""
    every = list(stays)
    return Moved(
        counts_of(stay for stay, _sender in every), Counter((Month.of(stay.admitted), who) for stay, who in every)
    )


def counts_of(stays: Iterable[CountedStay]) -> Counter[tuple[Month, str, str, Figure]]:
    found: Counter[tuple[Month, str, str, Figure]] = Counter()
    for stay in stays:
        parts, setting = stay.parts, stay.setting
        found[Month.of(stay.admitted), parts[0].profile, setting, Figure.ADMITTED] += 1
        if stay.discharged is not None:
            found[Month.of(stay.discharged), parts[-1].profile, setting, Figure.DISCHARGED] += 1
        else:
            last = parts.pop()
            begun = Month.of(last.begun)
            found[begun, last.profile, setting, Figure.OPEN_CASES] += 1
            found[begun, last.profile, setting, Figure.OPEN_DAYS] += begun.days - last.begun.day + 1
        end = stay.discharged or date.max
        for rule in BedDayRule:
            whole = (stay.admitted, end) if stay.discharged is None else nights(stay.admitted, end, rule, end)
            for part in parts:
                for month, days in days_by_month(part.within(whole)).items():
                    found[month, part.profile, setting, Figure(rule)] += days
    return found


def bed_days_between(counts: Counts, rule: BedDayRule, first: Month, last: Month) -> dict[Place, int]:
    """Bed-days of the months, inclusive; stays that are not over count through the end of `last`."""
    found: defaultdict[Place, int] = defaultdict(int)
    for (month, profile, setting, figure), count in counts.items():
        if figure == Figure.OPEN_CASES:
            for later in span(max(first, month.next()), last):
                found[later, profile, setting] += count * later.days
        elif figure in {rule, Figure.OPEN_DAYS} and first <= month <= last:
            found[month, profile, setting] += count
    return {place: days for place, days in found.items() if days}


def discharged_by_month(counts: Counts) -> dict[Place, int]:
    """Treated cases by the month they were discharged in, and the profile they were discharged from."""
    found: defaultdict[Place, int] = defaultdict(int)
    for (*place, figure), count in counts.items():
        if figure == Figure.DISCHARGED:
            found[tuple(place)] += count  # type: ignore[index] # month, profile, setting
    return dict(found)


def treated_between(counts: Counts, first: Month, last: Month) -> int:
    """Cases that were in on some day of the months, inclusive."""
    admitted = sum(count for (month, *_, figure), count in counts.items() if figure == "admitted" and month <= last)
    gone = sum(count for (month, *_, figure), count in counts.items() if figure == "discharged" and month < first)
    return admitted - gone


# of a paper: the stays it states with who sent them, and the moves (day, profile; None where there was none)
StaysOfPaper = Mapping[Name, list[tuple[CountedStay, str]]]
MovesOfPaper = Mapping[Name, list[tuple[date, str | None]]]


class StatedSpan(NamedTuple):
    """What was stated from one moment until another, or since then."""

    since: datetime
    until: datetime | None
    stays: StaysOfPaper
    moves: MovesOfPaper


def replayed(papers: Mapping[int, StatedSpan]) -> Iterator[tuple[datetime, Moved]]:
    """By how much each coming and going of a paper moved the sums. Of several that stand the highest number holds."""
    events = [(paper.since, number) for number, paper in papers.items()]
    events += [(paper.until, number) for number, paper in papers.items() if paper.until is not None]
    naming: defaultdict[Name, list[int]] = defaultdict(list)
    for number in sorted(papers, reverse=True):
        for name in {*papers[number].stays, *papers[number].moves}:
            naming[name].append(number)
    standing = set[int]()

    def held(names: Iterable[Name]) -> Iterator[tuple[CountedStay, str]]:
        for name in names:
            here = [papers[number] for number in naming[name] if number in standing]
            moves = next((paper.moves[name] for paper in here if name in paper.moves), [])
            transfers = tuple((day, profile) for day, profile in moves if profile)
            for stay, sender in next((paper.stays[name] for paper in here if name in paper.stays), []):
                yield replace(stay, transfers=transfers), sender

    for moment, number in sorted(events):
        names = {*papers[number].stays, *papers[number].moves}
        before = come_to(held(names))
        standing ^= {number}
        yield moment, come_to(held(names)).less(before)
