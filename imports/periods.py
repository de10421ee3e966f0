"""The period that a title states: `за январь-июнь 2025 года`, `на 01.07.2025`, `2025 жылғы қаңтар–маусым`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from finance.amounts import Refusal
from finance.month_names import MONTH_NAMES
from finance.months import Month
from imports.dates import parse_dates

_SEVERAL_YEARS = re.compile(r"(?<![\d.])20\d\d\s*(?:г\w*\.?|ж\w*\.?)?\s*(?:[-–—,/]|и|және|and)\s*20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Period:
    """Months `first` to `last`, both inclusive. `first_day`/`last_day` are the days stated, where days are.

    `as_of` is the day of a cumulative form: `на 01.07.2025` covers January to June.
    """

    first: Month
    last: Month
    first_day: date
    last_day: date
    as_of: date | None = None

    @property
    def months(self) -> int:
        """How many months it has."""
        return self.last.number - self.first.number + 1 + 12 * (self.last.year - self.first.year)


_DATE = r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2}"
_SHORT_DAY = re.compile(r"(?<![\d./])(\d{1,2}[./]\d{1,2}[./])(\d{2})(?![\d./])")
_SHORT_YEAR = re.compile(r"\b([^\W\d_]+)\.?\s+(\d{2})(?=\s*(?:г|год|ж|$)(?:\W|$)|$)")
_DASH = r"\s*[-–—]\s*"
_TWO_DATES = re.compile(rf"({_DATE})\s*(?:{_DASH}|\s(?:по|до|to|through|бастап|ден|дан)\s|\s)\s*({_DATE})")
_AS_OF = re.compile(rf"\b(?:на|as of|as at)\s+({_DATE})|({_DATE})\s*(?:ж\.?\s*)?жағдай")
_AS_OF_IN_WORDS = re.compile(
    r"\b(?:на|as of|as at)\s+[«\"]?(\d{1,2}[»\"]?\s+[^\W\d_]+\s+\d{4})"
    r"|(\d{4}\s*жылғы\s+\d{1,2}\s+[^\W\d_]+?)(?:\s+жағдай|[ғгқк][ае]\b|[дт][ае][ғг][іы]\b)"
)
_YEAR = re.compile(r"(?<![\d./-])((?:19|20)\d{2})(?![\d]|[./-]\d)")
_YEAR_MONTH = re.compile(r"(?<![\d./-])((?:19|20)\d{2})[-.](0[1-9]|1[0-2])(?![\d-]|\.\d)")
_MONTH_YEAR = re.compile(r"(?<![\d./-])(0[1-9]|1[0-2])[./]((?:19|20)\d{2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3, "іv": 4}
_ORDINALS = {
    **dict.fromkeys(("перв", "бірінші", "first"), 1),
    **dict.fromkeys(("втор", "екінші", "second"), 2),
    **dict.fromkeys(("трет", "үшінші", "third"), 3),
    **dict.fromkeys(("четверт", "төртінші", "fourth"), 4),
}
_NUMBER = (
    r"([1-4]|i{1,3}|iv|і{1,3}|іv|перв\w*|втор\w*|трет\w*|четверт\w*"
    r"|бірінші|екінші|үшінші|төртінші|first|second|third|fourth)"
)
_HALF = re.compile(rf"\b{_NUMBER}(?:-?[а-яіым]{{1,3}})?\s*-?\s*(?:полугоди\w*|жарты\s?жыл\w*|half)|\bh([12])\b")
_QUARTER = re.compile(rf"\b{_NUMBER}(?:-?[а-яіым]{{1,3}})?\s*-?\s*(?:квартал\w*|кв\b|тоқсан\w*|quarter)|\bq([1-4])\b")
_FROM_START = re.compile(r"\b(3|6|9|12|1[01]|[124578])\s*-?\s*(?:месяц\w*|мес\b|ай\w*|months?)")
_SHORT_BUT_WHOLE = frozenset("май мая мае март июнь июня июне июль июля июле june july".split())  # noqa: SIM905 - reads as a list of words
_DAY_BEFORE = re.compile(r"\b\d{1,2}[»\"]?\s+$")
_WHOLE_YEAR = re.compile(r"(?:19|20)\d{2}\s*-?\s*(?:год\w*|г\b|жыл\w*|ж\b)|\byear\b|\b(?:for|fy|in)\s*(?:19|20)\d{2}")


def names_several_years(texts: Iterable[str]) -> bool:
    """Whether a text names years beside each other: `2024-2025 годы`, `2025 и 2026`."""
    return any(map(_SEVERAL_YEARS.search, texts))


def parse_period(text: str, year: int | None = None) -> Period | None:
    """The one period that `text` states, or None where it states none or several.

    `year` completes a title that names months only.
    """
    folded = _in_full(" ".join(text.casefold().replace("\u00a0", " ").split()))
    return _between_days(folded) or _as_of(folded) or _numeric_months(folded) or _in_words(folded, year)


def _in_full(text: str) -> str:
    """Years of two digits written out, where a day and a month, or a month's name, stand before them."""
    text = _SHORT_DAY.sub(r"\g<1>20\2", text)
    return _SHORT_YEAR.sub(lambda found: f"{found[1]} 20{found[2]}" if _takes_year(found[1]) else found[0], text)


