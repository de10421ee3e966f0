"""Months in the headers of columns: `январь`, `янв. 2025`, `қаңтар`, `01.2025`, `2025-01`, `1`. Pure."""

import re
from collections.abc import Callable
from functools import lru_cache

from finance.month_names import MONTH_NAMES
from imports.resolve.letters import skeleton

_YEAR = re.compile(r"\b(?:20\d\d|г|год|года|жыл|жылгы|ж)\b")
_NUMERIC = re.compile(r"(?:(?P<a>0[1-9]|1[0-2]) 20\d\d|20\d\d (?P<b>0[1-9]|1[0-2]))")
_SHORT_YEAR = re.compile(r"2\d")
_BESIDE = frozenset(("за", "на", "план", "айы", "месяц", "ай", "сумма", "сома", "сомасы"))
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBER = re.compile(r"0?([1-9]|1[0-2])(?: мес)?")
_FOLDED = {skeleton(name): number for name, number in MONTH_NAMES.items()}


def month_of_word(word: str) -> int | None:
    """The month that one folded word names, Kazakh letters replaced as `skeleton` does."""
    return _FOLDED.get(word)


@lru_cache(maxsize=20_000)
def month_of_header(header: str) -> int | None:
    """The month a folded header names alone, beside a year; `за январь` too."""
    header = header.rpartition(" / ")[2]
    if found := _NUMERIC.fullmatch(header):
        return int(found["a"] or found["b"])
    if found := _NUMBER.fullmatch(header):
        return int(found[1])
    words = _YEAR.sub(" ", header).replace(" на ", " ").split()
    words = [word for word in words if word not in _BESIDE]
    if len(words) == 2 and _SHORT_YEAR.fullmatch(words[1]):
        words.pop()
    return month_of_word(words[0]) if len(words) == 1 else None


def month_column(number: int) -> Callable[[str], bool]:
    """Whether a folded header is that of month `number`."""
    return lambda header: month_of_header(header) == number


def month_or_roman(number: int) -> Callable[[str], bool]:
    """The same where all twelve must stand, so that `I` is a month and no quarter."""
    roman = {_ROMAN[number - 1], _ROMAN[number - 1].replace("i", "\u0438")}
    return lambda header: month_of_header(header) == number or header.rpartition(" / ")[2] in roman
