"""What the formats of a workbook's cells say: how numbers are shown, and which rows are set in. Pure.

0.95 typed in a cell of percents is what a person sees as 95 %; a row that is set in is a part of the one above. The
parser passes numbers on and drops their formats; the styles of the book and the cells of a sheet tell them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import TypeVar

from imports.readers.cell_faults import SheetFaults
from imports.readers.containers import Container, unpack
from imports.readers.grid import column_number
from imports.readers.number_formats import PLAIN, Shown, shown_by

_STYLES = "xl/styles.xml"
_BUILT_IN = frozenset((9, 10))  # 0% and 0.00%
_FORMAT = re.compile(rb"<(?:\w{1,20}:)?numFmt\b([^<>]{0,600})>")
_ID, _CODE = re.compile(rb'\bnumFmtId="(\d{1,6})"'), re.compile(rb'\bformatCode="([^"]{0,400})"')
_CELL_STYLES = re.compile(rb"<(?:\w{1,20}:)?cellXfs\b.{0,4000000}?</(?:\w{1,20}:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w{1,20}:)?xf\b([^<>]{0,600}?)(?:/>|>(.{0,600}?)</(?:\w{1,20}:)?xf>)", re.DOTALL)
_INDENT = re.compile(rb'\bindent="(\d{1,3})"')
_GROUPED = re.compile(rb'<(?:\w{1,20}:)?row r="(\d{1,7})"[^<>]{0,400}? outlineLevel="(\d)"')
_LITERAL = re.compile(r'".*?"|\\.')
_MOST_OF_A_CODE = 400
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CellStyles:
    """By number of a style: those of percents, how far others set a cell in, and how numbers are shown, where not as
    they are.
    """

    percents: frozenset[int] = frozenset()
    indents: Mapping[int, int] = field(default_factory=dict)
    shown: Mapping[int, Shown] = field(default_factory=dict)

    def note(self, found: SheetFaults, place: tuple[int, int], style: int, *, is_number: bool) -> None:
        """Tell `found` what the style of a cell, at (row, column), says. Cells come from the left."""
        if style in self.indents:
            found.levels[place[0]] = max(found.levels.get(place[0], 0), self.indents[style])
        if is_number and style in self.percents:
            found.show_as_percents((place,))
        if is_number and style in self.shown:
            found.show_so((place,), self.shown[style])


def styles_of(formats: Iterable[tuple[int, str]], styles: Sequence[tuple[int, int]]) -> CellStyles:
    """`formats` are numbers and codes of number formats, `styles` the number of the format and the indent of each."""
    codes = dict(formats)
    percents = _BUILT_IN | {number for number, code in codes.items() if "%" in _LITERAL.sub("", code)}
    shown = {number: shown_by(code[:_MOST_OF_A_CODE]) for number, code in codes.items()}
    return CellStyles(
        frozenset(at for at, (number, _indent) in enumerate(styles) if number in percents),
        {at: indent for at, (_number, indent) in enumerate(styles) if indent},
        {at: shown[number] for at, (number, _indent) in enumerate(styles) if shown.get(number, PLAIN) != PLAIN},
    )


def of_workbook(container: Container) -> CellStyles:
    """The styles of a zipped workbook."""
    part = container.parts.get(_STYLES)
    text = b"".join(unpack(part)) if part is not None else b""
    block = _CELL_STYLES.search(text)
    if block is None:
        return CellStyles()
    formats = [
        (int(number[1]), unescape(code[1].decode("utf-8", "replace")))
        for about in _FORMAT.findall(text)
        if (number := _ID.search(about)) and (code := _CODE.search(about))
    ]
    return styles_of(formats, [_style(*found) for found in _STYLE.findall(block[0])])


def _style(about: bytes, inside: bytes) -> tuple[int, int]:
    number, indent = _ID.search(about), _INDENT.search(inside)
    return int(number[1]) if number else -1, int(indent[1]) if indent else 0


class StyledCells:
    """Finds the cells of telling styles in the text of a sheet."""

    def __init__(self, styles: CellStyles) -> None:
        self._percents = _cells_by(dict.fromkeys(styles.percents, True))
        self._levels = _cells_by(styles.indents)
        self._shown = _cells_by(styles.shown)

    def note(self, window: bytes, found: SheetFaults) -> None:
        """Tell `found` of the cells of a window. A row is set in by a cell of it that is, else by its group."""
        if b" outlineLevel=" in window:
            found.set_in((int(row) - 1, int(level)) for row, level in _GROUPED.findall(window))
        for level, cells in self._levels:
            found.set_in((row, level) for row, _column in _places(cells, window))
        for _is_percent, cells in self._percents:
            found.show_as_percents(_places(cells, window))
        for shown, cells in self._shown:
            found.show_so(_places(cells, window), shown)


def _cells_by(styles: Mapping[int, T]) -> list[tuple[T, re.Pattern[bytes]]]:
    """What each style says, and what finds (column letters, row) of its cells."""
    return [
        (said, _cells_of(at for at, own in styles.items() if own == said)) for said in dict.fromkeys(styles.values())
    ]


def _cells_of(styles: Iterable[int]) -> re.Pattern[bytes]:
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(rb'<(?:\w{1,20}:)?c r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,60}? s="(?:' + numbers + rb')"')


def _places(cells: re.Pattern[bytes], window: bytes) -> Iterator[tuple[int, int]]:
    """(row, column) of a window's cells of some style, from 0."""
    for letters, row in cells.findall(window):
        yield int(row) - 1, column_number(letters.decode())
