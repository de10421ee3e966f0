"""Rows of one contract that a column of agreements tells apart, `№ доп. соглашения`: one sum of them holds. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from imports.kinds.kind import Table
from imports.readers.grid import as_code
from imports.recognise.row_words import COUNTS, flag_of, is_replacing


def told_apart(table: Table, rows: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Row, place and text of each filled cell of such a column, where the number of its paper stands in another row."""
    read = set(table.columns.values())
    headers = {place: text.removeprefix("номер ") for place, text in table.headers.items() if place not in read}
    places = [place for place, text in headers.items() if is_replacing(text)]
    if not places:
        return
    numbers = Counter(as_code(table.value(i, "number")) for i in rows)
    for i in rows:
        cells = table.sheet.rows[i]
        for place in places:
            said = as_code(cells[place]) if place < len(cells) else ""
            if flag_of(said) != COUNTS and numbers[as_code(table.value(i, "number"))] > 1:
                yield i, place, said


def may_replace(said: str) -> str:
    """What a row is refused for whose cell `said` is of a paper that changes another one."""
    message = _(
        "“%(value)s”: this row may stand in place of another one, so that their sums would not add up. Leave one "
        "row of the paper with the sum that holds now."
    )
    return message % {"value": said}
