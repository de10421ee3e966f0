"""Header words: how a kind's declared words are found in the header cells of a sheet. No database.

A word is compared folded (case, ё, Kazakh letters as their Russian stand-ins, punctuation and units dropped):

- `сумма` is the whole header;
- `сумма*` begins it, so that endings may differ;
- `*начислен*` begins a word of it, `*до` ends it;
- `обороты / кредит` names a column `кредит` under the group `обороты`, or one header that holds both.

A header in two languages, `Күні / Дата` or `Сумма (Сомасы)`, is the column that each of its halves names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from imports.columns.column import Column
from imports.readers.grid import Cell
from imports.recognise.day_meanings import DEBITED, OTHER, day_meaning
from imports.recognise.folding import fold
from imports.recognise.meanings import meaning_of, tier
from imports.recognise.wording import INSIDE, PREFIX, Hits

# A row with more filled cells is no header: the widest form has some forty.
WIDEST = 256
_STEM = 3
_MONEY = re.compile(r"-?\d[\d\s\u00a0\u202f\u2009']{2,}[.,]\d\d")
_PART_OF_YEAR = re.compile(
    r"\s*[1-4]\s*(?:-?[а-яәі]{1,3})?[\s-]+(?:кв\b|квартал|полугоди|тоқсан|жарты|quarter|half)"
    r"|\s*(?:19|20)\d\d[\s-]+(?:год|г\b|жыл|ж\b|year)"
)
_WRITTEN_IN = re.compile(
    r"\(?(?:в |in )?(?:(?:тыс|млн|мың|тысяч|миллион|thousand|million)\w*\.?\s*)?(?:тенге|теңге|тг|kzt|tenge|₸)\.?\)?"
    r"|\(?(?:тыс|млн|мың)\w*\.?\)?|%|шт\.?|чел\.?|ед\.?|дд\.мм\.гг(?:гг)?|кк\.аа\.жж(?:жж)?|dd\.mm\.yy(?:yy)?|текст|мәтін"
)
_NUMBERING = re.compile(r"\(?(?:гр\.? ?)?(\d{1,2})(?:\.0)?\)?|[а-яa-z]", re.IGNORECASE)


def header_text(value: Cell) -> str:
    """A header cell as text; a typed date is a month's header."""
    if isinstance(value, date):
        return f"{value.month:02d}.{value.year}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def stems(columns: Iterable[Column]) -> frozenset[str]:
    """The first letters of every word that a header of these columns can begin a word with."""
    return frozenset().union(*(_stems(column.words) for column in columns))


@lru_cache(maxsize=4096)
def _stems(words: tuple[str, ...]) -> frozenset[str]:
    parts = (part for word in words for part in word.split(" / "))
    return frozenset(word[:_STEM] for part in parts for word in fold(part.strip("*")).split())


