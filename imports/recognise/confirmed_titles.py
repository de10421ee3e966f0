"""Titles that a person said do not change what the sums below them are. Pure.

`title` is the answer for one file; `titles` are the words of those that were confirmed for files of its form, without
figures and months, so that next month's title is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from imports.kinds.kind import Table
from imports.month_columns import month_of_word
from imports.recognise import heading
from imports.resolve.letters import skeleton

_YEAR = re.compile(r"20\d\d")
# The answer: the sums count as the rows say, whatever the title says of them.
COUNTS = "counts"
ASKS = ("title",)


def is_confirmed(text: str, given: Mapping[str, Any], *, is_name: bool = False) -> bool:
    """Whether a person said that the title changes nothing; that of a party is another with another number."""
    return given.get("title") == COUNTS or _words(text, keeps_numbers=is_name) in (given.get("titles") or ())


def confirmed(table: Table, given: Mapping[str, Any]) -> list[str]:
    """What to remember of a file's titles: those confirmed before, and where they were confirmed now all of its own."""
    known = list(given.get("titles") or ())
    if given.get("title") == COUNTS:
        spoken = [text for text, _cell in heading.texts(table.sheet, table.first_row)]
        inside = [part for text in spoken for part in heading.in_brackets(text)]
        every = (*spoken, *inside, table.sheet.name)
        known += [_words(text, keeps_numbers=keeps) for text in every for keeps in (False, True)]
    return sorted({words for words in known if words})


def _words(text: str, *, keeps_numbers: bool) -> str:
    """The title without its months and years; `#` marks one that keeps its other numbers."""
    words = [word for word in skeleton(text).split() if not month_of_word(word)]
    if not keeps_numbers:
        return " ".join(word for word in words if word.isalpha())
    return "#" + " ".join(word for word in words if not _YEAR.fullmatch(word))
