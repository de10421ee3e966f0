"""A certificate's number and date where they stand in the title of its table only. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from imports.dates import parse_date

# A plan after certificates names them in its title all the same, and holds no changes.
AS_IT_STANDS = (
    "уточненный план", "скорректированный план", "с учетом изменений", "с учетом справк", "нақтыланған жоспар",
    "revised plan",
)  # fmt: skip
_NUMBER = r"№\s*([\w/.-]*\d[\w/-]*)"
_NAMED = (
    re.compile(rf"справк\w*[^№\d]{{0,120}}{_NUMBER}", re.IGNORECASE),
    re.compile(rf"анықтама\w*[^№\d]{{0,120}}{_NUMBER}", re.IGNORECASE),
    re.compile(rf"{_NUMBER}[^№]{{0,40}}\bанықтама", re.IGNORECASE),
    re.compile(r"certificate[^#№\d]{0,60}(?:no\.?|#|№)\s*([\w/.-]*\d[\w/-]*)", re.IGNORECASE),
)
_ANY_NUMBER = re.compile(_NUMBER)
_DAY = r"(\d{1,2}[./]\d{1,2}[./]\d{4}|[«\"]?\d{1,2}[»\"]?\s+[^\W\d_]+\s+\d{4}|\d{4}\s*жылғы\s*\d{1,2}\s+[^\W\d_]+)"
_ANY_DAY = re.compile(_DAY)
_FROM_DAY = re.compile(rf"(?:\bот|\bfrom|\bdated)\s+{_DAY}", re.IGNORECASE)


def number_in(titles: Sequence[str]) -> str:
    """The one number; empty where the titles name none or several."""
    cell = _cell(titles)
    return _number(cell) if len(set(_ANY_NUMBER.findall(cell))) <= 1 else ""


def day_in(titles: Sequence[str]) -> date | None:
    """The one day: of the title that holds the number, else what another one says it is from."""
    cell = _cell(titles)
    if not cell:
        return None
    said = _ANY_DAY.findall(cell) or [text for title in titles for text in _FROM_DAY.findall(title)]
    days = {day for text in said if isinstance(day := parse_date(text), date)}
    return days.pop() if len(days) == 1 else None


def _cell(titles: Sequence[str]) -> str:
    named = [title for title in titles if _number(title)]
    return named[0] if len({_number(title) for title in named}) == 1 else ""


def _number(title: str) -> str:
    return next((found[1] for pattern in _NAMED if (found := pattern.search(title))), "")
