"""What the text of a sheet says of its cells that a parser does not pass on: errors, formulas, what is hidden. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from xml.parsers import expat

from imports.readers.grid import NOT_COMPUTED, TOO_LARGE, Broken, Cell, ReadError, column_number
from imports.readers.number_formats import Shown

# As Excel numbers its errors in binary files.
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
# What programs show for an error, in English and Russian, where it was saved as text.
ERROR_TEXT = re.compile(
    r"#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ПУСТО!|ДЕЛ/0!|ЗНАЧ!|ССЫЛКА!|ИМЯ\?|ЧИСЛО!|Н/Д"
    r"|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|GETTING_DATA)|(?:Err|Ошибка|Ошиб):\s?\d{3}"
)
MAX_FAULTS = 500_000


@dataclass(slots=True)
class SheetFaults:
    """Broken cells by (row, column), rows and columns nobody sees, cells shown as percents or otherwise than they are,
    rows set in; from 0.
    """

    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    percents: set[tuple[int, int]] = field(default_factory=set)
    levels: dict[int, int] = field(default_factory=dict)
    shown: dict[tuple[int, int], Shown] = field(default_factory=dict)

    def set_in(self, rows: Iterable[tuple[int, int]]) -> None:
        """Note how far rows are set in, where they are, as many as are worth it."""
        self.levels.update(islice(rows, max(0, MAX_FAULTS - len(self.levels))))

    def show_as_percents(self, cells: Iterable[tuple[int, int]]) -> None:
        """Note (row, column) of numbers shown as percents; the first half million of a sheet are enough."""
        self.percents.update(islice(cells, MAX_FAULTS - len(self.percents)))

    def show_so(self, cells: Iterable[tuple[int, int]], shown: Shown) -> None:
        """Note (row, column) of numbers that are shown in some way; the first half million of a sheet are enough."""
        self.shown.update(dict.fromkeys(islice(cells, MAX_FAULTS - len(self.shown)), shown))

    def hide_rows(self, rows: Iterable[int]) -> None:
        """Note rows that nobody sees, as many as are worth naming."""
        self.hidden_rows.update(islice(rows, MAX_FAULTS - len(self.hidden_rows)))

    def hide_columns(self, columns: Iterable[int]) -> None:
        self.hidden_columns.update(islice(columns, MAX_FAULTS - len(self.hidden_columns)))

    def add(self, row: int, column: int, broken: Broken) -> None:
        if len(self.broken) >= MAX_FAULTS:
            raise ReadError(TOO_LARGE, "cells", limit=MAX_FAULTS)
        self.broken[row, column] = broken


@dataclass(slots=True)
class Formulas:
    """The formulas of a sheet that come to zero: programs that leave computing to Excel write it in all meanwhile."""

    zeros: list[tuple[int, int, str]] = field(default_factory=list)
    is_any_computed: bool = False

    def doubt(self, faults: SheetFaults) -> None:
        """Take the zeros for never computed where no formula of the sheet came to anything."""
        for row, column, formula in () if self.is_any_computed else self.zeros:
            faults.add(row, column, Broken(f"={formula}", NOT_COMPUTED))


def put_into(rows: list[tuple[Cell, ...]], faults: SheetFaults) -> None:
    """Write broken cells over the blanks that a parser left in their place."""
    if not faults.broken:
        return
    width = max(max(len(row) for row in rows) if rows else 0, 1 + max(column for _row, column in faults.broken))
    height = 1 + max(row for row, _column in faults.broken)
    rows.extend([("",) * width] * (height - len(rows)))
    of_row: dict[int, dict[int, Broken]] = {}
    for (row, column), broken in faults.broken.items():
        of_row.setdefault(row, {})[column] = broken
    for at, cells in of_row.items():
        whole: list[Cell] = [*rows[at], *[""] * (width - len(rows[at]))]
        for column, broken in cells.items():
            whole[column] = broken
        rows[at] = tuple(whole)


def broken_text(rows: Iterable[Sequence[Cell]]) -> Iterable[tuple[int, int, str]]:
    """Where a text is what a program shows for an error: (row, column, text)."""
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            if type(cell) is str and cell[:1] in "#EО" and ERROR_TEXT.fullmatch(cell.strip()):
                yield i, j, cell.strip()


class SheetWalk:
    """The cells of one sheet of a zipped workbook, tag by tag; for the few sheets where something is amiss.

    `is_computed_on_load`: the program that wrote the file leaves computing to Excel, and writes 0 meanwhile.
    """

    def __init__(self, *, is_computed_on_load: bool) -> None:
        self.faults = SheetFaults()
        self.is_computed_on_load = is_computed_on_load
        self._row, self._column = -1, -1
        self._type, self._value, self._formula = "", "", ""
        self._has_formula = self._has_value = False
        self._taking = ""
        self._formulas = Formulas()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        self._parser.Parse(piece, is_last)

    def finish(self) -> SheetFaults:
        if self.is_computed_on_load:
            self._formulas.doubt(self.faults)
        return self.faults

    def _start(self, tag: str, about: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = int(about["r"]) - 1 if about.get("r", "").isdigit() else self._row + 1
            self._column = -1
            if about.get("hidden") in ("1", "true") or about.get("ht") == "0":
                self.faults.hide_rows((self._row,))
        elif name == "col" and (about.get("hidden") in ("1", "true") or about.get("width") == "0"):
            first, last = int(about.get("min", "1")), int(about.get("max", "1"))
            self.faults.hide_columns(range(first - 1, min(last, first + 1000)))
        elif name == "c":
            place = _place(about.get("r", ""))
            self._column = place if place is not None else self._column + 1
            self._type, self._value, self._formula = about.get("t", "n"), "", ""
            self._has_formula = self._has_value = False
        elif name in ("f", "v", "t"):
            self._taking = name
            self._has_formula = self._has_formula or name == "f"
            self._has_value = self._has_value or name != "f"

    def _text(self, text: str) -> None:
        if self._taking == "f":
            self._formula += text[:1000]
        elif self._taking:
            self._value += text

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("f", "v", "t"):
            self._taking = ""
        elif name == "c":
            self._close()

    def _close(self) -> None:
        value = self._value.strip()
        if self._type == "e":
            self.faults.add(self._row, self._column, Broken(value or "#N/A"))
        elif self._has_formula and not value and not (self._type == "str" and self._has_value):
            self.faults.add(self._row, self._column, Broken(f"={self._formula}", NOT_COMPUTED))
        elif self._has_formula and self._type == "n" and value == "0":
            self._formulas.zeros.append((self._row, self._column, self._formula))
        elif self._has_formula:
            self._formulas.is_any_computed = True


def _place(reference: str) -> int | None:
    """`AB12` → 27; None where the cell does not say where it stands."""
    letters = reference.rstrip("0123456789")
    if not letters.isalpha() or not letters.isascii() or len(letters) > 3:
        return None
    return column_number(letters)
