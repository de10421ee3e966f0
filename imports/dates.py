"""The one reader of dates and months: a column is settled from all its values, what reads two ways is refused.

- `31.01.2025` is day first, `2025-01-31` year first, always;
- `03/06/2025` and `03-06-2025` are settled by the column: one value with a day above 12 tells the order for all. Where
  no value tells, the period that the file states may (`within`); else they are refused, though the country writes the
  day first, since files from English-language programs do not;
- two-digit years are read where the other order is none (`31.12.24`, `03.02.25`: 2003 is before any budget), where the
  column shows that the last pair is the year, as it never changes and the first does, or where the stated period tells;
- a day without a year (`09.01`, `9 января`) is read only where the caller gives the period that completes it;
- a moment with a zone (`2025-02-28T19:00:00Z`, `+06:00`, `UTC`) is the day it was in Kazakhstan;
- numbers of days, counted from the day that the book names, are read beside real dates and within a year of them; or
  where the column holds nothing else, as programs write it that set no format.

Pure: no Django.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from finance.amounts import Refusal
from finance.month_names import MONTH_NAMES, YEAR_WORD, month_in_text, month_number
from finance.months import Month, MonthError
from imports.days_without_year import day_within
from imports.readers.grid import EXCEL_EPOCH

__all__ = ["DateStyle", "month_number", "parse_date", "parse_dates", "parse_month", "settle_dates"]

NOT_A_DATE = "not-a-date"
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_YEAR_OF_DAYS = timedelta(days=366)
# Numbers of days before or after these could be a code or a sum, and no file is older.
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2049, 12, 31)

_TIME = r"(?:[T\s,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?"
# A moment and its zone; a zone beside a day alone says nothing.
_ZONED = re.compile(
    r"(?P<day>.*?\d)[T\s,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*"
    r"(?:\(?(?P<utc>Z|UTC|GMT)\)?)?\s*(?P<offset>[+\u2212-]\d{1,2}(?::?\d{2})?)?\s*(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_DAY_AND_ZONE = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
# Since this day the whole country keeps UTC+5; before it most of the country kept UTC+6.
_ONE_ZONE = datetime(2024, 2, 29, 18, tzinfo=UTC)
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}){YEAR_WORD}{_TIME}")
_ISO = re.compile(rf"(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_EITHER = re.compile(rf"(\d{{1,2}})([/-])(\d{{1,2}})\2(\d{{4}}){_TIME}")
_SHORT_YEAR = re.compile(rf"(\d{{1,2}})([./-])(\d{{1,2}})\2(\d{{2}}){YEAR_WORD}{_TIME}")
# Two digits at the beginning are a year only within these.
_FIRST_SHORT, _LAST_SHORT = 20, 30
_DAY_NAME_YEAR = re.compile(rf"[«\"]?(\d{{1,2}})[»\"]?[\s.-]*([^\W\d_]+)\.?[\s,.-]*(\d{{4}}|\d{{2}}){YEAR_WORD}{_TIME}")
_YEAR_DAY_NAME = re.compile(r"(\d{4})\s*(?:жылғы|жылдың|ж\.?)\s*[«\"]?(\d{1,2})[»\"]?[\s-]*([^\W\d_]+)")
_NAME_DAY_YEAR = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2}),?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class DateStyle:
    """What a column shows: whether its slashed dates put the day first (`None`: it does not show), whether two digits
    at the end are a year, the span of its certain dates, and the day that its numbers of days count from.
    """

    is_day_first: bool | None = None
    is_short_year_last: bool = False
    first: date | None = None
    last: date | None = None
    is_all_numbers: bool = False
    epoch: date = EXCEL_EPOCH
    # the period that completes days without a year, where each such day lies once in it
    completed_by: tuple[date, date] | None = None


def settle_dates(
    values: Iterable[object], within: tuple[date, date] | None = None, epoch: date = EXCEL_EPOCH
) -> DateStyle:
    """Settle a column from all its values; `within` is the period that the file itself states, inclusive."""
    slashed: set[tuple[int, int, int]] = set()
    short: set[tuple[int, int, int]] = set()
    certain: list[date] = []
    different = set(values)
    for value in different:
        if isinstance(value, str):
            text = value.strip()
            if found := _EITHER.fullmatch(text):
                slashed.add((int(found[1]), int(found[3]), int(found[4])))
            elif found := _SHORT_YEAR.fullmatch(text):
                short.add((int(found[1]), int(found[3]), int(found[4])))
        known = parse_date(value, DateStyle())
        if isinstance(known, date):
            certain.append(known)
    return DateStyle(
        is_day_first=_day_first(slashed, within),
        is_short_year_last=_is_short_year_last(short, within),
        first=min(certain, default=None),
        last=max(certain, default=None),
        is_all_numbers=bool(different) and all(_is_whole_day(value, epoch) for value in different),
        epoch=epoch,
    )


def parse_date(value: object, style: DateStyle | None = None) -> date | Refusal:
    """The day of one value (its time is dropped), or why not. Without `style` the value stands alone."""
    if isinstance(value, datetime):
        return _checked(_at_home(value).date() if value.tzinfo else value.date(), value)
    if isinstance(value, date):
        return _checked(value, value)
    style = style if style is not None else settle_dates([value])
    if style.completed_by is not None and isinstance(value, str) and (day := day_within(value, style.completed_by)):
        return day
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_serial(value, style)
    if not isinstance(value, str):
        return Refusal(NOT_A_DATE, "not-a-date", value)
    return _from_text(value, style)


def parse_dates(values: Sequence[object], within: tuple[date, date] | None = None) -> list[date | Refusal]:
    """Settle and read a column at once."""
    style = settle_dates(values, within)
    known: dict[object, date | Refusal] = {}
    return [known[value] if value in known else known.setdefault(value, parse_date(value, style)) for value in values]


def parse_month(value: object, year: int | None = None) -> Month | Refusal:
    """A month named by a cell: `4`, `4.0`, `апрель` (these need `year`), `апрель 2025`, `2025-04`, `04.2025`, a day.

    A full date that is neither the first nor the last of its month is refused.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    try:
        if isinstance(value, date):
            return _month_by_day(value, value)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 12:
            return Month(year, value) if year else Refusal(NOT_A_DATE, "no-year", value)
        if isinstance(value, str):
            return _month_from_text(value, year)
    except MonthError:
        pass
    return Refusal(NOT_A_DATE, "not-a-month", value)


