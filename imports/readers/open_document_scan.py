"""The cells of an OpenDocument sheet, tag by tag: how far it reaches, which of them hold an error. Pure.

OpenDocument repeats cells and rows by count; what is repeated and holds something fills memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from imports.readers.cell_faults import ERROR_TEXT, SheetFaults
from imports.readers.cell_formats import CellStyles
from imports.readers.extent import Extent
from imports.readers.grid import NOT_COMPUTED, Broken
from imports.readers.open_document_styles import DocumentStyles

TAG = re.compile(
    rb"<table:table\s[^<>]{0,2000}>|<table:table-row(?:\s[^<>]{0,2000})?/?>|</table:table-row>"
    rb"|</?table:table-row-group\b[^<>]{0,2000}>"
    rb"|<table:(?:covered-)?table-cell\b[^<>]{0,20000}>|<table:table-column\b[^<>]{0,2000}>"
    rb"|<text:p[^<>]{0,200}>(?:#|Err|\xd0\x9e\xd1\x88\xd0\xb8\xd0\xb1)[^<>]{0,40}(?=</text:p>)"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,20})""")
_NAME = re.compile(rb"""table:name=(?:"([^"]{0,1000})"|'([^']{0,1000})')""")
_FORMULA = re.compile(rb"""table:formula=(?:"([^"]{0,9000})"|'([^']{0,9000})')""")
_STYLE = re.compile(rb'\stable:style-name="([^"]{0,300})"')
_USUAL_STYLE = re.compile(rb'\stable:default-cell-style-name="([^"]{0,300})"')
_IS_HIDDEN = re.compile(rb"""table:visibility=["'](?:collapse|filter)["']""")
_MOST_REPEATS = 10_000


@dataclass(slots=True)
class DocumentWalk:
    """Feed it tags in their order; `faults` are found by sheet."""

    faults: dict[str, SheetFaults]
    named_styles: DocumentStyles
    styles: CellStyles
    sheet: str = ""
    extent: Extent = field(default_factory=Extent)
    row: int = 0
    column: int = 0
    row_repeats: int = 1
    row_width: int = 0
    columns_met: int = 0
    begins: int = 0
    group: int = 0
    row_style: bytes = b""
    # the end of some columns and the style of their cells, in their order
    column_styles: list[tuple[int, bytes]] = field(default_factory=list)

    def meet(self, tag: bytes) -> None:
        if tag.startswith((b"<table:table-cell", b"<table:covered-table-cell")):
            self._cell(tag)
        elif b"table:table-row-group" in tag:
            self.group += -1 if tag.startswith(b"</") else not tag.endswith(b"/>")
        elif tag.startswith(b"<table:table-row"):
            self.row_repeats, self.column, self.row_width = _repeats(tag), 0, 0
            self.row_style = _named_in(_USUAL_STYLE, tag)
            if self.group > 0:
                rows = range(self.row, self.row + min(self.row_repeats, _MOST_REPEATS))
                self._faults().set_in((row, self.group) for row in rows)
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
            if len(self.column_styles) < _MOST_REPEATS:
                self.column_styles.append((self.columns_met, _named_in(_USUAL_STYLE, tag)))
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
            self.group, self.column_styles = 0, []

    def _cell(self, tag: bytes) -> None:
        self.begins, self.column = self.column, self.column + _repeats(tag)
        if tag.endswith(b"/>") and b"office:value" not in tag and b"table:formula" not in tag:
            return
        self.extent.cells += 1
        self.row_width = self.column
        if b'office:value-type="percentage"' in tag:
            self._faults().show_as_percents(self._places())
        self._style(tag)
        if b'calcext:value-type="error"' in tag:
            self._break(Broken("#N/A"))
        elif b"table:formula" in tag and b"office:value-type" not in tag:
            formula = _FORMULA.search(tag)
            text = unescape((formula[1] or formula[2] or b"").decode("utf-8", "replace")) if formula else ""
            self._break(Broken("=" + re.sub(r"^\w+:=", "", text), NOT_COMPUTED))

    def _style(self, tag: bytes) -> None:
        """What the cell's own style says, else that of its row, else that of its column."""
        if not self.styles.shown and not self.styles.indents:
            return
        name = _named_in(_STYLE, tag) or self.row_style
        name = name or next((style for end, style in self.column_styles if self.begins < end), b"")
        number = self.named_styles.number_of(unescape(name.decode("utf-8", "replace")))
        if number in self.styles.shown or number in self.styles.indents:
            for place in self._places():
                self.styles.note(self._faults(), place, number, is_number=b"office:value=" in tag)

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


def _named_in(attribute: re.Pattern[bytes], tag: bytes) -> bytes:
    found = attribute.search(tag)
    return found[1] if found else b""


def _repeats(tag: bytes) -> int:
    found = _REPEATED.search(tag)
    return int(found[1]) if found else 1
