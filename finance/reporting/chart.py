"""A chart of a report, declared: which columns of which table, drawn as what. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Series:
    """A column drawn in a chart, as a bar or as a line; `label` replaces the column's."""

    column: str
    drawn_as: Literal["bar", "line"] = "bar"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """`category` is the column with the names along the axis. `rows` left out: first-level rows, without the total."""

    key: str
    title: str
    table: str
    category: str
    series: tuple[Series, ...]
    is_stacked: bool = True
    rows: tuple[str, ...] | None = None
    axis_title: str = ""
