"""What the formats of a workbook's cells say: which are shown as percents, and which rows are set in. Pure.

0.95 typed in a cell of percents is what a person sees as 95 %; a row that is set in is a part of the one above. The
parser passes numbers on and drops their formats; the styles of the book and the cells of a sheet tell them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from imports.readers.containers import Container, unpack
from imports.readers.grid import column_number

_STYLES = "xl/styles.xml"
_BUILT_IN = frozenset((9, 10))  # 0% and 0.00%
_FORMAT = re.compile(rb"<(?:\w{1,20}:)?numFmt\b([^<>]{0,600})>")
_ID, _CODE = re.compile(rb'\bnumFmtId="(\d{1,6})"'), re.compile(rb'\bformatCode="([^"]{0,400})"')
_CELL_STYLES = re.compile(rb"<(?:\w{1,20}:)?cellXfs\b.{0,4000000}?</(?:\w{1,20}:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w{1,20}:)?xf\b([^<>]{0,600})>")
_INDENT = re.compile(rb'\bindent="(\d{1,3})"')
_STYLES_WHOLE = re.compile(rb"<(?:\w{1,20}:)?xf\b[^<>]{0,600}?(?:/>|>(.{0,600}?)</(?:\w{1,20}:)?xf>)", re.DOTALL)
_GROUPED = re.compile(rb'<(?:\w{1,20}:)?row r="(\d{1,7})"[^<>]{0,400}? outlineLevel="(\d)"')
_LITERAL = re.compile(rb"&quot;.*?&quot;|\".*?\"|\\.")


def styles_of(formats: Iterable[tuple[int, bytes]], styles: Sequence[int]) -> frozenset[int]:
    """Numbers of the styles, told by the number of their format, whose format is a percent; codes of any width."""
    percents = _BUILT_IN | {number for number, code in formats if b"%" in _LITERAL.sub(b"", code.replace(b"\x00", b""))}
    return frozenset(at for at, number in enumerate(styles) if number in percents)


def percent_styles(container: Container) -> frozenset[int]:
    """Numbers of the cell styles whose format is a percent."""
    part = container.parts.get(_STYLES)
    text = b"".join(unpack(part)) if part is not None else b""
    block = _CELL_STYLES.search(text)
    if block is None:
        return frozenset()
    formats = [
        (int(number[1]), code[1])
        for about in _FORMAT.findall(text)
        if (number := _ID.search(about)) and (code := _CODE.search(about))
    ]
    numbers = (_ID.search(about) for about in _STYLE.findall(block[0]))
    return styles_of(formats, [-1 if number is None else int(number[1]) for number in numbers])


def indents(container: Container) -> dict[int, int]:
    """How far the cells of each style are set in, by the style's number; nothing for those that are not."""
    part = container.parts.get(_STYLES)
    block = _CELL_STYLES.search(b"".join(unpack(part))) if part is not None else None
    about = _STYLES_WHOLE.findall(block[0]) if block is not None else []
    found = {at: _INDENT.search(inside) for at, inside in enumerate(about)}
    return {at: int(indent[1]) for at, indent in found.items() if indent is not None}


def levels(indents: Mapping[int, int], window: bytes) -> Iterator[tuple[int, int]]:
    """(row, how far it is set in) of a window's rows, from 0: by its first cell that is, else by its group."""
    for row, level in _GROUPED.findall(window):
        yield int(row) - 1, int(level)
    for level, styles in _by_level(indents).items():
        for row, _column in places(styles, window):
            yield row, level


def _by_level(indents: Mapping[int, int]) -> dict[int, re.Pattern[bytes]]:
    found = {level: cells_of(at for at, own in indents.items() if own == level) for level in set(indents.values())}
    return {level: cells for level, cells in found.items() if cells is not None and level > 0}


def cells_of(styles: Iterable[int]) -> re.Pattern[bytes] | None:
    """Finds (column letters, row) of the cells of these styles; None where there are no such styles."""
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    if not numbers:
        return None
    return re.compile(rb'<(?:\w{1,20}:)?c r="([A-Z]{1,3})(\d{1,7})"[^<>]{0,60}? s="(?:' + numbers + rb')"')


def places(cells: re.Pattern[bytes], window: bytes) -> Iterator[tuple[int, int]]:
    """(row, column) of a window's percents, from 0."""
    for letters, row in cells.findall(window):
        yield int(row) - 1, column_number(letters.decode())
