"""Days that name no year, `09.01` or `9 января`, completed by the period that the file is of. Pure."""

from __future__ import annotations

import re
from datetime import date

from finance.month_names import MONTH_NAMES

_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})[\s-]+([^\W\d_]+)")


def day_within(value: str, period: tuple[date, date]) -> date | None:
    """The one day of the period, both ends inclusive, that the text names; None where it names none, or several."""
    text = value.strip().rstrip(".").casefold()
    dotted, named = _DOTTED.fullmatch(text), _NAMED.fullmatch(text)
    if dotted:
        number, month = int(dotted[1]), int(dotted[2])
    elif named and named[2] in MONTH_NAMES:
        number, month = int(named[1]), MONTH_NAMES[named[2]]
    else:
        return None
    first, last = period
    days = (_day(year, month, number) for year in range(first.year, last.year + 1))
    found = [day for day in days if day is not None and first <= day <= last]
    return found[0] if len(found) == 1 else None


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