def could_be_header(row: Sequence[Cell], known: frozenset[str], tests: Sequence[Callable[[str], bool]]) -> bool:
    """Whether two cells at least look like headers and none is money: most rows of data are told off here, cheaply."""
    found = 0
    if len(row) > WIDEST and sum(1 for value in row if value != "") > WIDEST:
        return False
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
    """How a kind's columns fall on a header: places by key, points, keys that two columns could be, keys not found.

    `rivals` are the other places that a column of money could be by their meaning, `passed` those it may not be.
    """

    columns: dict[str, int]
    points: int
    torn: dict[str, tuple[int, ...]]
    missing: tuple[str, ...]
    rivals: dict[str, tuple[int, ...]] = field(default_factory=dict)
    passed: dict[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A column that a header could be: `rank` tells two columns apart, `points` two kinds."""

    rank: int
    points: int
    key: str
    place: int
    tier: int = 0


# Behind every pair of a meaning that is preferred.
_TIER = 1000


def _pairs(
    columns: Sequence[Column], headers: dict[int, str], found: Hits
) -> tuple[list[_Pair], dict[str, tuple[int, ...]]]:
    """Every column with every header it could be, and headers that only their meaning keeps from it."""
    money = [(i, column) for i, column in enumerate(columns) if column.takes]
    days = [(i, column) for i, column in enumerate(columns) if column.is_day_of_money]
    pairs: list[_Pair] = []
    passed: defaultdict[str, list[int]] = defaultdict(list)
    for place, header in headers.items():
        hits = dict(found.get(place, ()))
        for i, column in money:
            meaning = meaning_of(header)
            gladly = tier(column.takes, meaning.names)
            rank, points = hits.pop(i, (0, 0))
            if gladly is None and meaning.names:
                if points or meaning.is_whole:
                    passed[column.key].append(place)
                continue
            if not points and meaning.is_whole:
                rank = points = INSIDE
            if points:
                pairs.append(_Pair(rank, points, column.key, place, len(column.takes) if gladly is None else gladly))
        pairs += [
            pair for i, (rank, points) in hits.items() if (pair := _dated(columns[i], header, (rank, points), place))
        ]
        pairs += [
            _Pair(PREFIX, PREFIX, c.key, place) for i, c in days if i not in hits and day_meaning(header) == DEBITED
        ]
    tiered = {c.key for _i, c in (*money, *days)} & {pair.key for pair in pairs}
    first = {key: min(pair.tier for pair in pairs if pair.key == key) for key in tiered}
    ranked = [
        _Pair(p.rank - _TIER * (p.tier - first.get(p.key, p.tier)), p.points, p.key, p.place, p.tier) for p in pairs
    ]
    order = {column.key: i for i, column in enumerate(columns)}
    ranked.sort(key=lambda pair: (-pair.rank, pair.place, order[pair.key]))
    return ranked, {key: tuple(places) for key, places in passed.items()}


def _dated(column: Column, header: str, fits: tuple[int, int], place: int) -> _Pair | None:
    """The pair of a column, its tier that of the day the header means; None for a day of something else."""
    meaning = day_meaning(header) if column.is_day_of_money else None
    return None if meaning == OTHER else _Pair(*fits, column.key, place, meaning or 0)


def fit(columns: Sequence[Column], headers: dict[int, str], hits: Hits) -> Fit:
    """Lay `columns` over folded `headers`; the best pair first, the earlier word of a column before the later."""
    pairs, passed = _pairs(columns, headers, hits)
    by_key: defaultdict[str, list[_Pair]] = defaultdict(list)
    by_place: defaultdict[int, list[_Pair]] = defaultdict(list)
    for pair in pairs:
        by_key[pair.key].append(pair)
        by_place[pair.place].append(pair)
    found: dict[str, int] = {}
    taken: set[int] = set()
    points = 0
    torn: dict[str, tuple[int, ...]] = {}
    chosen: dict[str, _Pair] = {}
    for pair in pairs:
        if pair.key in found or pair.place in taken:
            continue
        rivals = [p.place for p in by_key[pair.key]
                  if p.rank == pair.rank and p.place != pair.place and p.place not in taken]  # fmt: skip
        if rivals and not any(
            p.rank >= pair.rank and p.key != pair.key and p.key not in found for at in rivals for p in by_place[at]
        ):
            torn[pair.key] = (pair.place, *rivals)
        found[pair.key] = pair.place
        chosen[pair.key] = pair
        taken.add(pair.place)
        points += pair.points
    for column in columns:
        at = found.get(column.spare)
        if column.spare and column.key not in found and at is not None and " " in headers[at]:
            found[column.key] = found.pop(column.spare)
    missing = tuple(column.key for column in columns if column.is_required and column.key not in found)
    equals = {
        column.key: tuple(p.place for p in by_key[column.key]
                          if p.tier == chosen[column.key].tier and p.place not in taken)
        for column in columns if column.takes and column.key in chosen
    }  # fmt: skip
    passed = {key: left for key, places in passed.items() if (left := tuple(p for p in places if p not in taken))}
    return Fit(found, points - 10 * (len(headers) - len(taken)), torn, missing, equals, passed)


def one_row(row: Sequence[Cell]) -> dict[int, str]:
    """Folded headers of a single header row, by column."""
    return {i: folded for i, value in enumerate(row) if value != "" and (folded := fold(header_text(value)))}


def stacked(rows: Sequence[Sequence[Cell]], merged: Sequence[tuple[int, int, int, int]], top: int) -> dict[int, str]:
    """Folded headers `group / part / column` of a header of several rows, the first of them at `top`.

    A cell stands over its merged columns, or up to the next cell of its row or of a row above.
    """
    width = max(map(len, rows), default=0)
    said = [[fold(header_text(row[i])) if i < len(row) and row[i] != "" else "" for i in range(width)] for row in rows]
    begins: set[int] = set()
    over: list[list[str]] = []
    for level, own in enumerate(said[:-1]):
        begins |= {i for i, text in enumerate(own) if text}
        here = [m for m in merged if m[0] <= top + level <= m[2]]
        over.append(_spread(own, begins, here))
    headers: dict[int, str] = {}
    for i in range(width):
        lowest = max((level for level, own in enumerate(said) if own[i]), default=None)
        if lowest is not None:
            above = [row[i] for row in over[:lowest] if row[i]]
            parts = above if len(rows) == 2 else [text for text in above if text != said[lowest][i]]
            headers[i] = " / ".join((*dict.fromkeys(parts), said[lowest][i]))
    return headers


def _spread(own: list[str], begins: set[int], merged: Sequence[tuple[int, int, int, int]]) -> list[str]:
    """What a row of a header says over each column; a cell of it, or of a row above, ends the one before."""
    found, last = [], ""
    for i, text in enumerate(own):
        if text or i in begins or (merged and not any(left <= i <= right for _top, left, _bottom, right in merged)):
            last = text
        found.append(last)
    return found


def is_numbering(row: Sequence[Cell]) -> bool:
    """Whether a row holds the columns' numbers: 1, 2, 3 … or А, Б, 1, 2 …"""
    cells = [header_text(value).strip() for value in row if value != ""]
    found = [_NUMBERING.fullmatch(cell) for cell in cells]
    if len(cells) < 2 or not all(found):
        return False
    numbers = [int(m[1]) for m in found if m and m[1]]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def is_of_units(row: Sequence[Cell]) -> bool:
    """Whether a row says in what its columns are written, and nothing else."""
    cells = [value.strip() for value in row if value != "" and isinstance(value, str) and value.strip()]
    filled = [value for value in row if value != ""]
    return bool(cells) and len(cells) == len(filled) and all(_WRITTEN_IN.fullmatch(cell.casefold()) for cell in cells)


def is_header_like(row: Sequence[Cell]) -> bool:
    """Whether a row could be part of a header: words only, no amounts among them."""
    cells = [value for value in row if value != ""]
    return bool(cells) and all(isinstance(value, date) or (isinstance(value, str) and _heads(value)) for value in cells)


def _heads(text: str) -> bool:
    """Whether a text begins with no figure, but for that of a year, a half of it or a quarter."""
    return not text.strip()[:1].isdigit() or bool(_PART_OF_YEAR.match(text.casefold()))