def _takes_year(word: str) -> bool:
    return word in MONTH_NAMES or word.startswith(("кв", "тоқсан", "полугод", "quarter"))


def _between_days(text: str) -> Period | None:
    found = _TWO_DATES.search(text)
    if not found:
        return None
    first, last = parse_dates([found[1], found[2]])
    if isinstance(first, Refusal) or isinstance(last, Refusal) or last < first:
        return None
    return Period(Month.of(first), Month.of(last), first, last)


def _as_of(text: str) -> Period | None:
    found = _AS_OF.search(text) or _AS_OF_IN_WORDS.search(text)
    day = parse_dates([found[1] or found[2]])[0] if found else None
    if not isinstance(day, date):
        return None
    last_day = day - timedelta(days=1) if day.day == 1 else day
    first = Month(last_day.year, 1)
    return Period(first, Month.of(last_day), first.first_day, last_day, as_of=day)


def _numeric_months(text: str) -> Period | None:
    months = [Month(int(found[1]), int(found[2])) for found in _YEAR_MONTH.finditer(text)]
    months += [Month(int(found[2]), int(found[1])) for found in _MONTH_YEAR.finditer(text)]
    if not 1 <= len(months) <= 2 or months[0] > months[-1]:
        return None
    return between(months[0], months[-1])


def _in_words(text: str, year: int | None) -> Period | None:
    years = [int(found) for found in _YEAR.findall(text)]
    if len(set(years)) > 2:
        return None
    if not years and year:
        years = [year]
    if not years:
        return None
    named = [(found.start(), MONTH_NAMES[found[0]]) for found in _WORD.finditer(text) if _is_month(found[0], text)]
    with_day = [bool(_DAY_BEFORE.search(text[:start])) for start, _ in named]
    if any(with_day) and not (all(with_day) and len(named) == 2):
        return None  # a date, as of an order, is no period
    if named:
        return _named_months(text, [number for _, number in named], years)
    if len(set(years)) > 1:
        return None
    if found := _HALF.search(text):
        half = _ordinal(found)
        return between(Month(years[0], 6 * half - 5), Month(years[0], 6 * half)) if half <= 2 else None
    if found := _QUARTER.search(text):
        quarter = _ordinal(found)
        return between(Month(years[0], 3 * quarter - 2), Month(years[0], 3 * quarter))
    if found := _FROM_START.search(text):
        return between(Month(years[0], 1), Month(years[0], int(found[1])))
    if _WHOLE_YEAR.search(text):
        return between(Month(years[0], 1), Month(years[0], 12))
    return None


def _is_month(word: str, text: str) -> bool:
    """`тамыз` and `май` are months; short forms count only with the year beside them, as `мар 2025`."""
    if word not in MONTH_NAMES:
        return False
    if len(word) > 4 or word in _SHORT_BUT_WHOLE:
        return True
    return bool(re.search(rf"\b{word}\.?\s*(?:{_DASH}\w+\.?\s*)?(?:19|20)\d{{2}}", text))


def _named_months(text: str, numbers: list[int], years: list[int]) -> Period | None:
    if len(numbers) == 1 and len(set(years)) == 1:
        return between(Month(years[0], numbers[0]), Month(years[0], numbers[0]))
    if len(numbers) != 2 or not re.search(r"[-–—]|\b(?:по|до|to|through|бен|мен|пен|аралығы\w*)\b", text):
        return None
    first, last = Month(years[0], numbers[0]), Month(years[-1], numbers[1])
    return between(first, last) if first <= last else None


def _ordinal(found: re.Match[str]) -> int:
    if found[2]:
        return int(found[2])
    word = found[1]
    if word.isdigit():
        return int(word)
    return _ROMAN.get(word) or next(number for stem, number in _ORDINALS.items() if word.startswith(stem))


def shifted(period: Period, years: int) -> Period:
    """The same months of another year."""
    return between(
        Month(period.first.year + years, period.first.number), Month(period.last.year + years, period.last.number)
    )


def between(first: Month, last: Month) -> Period:
    """Whole months, both inclusive."""
    return Period(first, last, first.first_day, last.last_day)
