"""The table of a file that was recognised: where its rows and columns stand and what its headers say. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from finance.money import ZERO
from imports.readers.grid import Cell, Grid, Sheet
from imports.resolve.letters import skeleton

if TYPE_CHECKING:
    from imports.periods import Period


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words as they are listened for, folded: whole ones, and beginnings of them."""

    whole: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    def stand_in(self, folded: str) -> bool:
        return folded in self.whole or any(
            word in self.whole or word.startswith(self.beginnings) for word in folded.split()
        )


def spoken(words: Iterable[str]) -> Spoken:
    """A word that ends in `*` begins one."""
    every = list(words)
    whole = frozenset(skeleton(word) for word in every if not word.endswith("*")) - {""}
    return Spoken(whole, tuple(skeleton(word) for word in every if word.endswith("*")))


@dataclass(frozen=True, slots=True)
class Direction:
    """Which way money goes in a statement.

    `way`: `out` or `in` where all rows go one way; `minus-out` or `minus-in` where the sign tells. `out` and `in_` are
    cells of the direction's column as a person named them, folded; `usual_out` and `usual_in` the words of banks.
    """

    way: str = ""
    out: frozenset[str] = frozenset()
    in_: frozenset[str] = frozenset()
    usual_out: Spoken = Spoken()
    usual_in: Spoken = Spoken()

    @property
    def is_by_sign(self) -> bool:
        return self.way.startswith("minus-")

    def is_out(self, cell: str) -> bool | None:
        """Whether a cell of the direction's column says that money was paid; None where it does not tell."""
        if self.way in ("out", "in"):
            return self.way == "out"
        folded, sign = skeleton(cell), cell.strip()
        if folded in self.out | self.in_:
            return folded in self.out
        is_out = self.usual_out.stand_in(folded) or sign in ("-", "\u2212", "\u2013")
        is_in = self.usual_in.stand_in(folded) or sign == "+"
        return None if is_out == is_in else is_out

    def by_sign(self, amount: Decimal) -> tuple[Decimal, Decimal]:
        """What was received and what was spent, of an amount whose sign tells."""
        is_out = (amount < ZERO) == (self.way == "minus-out")
        return (ZERO, abs(amount)) if is_out else (abs(amount), ZERO)


@dataclass(slots=True)
class Table:
    """The table that was recognised: where it stands, what its columns are, its unit and period.

    Rows and columns count from 0. `first_row` is the first row below the header and its row of numbers; where the table
    has no header it is `header_row` too.
    """

    grid: Grid
    sheet: Sheet
    header_row: int
    first_row: int
    columns: dict[str, int]
    headers: dict[int, str] = field(default_factory=dict)
    unit: str = "tenge"
    scale: Decimal = Decimal(1)
    period: Period | None = None
    # the day of all rows, where a person named one for the whole file
    day: date | None = None
    titles: tuple[str, ...] = ()
    signature: str = ""
    # the unit that the file itself names, whatever it was read in: empty for none, `?` for one not understood
    said_unit: str = ""
    direction: Direction = Direction()
    # the tables of the same kind on other sheets, where the kind reads every sheet
    others: tuple[Table, ...] = ()
    # rows from 0 that another column says do not count, such as a cancelled contract's
    left_out: frozenset[int] = frozenset()

    def has(self, key: str) -> bool:
        return key in self.columns

    def is_dated_by(self, key: str) -> bool:
        """Whether the column `key` says the day of a row, or one day was named for all."""
        return self.day is not None or self.has(key)

    def value(self, row: int, key: str) -> Cell:
        """The cell of a row in the column `key`; `""` where the row is short or the column is missing."""
        column = self.columns.get(key)
        cells = self.sheet.rows[row]
        return "" if column is None or column >= len(cells) else cells[column]

    def values(self, key: str, rows: range | list[int]) -> list[Cell]:
        column = self.columns.get(key)
        if column is None:
            return [""] * len(rows)
        return [row[column] if column < len(row) else "" for row in map(self.sheet.rows.__getitem__, rows)]

    def address(self, row: int, key: str) -> str:
        """`Реестр!D17`; of the row's first column where the table lacks `key`."""
        return self.sheet.address(row, self.columns.get(key, 0))

    def level(self, row: int, label: str) -> int:
        """How far a row is set in: by the format of its cells, else by the spaces before its label."""
        return self.sheet.levels.get(row) or len(label) - len(label.lstrip())

    def says(self, words: Iterable[str]) -> bool:
        """Whether the sheet's name or a title above the table holds one of `words`."""
        spoken = skeleton(" ".join([self.sheet.name, *self.titles]))
        return any(skeleton(word) in spoken for word in words)

    def heads(self, key: str, words: Iterable[str]) -> bool:
        """Whether the header of the column `key` holds one of `words`."""
        header = self.headers.get(self.columns.get(key, -1), "")
        return any(skeleton(word.strip("*")) in header for word in words)

    @property
    def header(self) -> Sequence[Cell]:
        """The cells of the header's first row; none where the table has no header."""
        return self.sheet.rows[self.header_row] if self.header_row < self.first_row else ()

    @property
    def body(self) -> range:
        return range(self.first_row, len(self.sheet.rows))
