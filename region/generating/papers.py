"""A year of one facility's books, invented: papers with their lines, the same for the same seed everywhere. Pure.

Amounts are whole tiyn. Chance is `random.Random(text).random()` alone, which is the same on every version of Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from finance.months import Month
from region.generating.shape import (
    CASH_BY_MONTH,
    CELLS,
    CERTIFICATES,
    CODES,
    PAYMENTS,
    PLAN_BY_MONTH,
    YEAR_OF_SAMPLE,
    CodeShape,
)

TIYN_OF_THOUSAND = 100_000
LEAST_OF_PAYMENT = 100_000  # tiyn; so much of the plan there is for every entry at the least
LINES_OF_REGISTER = 10_000
FULL_YEAR = 3 * CELLS + 195 + PAYMENTS
MONTHS_APART = (1, 7, 4, 10, 12, 6, 9, 3, 2, 8, 5, 11)
Cells = dict[tuple[int, int], int]  # (place of the code, number of the month) → tiyn


class GeneratedLine(NamedTuple):
    """`code` is the place in `CODES`, `payee` that in its payees, -1 where nobody is paid."""

    code: int
    month: int
    day: date
    tiyn: int
    number: str = ""
    payee: int = -1


@dataclass(frozen=True, slots=True)
class MadePaper:
    """`kind` is that of a document. Of `balances`, (day, tiyn) stand in the place of lines."""

    kind: str
    number: str
    day: date
    lines: Sequence[GeneratedLine] = ()
    balances: Sequence[tuple[date, int]] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    plan: int
    amendment: int
    funding: int
    actual: int
    cash: int


def counts(entries: int) -> Counts:
    """How many entries each measure gets: a full year as in the sample, all above it payments, thinner books in
    proportion.
    """
    full = (CELLS, 195, CELLS, CELLS)
    if entries >= FULL_YEAR:
        return Counts(*full, entries - sum(full))
    plan, amendment, funding, actual = (one * entries // FULL_YEAR for one in full)
    plan = max(plan, min(entries, 1))
    return Counts(plan, amendment, funding, actual, entries - plan - amendment - funding - actual)


def year_of_papers(seed: str, year: int, entries: int, size: int) -> Iterator[MadePaper]:
    """The papers of a year in the order of their dates by kind; their lines are `entries` in number.

    `size` is the plan by contract in million tenge, raised where so many entries could not be paid from it.
    """
    return _Year(seed, year, entries, size).papers()


class _Year:
    def __init__(self, seed: str, year: int, entries: int, size: int) -> None:
        self.chance = Random(f"{seed}/{year}")  # noqa: S311 - invented books, no secret
        self.year = year
        self.counts = counts(entries)
        # two parts in a hundred more or less a year
        million = size * 10**8 * (90 + self._below(21)) // 100
        self.plan_tiyn = max(million, entries * LEAST_OF_PAYMENT)
        self.spent_percent = 86 + self._below(25)

    def papers(self) -> Iterator[MadePaper]:
        plan = self._cells(self.counts.plan, [one.plan for one in CODES], PLAN_BY_MONTH, self.plan_tiyn)
        amended = list(self._certificates(plan))
        paid_of = self._payments_of_cells()
        cash = self._paid(paid_of)
        funding = self._like(cash, self.counts.funding, [(one.funding, one.cash) for one in CODES])
        actual = self._cells(
            self.counts.actual, [one.actual for one in CODES], CASH_BY_MONTH, self._half_years("actual")
        )
        yield MadePaper("plan", "", date(self.year, 1, 5), self._lines(plan, date(self.year, 1, 5)))
        yield from amended
        yield self._balances(funding, cash)
        for month in range(1, 13):
            yield from self._paper("funding", funding, month, self._workday(month, 6))
            yield from self._registers(cash, paid_of, month)
            yield from self._paper("actual", actual, month, Month(self.year, month).last_day)

    def _below(self, limit: int) -> int:
        return int(self.chance.random() * limit)

    def _half_years(self, measure: str) -> int:
        """What the sample's half-year is of its year's plan, for both halves."""
        of_sample = 2 * sum(getattr(one, measure) for one in CODES)
        return self.plan_tiyn * of_sample * self.spent_percent // (YEAR_OF_SAMPLE * 100)

    def _cells(self, count: int, by_code: Sequence[int], by_month: Sequence[int], tiyn: int) -> Cells:
        """`tiyn` over the first `count` codes and months, as the sample spreads it, some parts in a hundred off."""
        places = some_places(count)
        weights = [max(by_code[code], 1) * by_month[month - 1] * (95 + self._below(11)) for code, month in places]
        return dict(zip(places, shared(tiyn, weights), strict=True))

    def _certificates(self, plan: Cells) -> Iterator[MadePaper]:
        """Changes of the sample's shares, none so large that the plan would fall below zero."""
        changed = [place for place in plan if CODES[place[0]].amended]
        left = self.counts.amendment
        for number, month, day, first, percent in CERTIFICATES:
            places = [(code, m) for code, m in changed if m >= first][:left]
            left -= len(places)
            at, lines = date(self.year, month, day), []
            for code, m in places:
                one = CODES[code]
                change = plan[code, m] * one.amended * percent * 12 // (one.plan * 100 * (13 - first)) or 1
                lines.append(GeneratedLine(code, m, at, change, str(number)))
            if lines:
                yield MadePaper("amendment", str(number), at, lines)
        if left:  # thin books with too few codes and months to change
            at = date(self.year, 3, 28)
            more = [GeneratedLine(0, 12, at, (1 + self._below(99)) * TIYN_OF_THOUSAND, "3") for _one in range(left)]
            yield MadePaper("amendment", "3", at, more)

    def _payments_of_cells(self) -> dict[tuple[int, int], int]:
        """How many payments each code has each month: as many as in the sample, so to speak."""
        known = sorted({code for code, _month in some_places(self.counts.plan)})
        of_code = shared(self.counts.cash, [CODES[code].payments for code in known])
        found = {}
        for code, payments in zip(known, of_code, strict=True):
            start = self._below(12)
            for at, number in enumerate(shared(payments, [1] * 12)):
                if number:
                    found[code, (start + at) % 12 + 1] = number
        return found

    def _paid(self, payments: dict[tuple[int, int], int]) -> Cells:
        weights = [
            max(CODES[code].cash * CASH_BY_MONTH[month - 1] * (96 + self._below(9)) * _spread(payments, code), 1)
            for code, month in payments
        ]
        return dict(zip(payments, shared(self._half_years("cash"), weights), strict=True))

    def _like(self, cash: Cells, count: int, ratios: Sequence[tuple[int, int]]) -> Cells:
        """Money received for the first `count` places of what is paid, in the sample's ratio of each code."""
        places = some_places(count)
        of_code = {code: sum(tiyn for (c, _m), tiyn in cash.items() if c == code) for code, _month in places}
        months = {code: [m for c, m in places if c == code] for code in of_code}
        found: Cells = {}
        for code, paid in of_code.items():
            received, spent = ratios[code]
            tiyn = max(paid * received // spent, len(months[code]) * LEAST_OF_PAYMENT)
            parts = shared(tiyn, [CASH_BY_MONTH[month - 1] for month in months[code]])
            found |= {(code, month): part for month, part in zip(months[code], parts, strict=True)}
        return found

    def _balances(self, funding: Cells, cash: Cells) -> MadePaper:
        """Opening so that the account is never below zero, then the end of every month."""
        moved = [
            sum(t for (_c, m), t in funding.items() if m == month) - sum(t for (_c, m), t in cash.items() if m == month)
            for month in range(1, 13)
        ]
        after = [sum(moved[: month + 1]) for month in range(12)]
        opening = max(-min(after), 0) + (50 + self._below(150)) * TIYN_OF_THOUSAND
        ends = [(Month(self.year, month + 1).last_day, opening + after[month]) for month in range(12)]
        return MadePaper("balances", "", date(self.year, 12, 31), balances=[(date(self.year, 1, 1), opening), *ends])

    def _paper(self, kind: str, cells: Cells, month: int, day: date) -> Iterator[MadePaper]:
        of_month = {place: tiyn for place, tiyn in cells.items() if place[1] == month}
        if of_month:
            yield MadePaper(kind, str(month), day, self._lines(of_month, day))

    def _lines(self, cells: Cells, day: date) -> list[GeneratedLine]:
        return [GeneratedLine(code, month, day, tiyn) for (code, month), tiyn in cells.items()]

    def _registers(self, cash: Cells, payments: dict[tuple[int, int], int], month: int) -> Iterator[MadePaper]:
        """Registers of a month's payments, none so long that it could not be held."""
        number, register, lines = 0, 1, list[GeneratedLine]()
        for code, one in enumerate(CODES):
            if (code, month) not in payments:
                continue
            for tiyn in self._split(cash[code, month], payments[code, month]):
                number += 1
                day = self._workday(month, 1 + self._below(26))
                lines.append(GeneratedLine(code, month, day, tiyn, f"{month:02}{number:05}", self._payee(one)))
                if len(lines) == LINES_OF_REGISTER:
                    yield MadePaper("cash", f"{month}-{register}", Month(self.year, month).last_day, lines)
                    register, lines = register + 1, []
        if lines:
            yield MadePaper("cash", f"{month}-{register}", Month(self.year, month).last_day, lines)

    def _split(self, tiyn: int, parts: int) -> Iterator[int]:
        """Parts of uneven size, one after another, that add up."""
        for left in range(parts, 1, -1):
            part = max(tiyn * (50 + self._below(101)) // (100 * left), 1)
            part = min(part, tiyn - left + 1)
            tiyn -= part
            yield part
        yield tiyn

    def _payee(self, one: CodeShape) -> int:
        if len(one.payees) == 1:
            return 0
        at = self._below(one.payments)
        for place, payee in enumerate(one.payees):
            at -= payee.payments
            if at < 0:
                return place
        raise AssertionError("shares add up")

    def _workday(self, month: int, number: int) -> date:
        """The day of the month, or the Monday after it."""
        day = date(self.year, month, number)
        return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


def some_places(count: int) -> list[tuple[int, int]]:
    """Codes and months for thin books: every code before a second month, months far apart before their neighbours."""
    return [(code, month) for month in MONTHS_APART for code in range(len(CODES))][:count]


def _spread(payments: dict[tuple[int, int], int], code: int) -> int:
    """A code paid in fewer months pays more in each."""
    return 720720 // sum(1 for c, _month in payments if c == code)


def shared(whole: int, weights: Sequence[int]) -> list[int]:
    """`whole` in parts by `weights` that add up to it: rounded down, what is left over to the first, one each."""
    base = sum(weights)
    if not base:
        return [0] * len(weights)
    parts = [whole * weight // base for weight in weights]
    for at in range(whole - sum(parts)):
        parts[at] += 1
    return parts
