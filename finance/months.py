"""Months as values: `Month(2025, 1)`, `Month.parse("2025-01")`. Pure.

Period 13 of a year takes corrections to a closed December until the annual report is issued.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


class MonthError(ValueError):
    """Text or number that names no month."""


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a year, or its period 13. In the database 202501, in files and commands `2025-01`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2999 and 1 <= self.number <= 13):
            raise MonthError(f"{self.year}-{self.number} is no month")

    @classmethod
    def parse(cls, text: str) -> Month:
        """`YYYY-MM`; raises MonthError."""
        found = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
        if not found:
            raise MonthError(f"'{text}' is no month; write it as 2025-01")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @classmethod
    def from_key(cls, key: int) -> Month:
        """From the stored integer, 202501."""
        return cls(key // 100, key % 100)

    @property
    def key(self) -> int:
        return self.year * 100 + self.number

    @property
    def first_day(self) -> date:
        return date(self.year, min(self.number, 12), 1)

    @property
    def last_day(self) -> date:
        number = min(self.number, 12)
        return date(self.year, number, calendar.monthrange(self.year, number)[1])

    @property
    def days(self) -> int:
        return self.last_day.day

    @property
    def calendar(self) -> Month:
        """Itself; for period 13 the December it corrects."""
        return Month(self.year, 12) if self.number == 13 else self

    @property
    def last_period(self) -> Month:
        """What counts with the month in every total: period 13 with December, else the month alone."""
        return Month(self.year, 13) if self.number == 12 else self

    def next(self) -> Month:
        return Month(self.year + 1, 1) if self.number >= 12 else Month(self.year, self.number + 1)

    def previous(self) -> Month:
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def span(first: Month, last: Month) -> Iterator[Month]:
    """Every month from `first` to `last`, both inclusive; nothing where last is before first."""
    month = first
    while month <= last:
        yield month
        month = month.next()


def year_months(year: int) -> list[Month]:
    """The twelve months of a year, without period 13."""
    return [Month(year, n) for n in range(1, 13)]
