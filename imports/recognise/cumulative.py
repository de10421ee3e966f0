"""Figures that grow from month to month: a table that says so is asked about, since months are added up. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from imports.columns.column import AMOUNT, DATE, MONTH, NUMBER
from imports.columns.shared import MONTHS
from imports.kinds.kind import Kind, Problem, Table
from imports.recognise.confirmed_titles import ASKS, is_confirmed
from imports.recognise.meanings import meaning_of
from imports.resolve.letters import skeleton

CUMULATIVE = "ambiguous-amount"
_WORDS = tuple(
    skeleton(words)
    for words in ("нарастающ", "накопительн итог", "өсу қорытынды", "өспелі қорытынды", "өсуші қорытынды",
                  "өсіңкі қорытынды", "жинақталған", "cumulative", "running total", "year to date", "ytd")
)  # fmt: skip


def cumulative(table: Table, kind: Kind, given: Mapping[str, Any]) -> Problem | None:
    """The title above figures by month, or of one later month, that calls them sums since the year began.

    Rows with days of their own are single movements, and treasury forms are read as the sums that they are.
    """
    is_dated = any(column.type == DATE and table.has(column.key) for column in kind.columns)
    if kind.keeps_remainders or not kind.adds_up or (is_dated and not any(map(table.has, MONTHS))):
        return None
    by_month = any(column.type == MONTH and table.has(column.key) for column in kind.columns)
    period = table.period
    is_later = period is not None and period.first == period.last and period.first.number > 1
    if not (by_month or is_later or any(map(table.has, MONTHS))):
        return None
    sums = {table.columns[c.key] for c in kind.columns if c.type in (AMOUNT, NUMBER) and c.key in table.columns}
    grown = {place for place in sums if "ytd" in meaning_of(table.headers.get(place, "")).names}
    for i, row in enumerate(table.sheet.rows[: table.first_row]):
        is_title = i < table.header_row
        for place, cell in enumerate(row):
            # beside the sums that are read another column may grow
            is_heard = (is_title or place in sums) and isinstance(cell, str)
            if is_title and is_confirmed(str(cell), given):
                continue
            if is_heard and (_says(str(cell)) or (not is_title and place in grown and cell)):
                message = _(
                    "“%(title)s”: figures that grow from month to month cannot be added up. "
                    "Write the sum of each month alone, or delete these words if it stands there already."
                )
                address, number = table.sheet.address(i, place), table.sheet.row_number(i)
                message %= {"title": " ".join(str(cell).split())}
                return Problem(address, CUMULATIVE, message, number, asks=ASKS if is_title else ())
    return None


def _says(text: str) -> bool:
    words = skeleton(text).split()
    return any(
        all(word.startswith(part) for word, part in zip(words[at:], stems.split(), strict=False))
        and len(words) - at >= len(stems.split())
        for stems in _WORDS
        for at in range(len(words))
    )
