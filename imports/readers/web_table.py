"""Tables saved as a web page, as banks and 1C write them under the name of `.xls`: all of them on one sheet. Pure.

Rows stand as Excel shows the page: in their order, words between tables in rows of their own. A page whose tables are
not closed is half a file, one without a figure is no export.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from imports.readers.cell_faults import ERROR_TEXT, SheetFaults, broken_text, put_into
from imports.readers.encoding import decode
from imports.readers.grid import TOO_LARGE, UNREADABLE, Broken, Cell, Grid, ReadError, Sheet

FORMAT = "html"
MAX_MEGABYTES, MAX_ROWS, MAX_SPAN = 20, 200_000, 200
_SILENT = frozenset(("script", "style", "head", "title", "xml", "noscript"))
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:E[+-]?\d+)?", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_CELL_ENDS = frozenset(("td", "th"))
_BREAKS = frozenset(("br", "p", "div", "li"))


def read(data: bytes) -> Grid:
    """Read the tables of a page; raises ReadError, also where it holds none."""
    if len(data) > MAX_MEGABYTES * 1024 * 1024:
        raise ReadError(TOO_LARGE, "bytes", limit=MAX_MEGABYTES)
    decoded = decode(data)
    page = _Page()
    page.feed(decoded.text)
    page.close()
    if not page.tables or not any(any(map(str.isdigit, str(cell))) for row in page.rows for cell in row):
        raise ReadError(UNREADABLE, "html")
    if page.open_tables or page.cells is not None:
        raise ReadError(UNREADABLE, "half-container")
    rows, faults = list(page.rows), SheetFaults()
    if ERROR_TEXT.search(decoded.text):
        for row, column, shown in broken_text(rows):
            faults.add(row, column, Broken(shown))
        put_into(rows, faults)
    sheet = Sheet(
        "HTML",
        rows,
        merged=tuple(page.merged),
        hidden_rows=frozenset(page.hidden),
        hidden_columns=frozenset(page.hidden_columns),
        broken=sorted(faults.broken),
    )
    return Grid(FORMAT, decoded.encoding, (sheet,), decoded.warnings())


class _Page(HTMLParser):
    """Collects `rows`; `cells` are those of the row that is open, by column, None where none is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[Cell, ...]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden: set[int] = set()
        self.hidden_columns: set[int] = set()
        self._columns = 0
        self.tables = 0
        self.open_tables = 0
        self.cells: dict[int, Cell] | None = None
        self._below: dict[int, int] = {}
        self._place = 0
        self._open = -1
        self._words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            # a table within a cell of another: what the outer row said so far stands by itself
            self._end_row()
            self._flush()
            self.tables, self.open_tables = self.tables + 1, self.open_tables + 1
            self._below, self._columns = {}, 0
        elif tag == "col":
            wide = _span(about.get("span", ""))
            self._hide(about, range(self._columns, self._columns + wide))
            self._columns += wide
        elif tag == "tr":
            self._end_row()
            self._flush()
            self.cells = {}
            self._place = 0
            if _HIDDEN.search(about.get("style", "")):
                self.hidden.add(len(self.rows))
        elif tag in _CELL_ENDS:
            self._begin_cell(about)
        elif tag in _BREAKS:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _CELL_ENDS:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self.open_tables = max(0, self.open_tables - 1)
            self._below = {}

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        if self.cells is None:
            self._flush()

    def _hide(self, about: dict[str, str], columns: range) -> None:
        if _HIDDEN.search(about.get("style", "")):
            self.hidden_columns.update(columns)

    def _begin_cell(self, about: dict[str, str]) -> None:
        self._end_cell()
        if self.cells is None:
            self.cells = {}
            self._place = 0
        while self._below.get(self._place, 0) > 0:
            self._place += 1
        wide, high = (_span(about.get(key, "")) for key in ("colspan", "rowspan"))
        top = len(self.rows)
        if wide * high > 1:
            self.merged.append((top, self._place, top + high - 1, self._place + wide - 1))
        # counted down at the end of each row, that of the cell itself too
        self._below.update((place, high) for place in range(self._place, self._place + wide))
        self._hide(about, range(self._place, self._place + wide))
        self.cells[self._place] = _number(about.get("x:num"))
        self._open, self._place, self._words = self._place, self._place + wide, []

    def _end_cell(self) -> None:
        if self.cells is not None and self.cells and self._open >= 0:
            if self.cells[self._open] == "":
                self.cells[self._open] = self._said()
            self._open = -1
        self._words = []

    def _end_row(self) -> None:
        if self.cells is None:
            return
        self._end_cell()
        width = max(self.cells, default=-1) + 1
        self._add(tuple(self.cells.get(place, "") for place in range(width)))
        self._below = {place: rows - 1 for place, rows in self._below.items() if rows > 1}
        self.cells = None

    def _flush(self) -> None:
        """Words that stand in no table."""
        if said := self._said():
            self._add((said,))
        self._words = []

    def _said(self) -> str:
        return "\n".join(line for part in "".join(self._words).split("\n") if (line := " ".join(part.split())))

    def _add(self, row: tuple[Cell, ...]) -> None:
        if len(self.rows) >= MAX_ROWS:
            raise ReadError(TOO_LARGE, "rows", limit=MAX_ROWS)
        self.rows.append(row)


def _span(text: str) -> int:
    return min(int(text), MAX_SPAN) if text.isdecimal() and int(text) > 0 else 1


def _number(stated: str | None) -> Cell:
    """The number that Excel wrote beside what is shown, as exact as a workbook holds it."""
    return json.loads(stated) if stated and _NUMBER.fullmatch(stated) else ""
