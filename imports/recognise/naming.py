"""What a person names of a table that is not known: its columns, where it ends, which way money goes. Pure.

What is named comes as a mapping whose keys are those of `imports.pipeline.order.Order.corrections`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from imports.kinds.kind import Kind, Problem, Table
from imports.periods import Period, parse_period
from imports.readers.grid import Sheet, column_number
from imports.recognise import told_days
from imports.recognise.headers import Fit
from imports.resolve.letters import skeleton
from imports.rows.table import Direction

# In place of a column's letter: the file has none.
NOT_HERE = "-"
TWICE = "ambiguous-column"
# What a person names by a row of the sheet, from 1; and how many columns are offered by letter.
ROWS = ("header_row", "first_row", "last_row")
MOST_COLUMNS = 60
# A column that was named counts more than any title.
_POINTS = 100
_LETTER = re.compile(r"[A-Z]{1,3}")


def place_of(letter: str) -> int | None:
    """`D` → 3; None for what is no column's letter."""
    return column_number(letter) if _LETTER.fullmatch(letter) else None


def is_headed(given: Mapping[str, Any]) -> bool:
    """Whether a person named columns or the header, so that the table stands there whatever its words are."""
    return bool(given.get("columns") or given.get("header_row") or given.get("first_row") or given.get("no_header"))


def named_columns(kind: Kind, given: Mapping[str, Any]) -> dict[str, int | None]:
    """Columns of the kind that a person named, by key; None for those that the file has not."""
    own = {column.key for column in kind.columns}
    named = (given.get("columns") or {}).items()
    return {key: None if letter == NOT_HERE else place_of(letter) for key, letter in named if key in own}


def with_named(fit: Fit, kind: Kind, given: Mapping[str, Any]) -> Fit:
    """How the columns fall on a header, once a person named some of them."""
    named = named_columns(kind, given)
    if not named:
        return fit
    chosen = {key: place for key, place in named.items() if place is not None}
    kept = {key: place for key, place in fit.columns.items() if key not in named and place not in chosen.values()}
    columns = kept | chosen
    return replace(
        fit,
        columns=columns,
        points=fit.points + _POINTS * len(chosen),
        torn={key: places for key, places in fit.torn.items() if key not in named},
        missing=tuple(column.key for column in kind.columns if column.is_required and column.key not in columns),
    )


def named_twice(table: Table, kind: Kind, given: Mapping[str, Any]) -> list[Problem]:
    """A column that was named as two things, at its header."""
    by_place: defaultdict[int, list[str]] = defaultdict(list)
    for key, place in named_columns(kind, given).items():
        if place is not None:
            by_place[place].append(key)
    problems = []
    for place, keys in by_place.items():
        if len(keys) > 1:
            labels = " · ".join(kind.column_label(key) for key in keys)
            message = _("Column %(column)s is named more than once: %(labels)s. Name another column, or none.")
            message %= {"column": xl_col_to_name(place), "labels": labels}
            cell, row = table.sheet.address(table.header_row, place), table.sheet.row_number(table.header_row)
            problems.append(Problem(cell, TWICE, message, row, asks=tuple(f"columns.{key}" for key in keys)))
    return problems


def cut_off(sheet: Sheet, given: Mapping[str, Any]) -> Sheet:
    """The sheet up to the last row of the table, where a person named it."""
    last = given.get("last_row")
    if not last or last >= len(sheet.rows):
        return sheet
    broken = tuple((row, column) for row, column in sheet.broken if row < last)
    return replace(sheet, rows=sheet.rows[:last], broken=broken)


def lost_end(table: Table, given: Mapping[str, Any]) -> list[Problem]:
    """The form of the file is known to end above words that this file lacks."""
    words = given.get("lost_end")
    if not words or given.get("last_row"):
        return []
    message = _("Tables of this form ended above “%(words)s”, which this file lacks. Name the last row of the table.")
    cell, row = table.sheet.address(table.header_row, 0), table.sheet.row_number(table.header_row)
    return [Problem(cell, "second-table", message % {"words": words}, row, asks=("last_row",))]


def direction(given: Mapping[str, Any], usual: Direction) -> Direction:
    """Which way money goes, as it was named, else as the layout says."""
    out, in_ = (frozenset(map(skeleton, given.get(key) or ())) - {""} for key in ("out_words", "in_words"))
    return replace(usual, way=given.get("direction") or usual.way, out=out, in_=in_)


def told_without_column(kind: Kind, given: Mapping[str, Any], titles: Sequence[str] = ()) -> frozenset[str]:
    """Keys of columns that need not stand in the file, since a person, a title or the layout said it for all rows."""
    is_directed = bool(given.get("direction") or kind.direction.way)
    return told_days.told(kind, given, titles) | ({"direction"} if is_directed else set())


def period(given: Mapping[str, Any]) -> Period | None:
    """The months of the file, as a person named them."""
    return parse_period(str(given.get("period") or ""))
