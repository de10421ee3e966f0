"""One day for all rows of a file that has no dates, or none that can be read: as a person names it. Pure.

A month stands for its last day. The day itself holds for one file; that files of its form have none is remembered, and
so is that the day was the one their title names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from finance.amounts import Refusal
from imports.columns.column import DATE, MONTH
from imports.dates import parse_date
from imports.kinds.kind import Kind, Problem, Table
from imports.periods import parse_period

# Of a form that is remembered: its files have no days, and the day they are given is that of their title.
DAYLESS, DAY_IN_TITLE = "dayless", "day_in_title"
MISSING = "missing-column"
_DAY = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d{2}-\d{2}|[«\"]?\d{1,2}[»\"]?\s+[^\W\d_]+\s+\d{4}|\d{4}\s*жылғы\s*\d{1,2}\s+[^\W\d_]+"
)


def day_of(text: str) -> date | None:
    """A day as it is typed, or the last day of a month."""
    found = parse_date(text)
    if not isinstance(found, Refusal):
        return date(found.year, found.month, found.day)
    period = parse_period(text)
    return period.last_day if period is not None and period.first == period.last else None


def told(kind: Kind, given: Mapping[str, Any], titles: Sequence[str] = ()) -> frozenset[str]:
    """Columns that need not stand in the file, since one day or month was named for all rows, or stands above them."""
    days = bool(given.get("day") or given.get(DAYLESS))
    named = [str(given["period"])] if given.get("period") else titles
    periods = {(period.first, period.last) for text in named if (period := parse_period(text)) is not None}
    is_month = len(periods) == 1 and all(first == last for first, last in periods)
    return frozenset(
        column.key for column in kind.columns
        if column.may_be_told and ((column.type == DATE and days) or (column.type == MONTH and is_month))
    )  # fmt: skip


def asks_for(kind: Kind, keys: list[str]) -> tuple[str, ...]:
    """What else than a column may settle that columns `keys` are missing."""
    types = {column.type for column in kind.columns if column.key in keys and column.may_be_told}
    return (*(("day",) if DATE in types else ()), *(("period",) if MONTH in types else ()))


def settle(table: Table, kind: Kind, given: Mapping[str, Any]) -> tuple[date | None, str, list[Problem]]:
    """The day of all rows, why, and the question for it where files of this form are known to have none."""
    keys = [column.key for column in kind.columns if column.may_be_told and column.type == DATE]
    if not keys:
        return None, "", []
    if given.get("day"):
        return day_of(str(given["day"])), _("you named it"), []
    if not given.get(DAYLESS) or any(map(table.has, keys)):
        return None, "", []
    titled = day_in_titles(table)
    if given.get(DAY_IN_TITLE) and titled is not None:
        return titled, _("named in the title, as in files of this form"), []
    message = _("Files of this form have no dates. Name the day of all rows, or their month.")
    cell, row = table.sheet.address(table.header_row, 0), table.sheet.row_number(table.header_row)
    return None, "", [Problem(cell, MISSING, message, row, asks=("day",))]


def one_day_in(titles: Sequence[str]) -> date | None:
    """The one day that titles name; None where they name none or several."""
    said = _days_in(titles)
    return said.pop() if len(said) == 1 else None


def _days_in(titles: Sequence[str]) -> set[date]:
    return {found for title in titles for text in _DAY.findall(title) if (found := day_of(text))}


def day_in_titles(table: Table) -> date | None:
    """The one day that the words above the table name, else the last of the one month they are of."""
    if said := _days_in(table.titles):
        return said.pop() if len(said) == 1 else None
    period = table.period
    return period.last_day if period is not None and period.first == period.last else None