def _month_from_text(value: str, year: int | None) -> Month | Refusal:
    month = month_in_text(value, year)
    if month is not None:
        return month
    if year is None and month_in_text(value, _FIRST_YEAR):
        return Refusal(NOT_A_DATE, "no-year", value)
    day = parse_date(value)
    if isinstance(day, Refusal):
        return Refusal(NOT_A_DATE, "not-a-month" if value.strip() else "empty", value)
    return _month_by_day(day, value)


def _month_by_day(day: date, value: object) -> Month | Refusal:
    """The month whose first or last day stands for it."""
    month = Month.of(day)
    return month if day in (month.first_day, month.last_day) else Refusal(NOT_A_DATE, "day-inside-month", value)


def _day_first(slashed: set[tuple[int, int, int]], within: tuple[date, date] | None) -> bool | None:
    day_first = any(first > 12 for first, _, _ in slashed)
    month_first = any(second > 12 for _, second, _ in slashed)
    if day_first != month_first:
        return day_first
    if not day_first and within and slashed:
        fits = [
            all(_is_within(_day(year, *order(one, two)), within) for one, two, year in slashed)
            for order in (lambda one, two: (two, one), lambda one, two: (one, two))
        ]
        if fits[0] != fits[1]:
            return fits[0]
    return None


def _is_short_year_last(short: set[tuple[int, int, int]], within: tuple[date, date] | None) -> bool:
    """Whether `03.02.25` ends with its year: no reading that begins with it is possible, or the column tells."""
    if not short:
        return False
    telling = [found for found in short if found[0] != found[2]]
    if any(not _FIRST_SHORT <= first <= _LAST_SHORT for first, _, _ in telling):
        return True
    if len({last for _, _, last in short}) == 1 and len({first for first, _, _ in short}) > 1:
        return True
    if within is None:
        return False
    ends = all(_is_within(_day(2000 + last, month, first), within) for first, month, last in short)
    begins = all(_is_within(_day(2000 + first, month, last), within) for first, month, last in short)
    return ends and not begins


