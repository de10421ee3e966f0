"""Counts that a table gives in thousands: people, bed-days, portions. They are asked for as they are. Pure.

A thousand of money is understood (`recognise.units`); what else is counted in thousands stands in no unit of its own,
so that figures read as they stand would be a thousand times too small.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _

from imports.columns.column import AMOUNT, NUMBER
from imports.kinds.kind import Kind, Problem, Table
from imports.recognise import heading
from imports.recognise.headers import header_text
from imports.recognise.unit_words import CURRENCY, TENGE, UNKNOWN, is_thousand_or_million, tokens_of, units_of
from imports.recognise.units import AMBIGUOUS, UNIT_HEADERS

_ONES = frozenset((TENGE, UNKNOWN))
# a unit of counts has no more words, and no more letters
_MOST_WORDS, _MOST = 4, 200


def counted_in(table: Table, kind: Kind) -> Problem | None:
    """The words above counts, in their headers or in a column of units, that say they are of thousands."""
    places = {table.columns[c.key] for c in kind.columns if c.type == NUMBER and c.key in table.columns}
    if not places or kind.reads_every_column:
        return None
    heads = _headers(table, places)
    found = next((one for one in heads if counts_in_multitudes(one[0]) or not _ONES.issuperset(units_of(one[0]))), None)
    texts = [*_units_of_rows(table)]
    if not any(table.has(column.key) for column in kind.columns if column.type == AMOUNT):
        texts += heading.texts(table.sheet, table.header_row)
    found = found or next((one for one in texts if counts_in_multitudes(one[0])), None)
    if found is None:
        return None
    message = _("“%(text)s”: counts are read as they stand, and here they are of thousands. Write them out in full.")
    return Problem(found[1], AMBIGUOUS, message % {"text": found[0]})


def _headers(table: Table, places: set[int]) -> Iterator[tuple[str, str]]:
    """Header cells over the counts; one above several columns stands over them."""
    for i in range(table.header_row, max(table.first_row, table.header_row + 1)):
        row = table.sheet.rows[i]
        for at, value in enumerate(row):
            width = next((n for n in range(at + 1, len(row)) if row[n] != ""), len(row))
            if value != "" and not places.isdisjoint(range(at, width)):
                yield header_text(value), table.sheet.address(i, at)


def _units_of_rows(table: Table) -> Iterator[tuple[str, str]]:
    at = next((place for place, header in table.headers.items() if header in UNIT_HEADERS), None)
    if at is None or at in table.columns.values():
        return
    for i in table.body:
        row = table.sheet.rows[i]
        if at < len(row) and isinstance(row[at], str):
            yield str(row[at]), table.sheet.address(i, at)


def counts_in_multitudes(text: str) -> bool:
    """Whether `text` ends with a thousand or a million of no money, or holds one in brackets: `Дети, тыс. чел.`.

    `на тыс. населения` is a rate, `5 тыс. человек` an amount.
    """
    if len(text) > _MOST:
        return False
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    pieces = [*re.findall(r"[(\[]([^()\[\]]*)[)\]]", folded), folded.rpartition(",")[2], folded.rpartition(":")[2]]
    return any(_is_of_multitudes(tokens_of(piece)) for piece in pieces)


def _is_of_multitudes(tokens: list[str]) -> bool:
    words = tokens[1:] if tokens[:1] in (["в"], ["in"]) else tokens
    is_money = any(map(CURRENCY.fullmatch, words))
    return bool(words) and len(words) <= _MOST_WORDS and is_thousand_or_million(words[0]) and not is_money
