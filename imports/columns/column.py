"""A column of a kind of file, declared: what it is called, how it is known, how its cells are read. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

# What the cells of a column are. NUMBER is a quantity; WORD one of few words; PARTY a БИН or ИИН; PROFILE and CENTRE
# name what the tariffs know; NAMES is a name in one language or in two; PERCENT is kept as the text that people see.
DATE, MONTH, YEAR, AMOUNT, NUMBER, TEXT, WORD = "date", "month", "year", "amount", "number", "text", "word"
CODE, PARTY, ACCOUNT, PROFILE, CENTRE, NAMES = "code", "party", "account", "profile", "centre", "names"
PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Column:
    """A column a kind knows: what people call it, and what its header may say in Russian, Kazakh, English or as a key.

    A word is compared folded (case, ё, punctuation and unit dropped): `сумма` is the whole header, `сумма*` begins it,
    `*сумма*` stands in it; `upper / lower` names a column under a group header. A header with a word of `excluded` is
    another column, whatever else it says.

    The rest says how `Columns` reads its cells. `name` is that of the value in a typed row where it is not the key.
    `blank` is what an empty cell means, and every cell where the table lacks the column; a cell that must be filled is
    refused instead. `meanings` are the words of a WORD with what people write for each.
    """

    key: str
    label: str | Promise
    words: tuple[str, ...]
    type: str = TEXT
    is_required: bool = False
    excluded: tuple[str, ...] = ()
    # Headers that no list of words can hold, such as the month of a column.
    test: Callable[[str], bool] | None = None
    # What a column of money means, in groups, the most wanted first; headers of any other meaning are none of it.
    takes: tuple[tuple[str, ...], ...] = ()
    # What reads the value from the titles where the table has no such column; empty where they name none or several.
    in_title: Callable[[Sequence[str]], Any] | None = None
    # Of a WORD: beginnings of words of titles and headers that say one of its meanings for all rows of the table.
    said_above: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # Of a payment: the day money moved wins over that of its paper, and no other day is taken.
    is_day_of_money: bool = False
    # Of a day or a month: one for the whole file may be named where it has no such column.
    may_be_told: bool = False
    # The key of a column whose place it takes where it has none of its own and that header says more than a word.
    spare: str = ""
    name: str = ""
    # where not said, as the column itself is required
    is_filled: bool | None = None
    blank: Any = None
    # what means an empty cell too, such as a dash
    blanks: tuple[str, ...] = ()
    # of a text, 0 for all of them; of a number
    limit: int = 255
    decimals: int = 4
    is_whole: bool = False
    # of a number or an amount
    least: Decimal | None = None
    may_be_negative: bool = False
    meanings: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def must_be_filled(self) -> bool:
        return self.is_required if self.is_filled is None else self.is_filled


@dataclass(frozen=True, slots=True)
class Crossing:
    """A column of a kind that may stand across, its cells as headers of the figures below them.

    `by` tells what such headers are: `day`, `month`, `name` or `code`. `header` heads the column they become, `figure`
    the figures where no header of their own stands under each of them; both are words of the kind's columns.
    """

    by: str
    header: str
    figure: str
