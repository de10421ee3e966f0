"""Sums in tenge beside sums in the account's own currency: a statement that has both and says neither which is asked.

Where the two are equal the account is kept in tenge, and nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from finance.amounts import ColumnStyle, is_blank, parse_amount, settle_column
from imports.bank.layouts import MONEY
from imports.kinds.kind import Problem, Table
from imports.resolve.letters import skeleton

_EQUIVALENT = tuple(map(skeleton, ("экв", "эквивалент", "национальн", "нац", "ұлттық", "national", "equivalent")))


def asked(table: Table) -> list[Problem]:
    """At each column of sums in tenge that stands unread beside other sums."""
    own = [table.columns[key] for key in MONEY if table.has(key)]
    if not own or any(_is_equivalent(table.headers.get(place, "")) for place in own):
        return []
    message = _(
        "Column %(column)s holds sums in tenge that differ from those of columns %(others)s. If the account is kept in "
        "another currency, choose the columns in tenge; else delete column %(column)s."
    )
    others = ", ".join(map(xl_col_to_name, sorted(own)))
    asks = tuple(f"columns.{key}" for key in MONEY if table.has(key))
    return [
        Problem(table.sheet.address(table.header_row, place), "ambiguous-column",
                message % {"column": xl_col_to_name(place), "others": others},
                table.sheet.row_number(table.header_row), asks=asks)
        for place in _others(table) if not _is_same(table, place, own)
    ]  # fmt: skip


def _others(table: Table) -> Iterator[int]:
    taken = set(table.columns.values())
    return (place for place, header in sorted(table.headers.items()) if place not in taken and _is_equivalent(header))


def _is_equivalent(header: str) -> bool:
    return any(word.startswith(_EQUIVALENT) for word in header.split())


def _is_same(table: Table, place: int, own: list[int]) -> bool:
    """Whether each sum of the column stands in one of `own`, in the same row."""
    rows = [table.sheet.rows[i] for i in table.body]
    styles = {at: settle_column([row[at] for row in rows if at < len(row)]) for at in (place, *own)}

    def amount(row: int, at: int) -> Decimal | None:
        cells = rows[row]
        return _amount(cells[at], styles[at]) if at < len(cells) else None

    said = ((row, amount(row, place)) for row in range(len(rows)))
    return all(not sum_ or sum_ in [amount(row, at) for at in own] for row, sum_ in said)


def _amount(cell: object, style: ColumnStyle) -> Decimal | None:
    found = None if is_blank(cell) else parse_amount(cell, style)
    return found if isinstance(found, Decimal) else None
