"""Figures of a facility that target indicators may be measured by: each room offers those it can compute.

A figure is named by a key that an indicator keeps. Where nothing can be computed the room says what is missing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from finance import rooms
from finance.months import Month
from finance.scope import Scope


@dataclass(frozen=True, slots=True)
class BookFigure:
    """What the books say: in the figure's own unit, tenge where it `is_money`; without a value, what is `missing`.

    `planned` is what the plans in the books come to. `report` shows what it is made of.
    """

    value: Fraction | None = None
    missing: str = ""
    is_money: bool = False
    planned: Fraction | None = None
    report: str = ""


# Given the scope, the months (inclusive) and the keys asked for. Few queries, whatever their number.
Compute = Callable[[Scope, Month, Month, Collection[str]], Mapping[str, BookFigure]]


@dataclass(frozen=True, slots=True)
class BookFigures:
    """Figures that are computed together: keys with what they are, in words."""

    labels: Mapping[str, rooms.Text]
    compute: Compute


def labels() -> dict[str, rooms.Text]:
    """Every figure by its key, in the order of the rooms."""
    return {key: label for room in rooms.rooms() for figures in room.figures for key, label in figures.labels.items()}


def figures(scope: Scope, first: Month, through: Month, keys: Collection[str]) -> dict[str, BookFigure]:
    """The figures of `keys`; one that no room knows is left out."""
    found: dict[str, BookFigure] = {}
    for room in rooms.rooms():
        for offered in room.figures:
            if wanted := [key for key in offered.labels if key in keys]:
                found |= offered.compute(scope, first, through, wanted)
    return found
