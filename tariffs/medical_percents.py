"""Percents of a printed table that are shares of a row of the same column: of a total, or of a row with parts. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from tariffs.medical_tables import PARTS, TOTAL, Printed

_HUNDRED = Decimal(100)
# of the rows below a row so many must be its shares for it to be what they are shares of
_ENOUGH = Fraction(3, 5)
# such rows stand near the top of a table
_MOST_BASES = 60


def of_base(table: Printed, percent: int, count: int, lines: Sequence[int]) -> dict[int, Fraction]:
    """Line → its share in percent of the row that its percents are of; rows of 100 % themselves are left out."""
    known = [line for line in lines if table.number(line, count) is not None]
    stated = [line for line in known if table.number(line, percent) is not None]
    wholes = [line for line in known if table.lines[line].role == TOTAL or table.number(line, percent) == _HUNDRED]
    wholes = wholes[:_MOST_BASES] or [line for line in known if table.lines[line].role == PARTS]
    if not wholes:
        return {}
    first = max(wholes, key=lambda line: len(_shares(table, percent, count, stated, line)))
    base = dict.fromkeys(stated, first)
    for line in known[:_MOST_BASES]:
        below = [one for one in stated if one > line]
        mine = _shares(table, percent, count, below, line)
        theirs = [one for one in below if _is_share(table, percent, count, one, base[one])]
        if len(mine) > len(theirs) and len(mine) >= 2 and len(mine) >= _ENOUGH * len(below):
            base |= dict.fromkeys(below, line)
    return {
        line: found
        for line, of in base.items()
        if line != of and (found := _share(table, count, line, of)) is not None
    }  # fmt: skip


def _shares(table: Printed, percent: int, count: int, lines: Sequence[int], of: int) -> list[int]:
    return [line for line in lines if line != of and _is_share(table, percent, count, line, of)]


def _is_share(table: Printed, percent: int, count: int, line: int, of: int) -> bool:
    part, whole = table.wholes[line][count], table.wholes[of][count]
    return part is not None and bool(whole) and table.follows(line, percent, 100 * table.scale * part, whole or 0)


def _share(table: Printed, count: int, line: int, of: int) -> Fraction | None:
    part, whole = table.number(line, count), table.number(of, count)
    return Fraction(part) * 100 / Fraction(whole) if part is not None and whole else None
