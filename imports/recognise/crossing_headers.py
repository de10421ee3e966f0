"""What a header over figures names where it stands across: a day, a month or a part of a year, a name, a code. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from finance.months import Month, MonthError
from imports.columns.column import Crossing
from imports.dates import parse_dates
from imports.month_columns import month_of_header, month_of_word, months_of_part
from imports.periods import Period, parse_period
from imports.readers.grid import Cell
from imports.recognise.folding import fold
from imports.resolve.codes_in_names import leading_code
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL
from imports.rows.sections import names_period

_DAY_OF_MONTH = range(1, 32)
_LONGEST = 4
_CODE = re.compile(r"[1-9]\d\d")


def _day(cell: Cell, period: Period | None) -> date | int | None:
    """The day that a header names: a whole one, one without its year, or the number of a day of the titled month."""
    if isinstance(cell, date):
        return cell
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if text.isdecimal():
        number = int(text)
        if period is None or period.first != period.last or number not in _DAY_OF_MONTH:
            return None
        return _day_of(period.first, number)
    found = parse_dates([text])[0]
    if isinstance(found, date):
        return found
    if period is None or period.first.year != period.last.year:
        return None
    found = parse_dates([f"{text.rstrip('.')}.{period.first.year}"])[0]
    return found if isinstance(found, date) else None


def _day_of(month: Month, number: int) -> date | None:
    return month.first_day.replace(day=number) if number <= month.last_day.day else None


def are_days(values: list[Cell]) -> bool:
    """Whether days follow each other, as days across do and figures of a row seldom."""
    return all(isinstance(one, date) for one in values) and values == sorted(set(values))  # type: ignore[type-var] # of dates


def _month(cell: Cell, period: Period | None) -> str | None:
    """The month or the part of a year that a header names alone, with the year of the title where it names none."""
    if isinstance(cell, date):
        return str(Month.of(cell))
    text, year = str(cell), None if period is None else period.last.year
    if not any(map(str.isalpha, text)) and "20" not in text:
        return None
    words = skeleton(text).split()
    part = months_of_part(" ".join(words))
    if part is not None and (year := next(map(int, filter(_is_year, words)), year)):
        return f"{Month(year, part[0])} – {Month(year, part[-1])}"
    if year and not any(map(str.isdigit, text)) and (number := month_of_header(" ".join(words))):
        return str(Month(year, number))
    found = parse_period(text, year)
    is_alone = any(month_of_word(word) for word in words[:2]) or any(
        word.startswith(("квартал", "кв", "токсан", "quarter", "q")) for word in words
    ) or not any(map(str.isalpha, text))  # fmt: skip
    if found is None or not is_alone or len(words) > _LONGEST:
        return None
    try:
        return str(found.first) if found.first == found.last else f"{found.first} – {found.last}"
    except MonthError:
        return None


def _is_year(word: str) -> bool:
    return len(word) == len("2025") and word.startswith("20") and word.isdecimal()


def _name(cell: Cell, _period: Period | None) -> str | None:
    """A month across is no name of anything."""
    is_name = isinstance(cell, str) and any(map(str.isalpha, cell)) and not names_period(fold(cell))
    return " ".join(str(cell).split()) if is_name else None


def _code(cell: Cell, _period: Period | None) -> str | None:
    """The budget code that a header names, alone or ahead of its name: `141`, `141 Продукты питания`."""
    code = leading_code(cell) if cell != "" else ""
    return code if _CODE.fullmatch(code) else None


def is_sum(cell: Cell) -> bool:
    label = skeleton(cell) if isinstance(cell, str) else ""
    # `Жалпы уқалау` is a service: the word alone is a sum, before another it means “general”
    return bool(TOTAL.match(label)) and (not label.startswith("жалпы ") or label.startswith("жалпы сома"))


def is_bare_sum(cell: Cell, crossing: Crossing) -> bool:
    """`Итого` alone; `Итого за I квартал` names a part of the year."""
    return is_sum(cell) and not (crossing.by == "month" and months_of_part(skeleton(str(cell))))


READERS: dict[str, Callable[[Cell, Period | None], Cell | None]] = {
    "day": _day,
    "month": _month,
    "name": _name,
    "code": _code,
}
