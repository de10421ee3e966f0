"""Which sums received the books hold already, whatever they are split into. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum

from finance.money import ZERO
from finance.party_numbers import same_document

# row, day, number of the document, tenge
Received = tuple[int, date | None, str, Decimal]
# day, number, tenge: an entry of the books, a part of a sum
Portion = tuple[date, str, Decimal]


class Known(Enum):
    YES = "yes"
    NO = "no"
    # the books hold money of that month, but not this sum
    UNCLEAR = "unclear"


def known_receipts(received: Sequence[Received], parts: Iterable[Portion]) -> dict[int, Known]:
    """By row: a sum is known where parts of one document and day, of one day, or of the month come to it.

    Parts that make one sum known make no other known.
    """
    papers: defaultdict[tuple[date, str], Decimal] = defaultdict(lambda: ZERO)
    for day, number, amount in parts:
        papers[day, number] += amount
    found: dict[int, Known] = {}
    left = list(received)
    for agree in (_same_paper, _same_day):
        for one in list(left):
            paper = next((paper for paper in papers if papers[paper] == one[3] and agree(one, paper)), None)
            if paper is not None:
                del papers[paper]
                left.remove(one)
                found[one[0]] = Known.YES
    for one in list(left):
        of_day = [paper for paper in papers if paper[0] == one[1]]
        if of_day and sum((papers[paper] for paper in of_day), ZERO) == one[3]:
            for paper in of_day:
                del papers[paper]
            left.remove(one)
            found[one[0]] = Known.YES
    return found | _by_month(left, papers)


def _by_month(left: Sequence[Received], papers: dict[tuple[date, str], Decimal]) -> dict[int, Known]:
    held: defaultdict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for (day, _number), amount in papers.items():
        held[day.year, day.month] += amount
    asked: defaultdict[tuple[int, int], list[Received]] = defaultdict(list)
    for one in left:
        if one[1] is not None:
            asked[one[1].year, one[1].month].append(one)
    found: dict[int, Known] = {}
    for month, sums in asked.items():
        amount = held.get(month, ZERO)
        # what came in and was taken back comes to nothing, which books without that month hold too
        is_all = month in held and amount == sum((one[3] for one in sums), ZERO)
        known = Known.YES if is_all else Known.UNCLEAR if amount else Known.NO
        found |= {one[0]: known for one in sums}
    return found


def _same_paper(one: Received, paper: tuple[date, str]) -> bool:
    return bool(one[2]) and one[1] is not None and one[1].year == paper[0].year and same_document(one[2], paper[1])


def _same_day(one: Received, paper: tuple[date, str]) -> bool:
    return one[1] == paper[0]
