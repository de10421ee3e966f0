"""Header words: how a kind's declared words are found in the header cells of a sheet. No database.

A word is compared folded (case, ё, Kazakh letters as their Russian stand-ins, punctuation and units dropped):

- `сумма` is the whole header;
- `сумма*` begins it, `*начислен*` stands anywhere in it, so that endings may differ;
- `обороты / кредит` names a column `кредит` under the group `обороты`, or one header that holds both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from imports.kinds.kind import Column
from imports.readers.grid import Cell
from imports.resolve.letters import skeleton

EXACT, PREFIX, INSIDE = 100, 70, 50
_STEM = 3
_MANY = r"(?:тыс\w*|мын|млн|миллион\w*|thousands?|ths|mln|millions?|000s?)"
_TENGE = r"(?:тенге|тенгемен|тнг|тг|kzt|tenge)"
_UNIT = re.compile(rf"(?:^| )(?:в |in )?(?:(?:{_MANY}|т|k)?(?: of)? ?{_TENGE}|{_TENGE} (?:{_MANY}|k)|{_MANY})$")
_MONEY = re.compile(r"-?\d[\d\s\u00a0\u202f\u2009']{2,}[.,]\d\d")
_NUMBERING = re.compile(r"\(?(?:гр\.? ?)?(\d{1,2})(?:\.0)?\)?|[а-яa-z]", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A header as it is compared."""
    folded = skeleton(text.replace("_", " "))
    return _UNIT.sub("", folded).strip() or folded


def header_text(value: Cell) -> str:
    """A header cell as text; a typed date is a month's header."""
    if isinstance(value, date):
        return f"{value.month:02d}.{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@lru_cache(maxsize=50_000)
def weight(word: str, header: str) -> int:
    """How well a declared word fits a folded header (`upper / lower` under a group); 0 where it does not."""
    if " / " in word:
        upper_word, lower_word = word.split(" / ", 1)
        upper, slash, lower = header.partition(" / ")
        if slash:
            found = (_weigh(upper_word, upper), _weigh(lower_word, lower))
            return min(found) + 5 if all(found) else 0
        return INSIDE if header.endswith(f" {fold(lower_word)}") and _weigh(upper_word.rstrip("*") + "*", header) else 0
    upper, slash, lower = header.partition(" / ")
    if slash:
        return _weigh(word, f"{upper} {lower}".strip()) or max(_weigh(word, lower) - 10, 0)
    return _weigh(word, header)


def _weigh(word: str, header: str) -> int:
    core = fold(word.strip("*"))
    if not core or not header:
        return 0
    if header == core:
        return EXACT
    if word.endswith("*") and header.startswith(core):
        return PREFIX
    if word.startswith("*") and core in header:
        return INSIDE
    return 0


def stems(columns: Iterable[Column]) -> frozenset[str]:
    """The first letters of every word that a header of these columns can begin a word with."""
    parts = (part for column in columns for word in column.words for part in word.split(" / "))
    return frozenset(word[:_STEM] for part in parts for word in fold(part.strip("*")).split())


def could_be_header(row: Sequence[Cell], known: frozenset[str], tests: Sequence[Callable[[str], bool]]) -> bool:
    """Whether two cells at least look like headers and none is money: most rows of data are told off here, cheaply."""
    found = 0
    for value in row:
        if isinstance(value, float):
            if not value.is_integer():
                return False
            continue
        if value == "":
            continue
        if isinstance(value, str) and _MONEY.fullmatch(value):
            return False
        header = fold(header_text(value))
        if not known.isdisjoint(word[:_STEM] for word in header.split()) or any(test(header) for test in tests):
            found += 1
            if found == 2:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Fit:
    """How a kind's columns fall on a header: places by key, points, keys that two columns could be, keys not found."""

    columns: dict[str, int]
    points: int
    torn: dict[str, tuple[int, ...]]
    missing: tuple[str, ...]


def fit(columns: Sequence[Column], headers: dict[int, str]) -> Fit:
    """Lay `columns` over folded `headers`; the best pair first, the earlier word of a column before the later."""
    pairs: list[tuple[int, int, str, int]] = []
    for column in columns:
        for place, header in headers.items():
            best: tuple[int, int] = (0, 0)
            for order, word in enumerate(column.words):
                points = weight(word, header)
                if points:
                    # which of two columns it is may hang on the order of words, which of two kinds may not
                    best = max(best, (points - min(order, 9), points))
            if not best[1] and column.test is not None and column.test(header):
                best = (EXACT, EXACT)
            if best[1]:
                pairs.append((*best, column.key, place))
    pairs.sort(key=lambda pair: (-pair[0], pair[3]))
    found: dict[str, int] = {}
    taken: set[int] = set()
    points = 0
    torn: dict[str, tuple[int, ...]] = {}
    for rank, own_points, key, place in pairs:
        if key in found or place in taken:
            continue
        rivals = [p for b, _own, k, p in pairs if k == key and b == rank and p != place and p not in taken]
        if rivals and not any(b >= rank and p in rivals for b, _own, k, p in pairs if k != key and k not in found):
            torn[key] = (place, *rivals)
        found[key] = place
        taken.add(place)
        points += own_points
    missing = tuple(column.key for column in columns if column.is_required and column.key not in found)
    return Fit(found, points - 10 * (len(headers) - len(taken)), torn, missing)


def one_row(row: Sequence[Cell]) -> dict[int, str]:
    """Folded headers of a single header row, by column."""
    return {i: folded for i, value in enumerate(row) if value != "" and (folded := fold(header_text(value)))}


def two_rows(
    upper: Sequence[Cell], lower: Sequence[Cell], merged: Sequence[tuple[int, int, int, int]], top: int
) -> dict[int, str]:
    """Folded headers `upper / lower`; an upper cell stands over its merged columns, or up to the next upper cell."""
    over: dict[int, str] = {}
    last = ""
    width = max(len(upper), len(lower))
    merged_here = [m for m in merged if m[0] <= top <= m[2]]
    for i in range(width):
        value = upper[i] if i < len(upper) else ""
        if value != "":
            last = fold(header_text(value))
        elif merged_here and not any(m[1] <= i <= m[3] for m in merged_here):
            last = ""
        over[i] = last
    headers: dict[int, str] = {}
    for i in range(width):
        below = lower[i] if i < len(lower) else ""
        own = upper[i] if i < len(upper) else ""
        if below != "":
            text = fold(header_text(below))
            headers[i] = f"{over[i]} / {text}" if over[i] else text
        elif own != "":
            headers[i] = over[i]
    return headers


def is_numbering(row: Sequence[Cell]) -> bool:
    """Whether a row holds the columns' numbers: 1, 2, 3 … or А, Б, 1, 2 …"""
    cells = [header_text(value).strip() for value in row if value != ""]
    found = [_NUMBERING.fullmatch(cell) for cell in cells]
    if len(cells) < 2 or not all(found):
        return False
    numbers = [int(m[1]) for m in found if m and m[1]]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def is_header_like(row: Sequence[Cell]) -> bool:
    """Whether a row could be part of a header: words only, no amounts among them."""
    cells = [value for value in row if value != ""]
    return bool(cells) and all(
        isinstance(value, date) or (isinstance(value, str) and not value.strip()[:1].isdigit()) for value in cells
    )
