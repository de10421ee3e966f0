"""What the formats of cells show of their money: `#,##0,` shows thousands, `0" тыс. тг"` names them. Pure but for the
sentences.

A person reads what is shown. So an amount is what its cell shows in the unit that is named, and where none is named for
what is shown divided, or cells of one table are shown in different ways, the file asks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from finance.money import ZERO
from imports.kinds.kind import Problem, Table
from imports.readers.number_formats import PLAIN, Shown
from imports.recognise.heading import Quoted
from imports.recognise.unit_words import MILLION, TENGE, THOUSAND, UNKNOWN, units_of
from imports.resolve.letters import skeleton

AMBIGUOUS = "ambiguous-unit"
# letters that name a unit only beside what is divided by so much
_LETTERS = {1000: (THOUSAND, ("k", "к", "т", "t", "th")), 1_000_000: (MILLION, ("m", "м", "mn"))}
_OF_RUSSIA = frozenset(("р", "руб", "рубль", "рублей"))


@dataclass(slots=True)
class ShownAmounts:
    """By how much the amounts of a table are divided as they are shown, the units that their formats name, and what
    must be asked. `cell` is the first that is shown divided.
    """

    divisor: int = 1
    cell: str = ""
    units: list[Quoted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def shown_amounts(table: Table, places: list[int]) -> ShownAmounts:
    """How the cells of money below the header are shown."""
    found = ShownAmounts()
    if not table.sheet.shows_otherwise:
        return found
    divisors: dict[int, str] = {}
    words: dict[tuple[str, int], str] = {}
    for shown, divisor, cell in _amounts(table, places):
        divisors.setdefault(divisor, cell)
        words.setdefault((shown.words, divisor), cell)
    found.units = [
        Quoted(unit, cell, text) for (text, divisor), cell in words.items() if (unit := _unit(text, divisor)) != TENGE
    ]
    if len(divisors) > 1 or 0 in divisors:
        cell = divisors.get(0) or list(divisors.values())[1]
        message = _(
            "The format of this cell shows its number otherwise than those of other cells: divided, or not at all. "
            "Give all sums one format of numbers, such as 0.00."
        )
        found.problems.append(Problem(cell, AMBIGUOUS, message))
    elif divisors:
        [(found.divisor, found.cell)] = divisors.items()
    return found


def needs_unit(found: ShownAmounts, unit: str) -> Problem | None:
    """What is shown divided is no tenge, whoever says so."""
    if found.divisor == 1 or unit != TENGE:
        return None
    message = _(
        "The format of this cell shows its number divided by %(divisor)s. Write above the table in what unit the sums "
        "are as they are shown, such as “тыс. тенге”, or choose the unit of what is shown."
    )
    return Problem(found.cell, AMBIGUOUS, message % {"divisor": found.divisor}, asks=("unit",))


def _amounts(table: Table, places: list[int]) -> Iterator[tuple[Shown, int, str]]:
    """(how it is shown, by what it is divided, the cell) of all that is money below the header but zero."""
    for i in table.body:
        row = table.sheet.rows[i]
        for place in places:
            cell = row[place] if place < len(row) else ""
            if isinstance(cell, str):
                if any(map(str.isdigit, cell)):
                    yield PLAIN, 1, table.sheet.address(i, place)
            elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell != ZERO:
                shown = table.sheet.shown_at(i, place)
                yield shown, shown.divisor(cell), table.sheet.address(i, place)


def _unit(words: str, divisor: int) -> str:
    """The unit that the words shown beside a number name; tenge where they name none."""
    if not words:
        return TENGE
    unit, letters = _LETTERS.get(divisor, (TENGE, ()))
    folded = skeleton(words)
    if folded in letters:
        return unit
    named = units_of(words)
    is_foreign = any(unicodedata.category(mark) == "Sc" and mark != "₸" for mark in words) or folded in _OF_RUSSIA
    return UNKNOWN if is_foreign else named[0] if named else TENGE
