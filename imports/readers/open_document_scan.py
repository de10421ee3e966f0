"""The cells of an OpenDocument sheet, tag by tag: how far it reaches, which of them hold an error. Pure.

OpenDocument repeats cells and rows by count; what is repeated and holds something fills memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from imports.readers.cell_faults import ERROR_TEXT, SheetFaults
from imports.readers.extent import Extent
from imports.readers.grid import NOT_COMPUTED, Broken

TAG = re.compile(
    rb"<table:table\s[^<>]{0,2000}>|<table:table-row\b[^<>]{0,2000}>|</table:table-row>"
    rb"|<table:(?:covered-)?table-cell\b[^<>]{0,20000}>|<table:table-column\b[^<>]{0,2000}>"
    rb"|<text:p[^<>]{0,200}>(?:#|Err|\xd0\x9e\xd1\x88\xd0\xb8\xd0\xb1)[^<>]{0,40}(?=</text:p>)"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,20})""")
_NAME = re.compile(rb"""table:name=(?:"([^"]{0,1000})"|'([^']{0,1000})')""")
_FORMULA = re.compile(rb"""table:formula=(?:"([^"]{0,9000})"|'([^']{0,9000})')""")
_IS_HIDDEN = re.compile(rb"""table:visibility=["'](?:collapse|filter)["']""")
_MOST_REPEATS = 10_000


@dataclass(slots=True)
class DocumentWalk:
    """Feed it tags in their order; `faults` are found by sheet."""

    faults: dict[str, SheetFaults]
    sheet: str = ""
    extent: Extent = field(default_factory=Extent)
    row: int = 0
    column: int = 0
    row_repeats: int = 1
    row_width: int = 0
    columns_met: int = 0
    begins: int = 0

    def meet(self, tag: bytes) -> None:
        if tag.startswith((b"<table:table-cell", b"<table:covered-table-cell")):
            self._cell(tag)
        elif tag.startswith(b"<table:table-row"):
            self.row_repeats, self.column, self.row_width = _repeats(tag), 0, 0
            if _IS_HIDDEN.search(tag):
                rows = range(self.row, self.row + min(self.row_repeats, _MOST_REPEATS))
                self._faults().hide_rows(rows)
            if tag.endswith(b"/>"):
                self.row += self.row_repeats
        elif tag == b"</table:table-row>":
            self.row += self.row_repeats
            if self.row_width:
                self.extent.rows = self.row
                self.extent.columns = max(self.extent.columns, self.row_width)
                self.extent.check(self.sheet)
        elif tag.startswith(b"<table:table-column"):
            first, self.columns_met = self.columns_met, self.columns_met + _repeats(tag)
            if _IS_HIDDEN.search(tag) and self.columns_met - first <= _MOST_REPEATS:
                self._faults().hide_columns(range(first, self.columns_met))
        elif tag.startswith(b"<text:p"):
            shown = unescape(tag.partition(b">")[2].decode("utf-8", "replace")).strip()
            if ERROR_TEXT.fullmatch(shown):
                self._break(Broken(shown))
        else:
            self.extent.check(self.sheet)
            name = _NAME.search(tag)
            self.sheet = unescape((name[1] or name[2] or b"").decode("utf-8", "replace")) if name else ""
            self.extent, self.row, self.columns_met = Extent(), 0, 0

    def _cell(self, tag: bytes) -> None:
        self.begins, self.column = self.column, self.column + _repeats(tag)
        if tag.endswith(b"/>") and b"office:value" not in tag and b"table:formula" not in tag:
            return
        self.extent.cells += 1
        self.row_width = self.column
        if b'office:value-type="percentage"' in tag:
            self._faults().show_as_percents(self._places())
        if b'calcext:value-type="error"' in tag:
            self._break(Broken("#N/A"))
        elif b"table:formula" in tag and b"office:value-type" not in tag:
            formula = _FORMULA.search(tag)
            text = unescape((formula[1] or formula[2] or b"").decode("utf-8", "replace")) if formula else ""
            self._break(Broken("=" + re.sub(r"^\w+:=", "", text), NOT_COMPUTED))

    def _break(self, broken: Broken) -> None:
        """The cell met last, with all its repeats."""
        for row, column in self._places():
            self._faults().add(row, column, broken)

    def _places(self) -> Iterator[tuple[int, int]]:
        for row in range(self.row, self.row + min(self.row_repeats, _MOST_REPEATS)):
            for column in range(self.begins, min(self.column, self.begins + _MOST_REPEATS)):
                yield row, column

    def _faults(self) -> SheetFaults:
        return self.faults.setdefault(self.sheet, SheetFaults())


def _repeats(tag: bytes) -> int:
    found = _REPEATED.search(tag)
    return int(found[1]) if found else 1
