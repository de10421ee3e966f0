"""Months of one register on sheets of their own: read below each other, each cell with the address it has. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import accumulate, pairwise
from typing import Any, overload

from imports.columns.column import DATE
from imports.dates import parse_dates
from imports.periods import Period, parse_period
from imports.readers.grid import Grid, Sheet
from imports.recognise import heading, naming
from imports.recognise.candidates import Candidate, uppermost

# Days of papers, which may lie before the month in which money moves.
OF_PAPERS = frozenset(("document_date", "other_date"))


class _RowsBelow(Sequence[Any]):
    """Rows of some sheets below each other, none of them copied."""

    def __init__(self, parts: Sequence[Sequence[Any]]) -> None:
        self._parts = parts
        self._ends = list(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self._ends[-1]

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> list[Any]: ...

    def __getitem__(self, at: int | slice) -> Any:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        place = at + len(self) if at < 0 else at
        for part, end in zip(self._parts, self._ends, strict=True):
            if 0 <= place < end:
                return part[place - end + len(part)]
        raise IndexError(at)


def joined(grid: Grid, best: Candidate, candidates: Sequence[Candidate], given: Mapping[str, Any]) -> Grid | None:
    """The file with its sheets of months as one; None where there are none, or a person named a place in one."""
    if given.get("sheet") or given.get("last_row") or naming.is_headed(given):
        return None
    months = below_each_other(best, candidates)
    if months is None:
        return None
    names = {name for _first, name in months.parts}
    return replace(grid, sheets=(months, *(sheet for sheet in grid.sheets if sheet.name not in names)))


def below_each_other(best: Candidate, candidates: Sequence[Candidate]) -> Sheet | None:
    """The sheets that hold tables like `best` as one, where each names a period of its own and all its days lie in it.

    None where a sheet names none, or days say otherwise: a copy, another account or a total of the year is no month.
    """
    own = [c for c in candidates if c.kind is best.kind and c.is_whole and c.has_rows]
    by_sheet = {id(c.sheet): [d for d in own if d.sheet is c.sheet] for c in own}
    tables = [uppermost(max(found, key=lambda c: (c.points, -c.header_row)), found) for found in by_sheet.values()]
    if any((c.headers, c.fit.columns) != (best.headers, best.fit.columns) for c in tables):
        return None
    periods = [_period_held(c) for c in tables]
    dated = sorted((p.first_day, p.last_day, at) for at, p in enumerate(periods) if p is not None)
    overlap = any(earlier[1] >= later[0] for earlier, later in pairwise(dated))
    if len(dated) < len(tables) or len(tables) < 2 or overlap:
        return None
    return _below([tables[at].sheet for _first, _last, at in dated])


def _period_held(c: Candidate) -> Period | None:
    """The period that the sheet's name or title states, where every day of its table lies within it."""
    days = _days(c)
    if not days:
        return None
    named = parse_period(c.sheet.name, days[0].year)
    titled = heading.period(heading.texts(c.sheet, c.header_row))
    period = named or (titled[0] if titled else None)
    within = period is not None and all(period.first_day <= day <= period.last_day for day in days)
    return period if within else None


def _days(c: Candidate) -> list[date]:
    """The days of the rows, in every column that may say the day of a row."""
    dated = [column.key for column in c.kind.columns if column.type == DATE and column.key in c.fit.columns]
    places = [c.fit.columns[key] for key in [key for key in dated if key not in OF_PAPERS] or dated]
    rows = (c.sheet.rows[i] for i in range(c.first_row, len(c.sheet.rows)))
    cells = [row[at] for row in rows for at in places if at < len(row)]
    return [day for day in parse_dates(cells) if isinstance(day, date)]


def _below(sheets: Sequence[Sheet]) -> Sheet:
    """The rows of the sheets, and what is known of their cells, below each other."""
    starts = list(accumulate((len(sheet.rows) for sheet in sheets[:-1]), initial=0))
    both = list(zip(starts, sheets, strict=True))
    return replace(
        sheets[0],
        name=", ".join(sheet.name for sheet in sheets),
        rows=_RowsBelow([sheet.rows for sheet in sheets]),
        merged=tuple((a + at, left, b + at, right) for at, sheet in both for a, left, b, right in sheet.merged),
        hidden_rows=frozenset(row + at for at, sheet in both for row in sheet.hidden_rows),
        hidden_columns=frozenset().union(*(sheet.hidden_columns for sheet in sheets)),
        broken=tuple((row + at, column) for at, sheet in both for row, column in sheet.broken),
        percents=frozenset((row + at, column) for at, sheet in both for row, column in sheet.percents),
        shown={(row + at, place): how for at, sheet in both for (row, place), how in sheet.shown.items()},
        levels={row + at: level for at, sheet in both for row, level in sheet.levels.items()},
        parts=tuple((at, sheet.name) for at, sheet in both),
    )
