"""How statements of banks are told: what a layout says, and the columns and the direction that follow from it. Pure.

A general layout gives words that any bank may use. One of a single bank holds where all of its headers stand; then it
says which way money goes, too. Layouts are rows of a table (`imports.bank_layouts`); those that come with the program
are in `imports/data/bank_layouts.csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from imports.columns.column import AMOUNT, CODE, DATE, TEXT, Column
from imports.models.bank_layout import COLUMNS, DAYS, DIRECTION_WORDS, NEEDED, SIDE_WORDS, words_in
from imports.models.bank_layout import BankLayout as Row
from imports.rows.table import Direction, spoken

__all__ = [
    "DAYS",
    "MONEY",
    "NEEDED",
    "StatementLayout",
    "columns_of",
    "direction_of",
    "layout_of",
    "own_columns",
    "shipped",
]

SHIPPED = Path(__file__).parent.parent / "data" / "bank_layouts.csv"
MONEY = ("received", "spent", "amount")
LABELS = {field.name: field.verbose_name for field in Row._meta.fields}
TYPES = {**dict.fromkeys(DAYS, DATE), **dict.fromkeys(MONEY, AMOUNT), "knp": CODE, "code": CODE}
# Sides have titles, and a title is joined with what is said of a side: `получатель` with `БИН`.
SIDES, PARTS = ("payer", "payee", "party"), ("name", "number", "account")
FIELDS = (*COLUMNS, *SIDE_WORDS, *DIRECTION_WORDS)
_NUMBER_LIMIT = 64


@dataclass(frozen=True, slots=True)
class StatementLayout:
    """A row of the table. `words` holds each filled field of `FIELDS` with its words; `way` is one of Direction's."""

    name: str
    is_general: bool
    words: tuple[tuple[str, tuple[str, ...]], ...]
    way: str = ""

    def of(self, field: str) -> tuple[str, ...]:
        return dict(self.words).get(field, ())


def layout_of(row: Mapping[str, str], *, is_general: bool) -> StatementLayout:
    """The layout that a row of texts says; words stand in lines of their own or between semicolons."""
    words = tuple((field, found) for field in FIELDS if (found := words_in(row.get(field, ""))))
    return StatementLayout(row["name"], is_general, words, row.get("way", ""))


@cache
def shipped() -> tuple[StatementLayout, ...]:
    """The layouts that come with the program."""
    with SHIPPED.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(layout_of(row, is_general=row["is_general"] == "1") for row in csv.DictReader(lines))


def columns_of(layouts: Sequence[StatementLayout]) -> tuple[Column, ...]:
    """The columns of any bank's statement, with the words of general layouts, those of the earlier before the later."""
    return tuple(
        _column(key, [word for layout in layouts for word in _words(layout, key)], may_be_told=key == "date")
        for key in COLUMNS
    )


def own_columns(layout: StatementLayout) -> tuple[Column, ...]:
    """The columns that one bank's statement has, every one of them."""
    return tuple(_column(key, layout.of(key), is_required=True) for key in COLUMNS if layout.of(key))


def direction_of(layouts: Iterable[StatementLayout], way: str = "") -> Direction:
    """Which way money goes, and the words that say so in the direction's column."""
    found = list(layouts)
    out, in_ = ([word for layout in found for word in layout.of(field)] for field in ("out_words", "in_words"))
    return Direction(way, usual_out=spoken(out), usual_in=spoken(in_))


def _column(key: str, words: Iterable[str], *, is_required: bool = False, may_be_told: bool = False) -> Column:
    label, sort = LABELS[key], TYPES.get(key, TEXT)
    limit = _NUMBER_LIMIT if key == "number" else 255
    return Column(key, label, tuple(words), sort, is_required=is_required, limit=limit, may_be_told=may_be_told)


def _words(layout: StatementLayout, key: str) -> tuple[str, ...]:
    """The words of a column: what is said of a side under its title, beside it or behind it, then those said alone."""
    side, _score, part = key.partition("_")
    if side not in SIDES or part not in PARTS:
        return layout.of(key)
    titles, parts = layout.of(f"{side}_titles"), layout.of(f"{part}_parts")
    both = layout.of("both_titles") if side == "party" else ()
    return (
        *(f"{one} {title}*" for title in both for one in parts),
        *(f"{title} / {one}" for title in titles for one in parts),
        # `получатель` is `получателя` behind what it is said of
        *(
            text for title in titles for one in parts
            for text in (f"{title} {one}", f"{one} {title.rstrip('ь')}*", f"{title} ({one}*")
        ),
        *(titles if part == "name" else ()),
        *layout.of(key),
    )  # fmt: skip
