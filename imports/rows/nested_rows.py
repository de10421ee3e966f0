"""Rows that stand for others, though no word says so: a row above its parts, which bear its code or none. Pure.

What adds up in every figure is no accident where the parts are set in, or where a row without a code bears several
figures: a row with a code stands then for its parts, one without for a sum. Else a person is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.money import ZERO
from finance.months import Month

# so many rows below one are looked at: an account has not more articles
_MOST_PARTS = 60


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A row by its place in the sheet; `code` is empty where none stands in it, `amounts` None where unreadable.

    `level` is how far it is set in.
    """

    place: int
    level: int
    code: str
    month: Month | None
    amounts: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Nested:
    """A row and the rows below it that add up to it."""

    above: PlainRow
    parts: tuple[PlainRow, ...]

    @property
    def is_sum(self) -> bool:
        """Whether the row above is the one that repeats: it has no code, and its parts have."""
        return not self.above.code

    @property
    def is_proven(self) -> bool:
        """Whether the parts are set in below it; of a sum, whether more than one figure says so."""
        is_set_in = all(part.level > self.above.level for part in self.parts)
        return is_set_in or (self.is_sum and len({amount for amount in self.above.amounts if amount}) > 1)


def nested(rows: Sequence[PlainRow]) -> list[Nested]:
    """Rows with parts below them, two at least, that add up to them in every figure."""
    found: list[Nested] = []
    for at, row in enumerate(rows):
        if any(row.amounts) and None not in row.amounts:
            parts = _adding_up(row, rows[at + 1 : at + 1 + _MOST_PARTS])
            found += [Nested(row, tuple(parts))] if parts else []
    return found


def _adding_up(row: PlainRow, below: Sequence[PlainRow]) -> list[PlainRow]:
    parts: list[PlainRow] = []
    sums = [ZERO] * len(row.amounts)
    for part in below:
        if part.month != row.month or not _may_be_part(row, part) or None in part.amounts:
            return []
        parts.append(part)
        sums = [whole + (amount or ZERO) for whole, amount in zip(sums, part.amounts, strict=True)]
        if len(parts) > 1 and tuple(sums) == row.amounts:
            return parts
    return []


def _may_be_part(row: PlainRow, part: PlainRow) -> bool:
    """Under a row with a code those of the same code or of none; under one of none, those with codes."""
    return bool(part.code) if not row.code else part.code in ("", row.code)
