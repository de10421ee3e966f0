"""Months and parts of years in headers of columns: `январь`, `янв. 2025`, `қаңтар`, `2025-01`, `1 квартал`. Pure."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from finance.month_names import MONTH_NAMES
from imports.resolve.letters import skeleton

_YEAR = re.compile(r"\b(?:20\d\d|г|год|года|жыл|жылгы|ж)\b")
_NUMERIC = re.compile(r"(?:(?P<a>0[1-9]|1[0-2]) 20\d\d|20\d\d (?P<b>0[1-9]|1[0-2]))")
_SHORT_YEAR = re.compile(r"2\d")
_BESIDE = frozenset(("за", "на", "план", "айы", "месяц", "ай", "сумма", "сома", "сомасы"))
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_NUMBER = re.compile(r"0?([1-9]|1[0-2])(?: мес)?")
_PART_NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4, "і": 1, "іі": 2, "ііі": 3, "іv": 4}
_TOTALS = r"(?:итого |всего |за |жиыны |total )*"
_AFTER = r"(?: жылдык\w*)?(?: 20\d\d)?(?: (?:г|год\w*|ж|жыл\w*))?(?: (?:итого|всего|барлыгы|жиыны|total))?"
_QUARTER_OR_HALF = re.compile(
    rf"{_TOTALS}([1-4]|i{{1,3}}|iv|і{{1,3}}|іv)(?: ?(?:й|ши))? ?"
    rf"(квартал|кв|токсан|quarter|полугоди|жарты|half)\w*{_AFTER}"
)
_SHORT_PART = re.compile(rf"{_TOTALS}([qh])([1-4]){_AFTER}")
_SINCE_JANUARY = re.compile(rf"{_TOTALS}([2-9]|1[0-2]) ?(?:месяц\w*|мес|ай\w*|months?){_AFTER}")
_HALVES = ("полугоди", "жарты", "half", "h")
_WHOLE_YEAR = frozenset(("год", "за год", "итого за год", "всего за год", "жыл", "жылга", "year", "full year"))
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


@lru_cache(maxsize=20_000)
def months_of_part(header: str) -> range | None:
    """`i квартал` → 1 to 3, `2 полугодие` → 7 to 12, `9 месяцев` → 1 to 9, `год` → 1 to 12; None for others, folded."""
    header = header.rpartition(" / ")[2].strip()
    if header in _WHOLE_YEAR:
        return range(1, 13)
    if found := _SINCE_JANUARY.fullmatch(header):
        return range(1, int(found[1]) + 1)
    if found := _QUARTER_OR_HALF.fullmatch(header):
        number, word = _PART_NUMBERS[found[1]], found[2]
    elif found := _SHORT_PART.fullmatch(header):
        number, word = int(found[2]), found[1]
    else:
        return None
    length = 6 if word in _HALVES else 3
    return range(length * (number - 1) + 1, length * number + 1) if length * number <= len(_ROMAN) else None


def with_named_sums(headers: Mapping[int, str]) -> dict[int, str]:
    """Folded headers in which each `итого` between months is called by the quarter or the half that it ends.

    The last of them may be that of the year as well and keeps its name.
    """
    found = dict(headers)
    if not any(_is_bare(text) for text in headers.values()):
        return found
    since: list[int] = []
    places = sorted(headers)
    last = max(place for place in places if month_of_header(headers[place]) or _is_bare(headers[place]))
    for place in places:
        if number := month_of_header(headers[place]):
            since.append(number)
        elif _is_bare(headers[place]):
            found[place] = (place != last and _PARTS.get(tuple(since))) or headers[place]
            since = []
    return found


def _is_bare(header: str) -> bool:
    return header.rpartition(" / ")[2] in _BARE


_BARE = frozenset(("итого", "всего", "жиыны", "барлыгы", "барлығы", "total", "subtotal", "сумма", "итог"))
_PARTS = {tuple(range(3 * n - 2, 3 * n + 1)): f"{n} квартал" for n in range(1, 5)}
_PARTS |= {tuple(range(6 * n - 5, 6 * n + 1)): f"{n} полугодие" for n in (1, 2)}