def _at_home(moment: datetime) -> datetime:
    """A moment with a zone by the clocks of the facility."""
    return moment.astimezone(timezone(timedelta(hours=5 if moment >= _ONE_ZONE else 6)))


def _zoned(text: str, style: DateStyle) -> date | Refusal | None:
    """The day at the facility of a moment that names its zone; None where the text is no such moment."""
    if found := _DAY_AND_ZONE.fullmatch(text):
        return _from_text(found["day"], style)
    found = _ZONED.fullmatch(text)
    if not found or not (found["utc"] or found["offset"]):
        return None
    day = _from_text(found["day"].strip(), style)
    if isinstance(day, Refusal):
        return day
    offset = (found["offset"] or "+0").replace("\u2212", "-").replace(":", "")
    hours, minutes = int(offset[1:3]), int(offset[3:5] or 0)
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    try:
        clock = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
        moment = datetime(day.year, day.month, day.day, *clock, tzinfo=timezone(shift))
    except ValueError:
        return Refusal(NOT_A_DATE, "not-a-date", text)
    return _at_home(moment).date()


def _is_within(day: date | None, within: tuple[date, date]) -> bool:
    return day is not None and within[0] <= day <= within[1]


def _from_text(value: str, style: DateStyle) -> date | Refusal:
    text = value.strip().strip("\u00a0")
    if text[-1:] in "Zz])CcTt" or "+" in text or ":" in text:
        zoned = _zoned(text, style)
        if zoned is not None:
            return zoned
    if found := _DOTTED.fullmatch(text):
        return _checked(_day(int(found[3]), int(found[2]), int(found[1])), value)
    if found := _ISO.fullmatch(text):
        return _checked(_day(int(found[1]), int(found[3]), int(found[4])), value)
    if found := _EITHER.fullmatch(text):
        one, two, year = int(found[1]), int(found[3]), int(found[4])
        if style.is_day_first is None and one <= 12 and two <= 12 and one != two:
            return Refusal(NOT_A_DATE, "day-or-month", value)
        is_day_first = one > 12 if style.is_day_first is None else style.is_day_first
        return _checked(_day(year, two, one) if is_day_first else _day(year, one, two), value)
    if found := _SHORT_YEAR.fullmatch(text):
        if not style.is_short_year_last or (found[2] != "." and int(found[1]) <= 12 and style.is_day_first is None):
            return Refusal(NOT_A_DATE, "two-digit-year", value)
        return _checked(_day(2000 + int(found[4]), int(found[3]), int(found[1])), value)
    if found := _COMPACT.fullmatch(text):
        return _checked(_day(int(found[1]), int(found[2]), int(found[3])), value)
    return _from_words(text.casefold(), value)


def _from_words(text: str, value: str) -> date | Refusal:
    for shape, (year, month, day) in (
        (_DAY_NAME_YEAR, (3, 2, 1)),
        (_YEAR_DAY_NAME, (1, 3, 2)),
        (_NAME_DAY_YEAR, (3, 1, 2)),
    ):
        if (found := shape.fullmatch(text)) and found[month] in MONTH_NAMES:
            return _checked(_day(_whole_year(found[year]), MONTH_NAMES[found[month]], int(found[day])), value)
    return Refusal(NOT_A_DATE, "empty" if not text else "not-a-date", value)


def _whole_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _is_whole_day(value: object, epoch: date) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return (_FIRST_DAY - epoch).days <= value <= (_LAST_DAY - epoch).days and value == int(value)


def _from_serial(value: float, style: DateStyle) -> date | Refusal:
    if style.is_all_numbers:
        return style.epoch + timedelta(days=int(value))
    if style.first is None or style.last is None or not 30_000 < value < 80_000:
        return Refusal(NOT_A_DATE, "number", value)
    day = style.epoch + timedelta(days=int(value))
    if not style.first - _YEAR_OF_DAYS <= day <= style.last + _YEAR_OF_DAYS:
        return Refusal(NOT_A_DATE, "number", value)
    return day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _checked(day: date | None, value: object) -> date | Refusal:
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return Refusal(NOT_A_DATE, "no-such-day", value)
    return day
