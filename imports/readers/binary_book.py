"""The records of an old workbook (.xls): which cells hold errors or formulas never computed, and what is hidden.

The parser leaves blanks in such places; here they are found in the stream of records (BIFF5 and BIFF8) itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from imports.readers.cell_faults import ERRORS, Formulas, SheetFaults
from imports.readers.cell_formats import CellStyles, styles_of
from imports.readers.grid import EXCEL_EPOCH, MAC_EPOCH, NOT_COMPUTED, UNREADABLE, Broken, ReadError
from imports.readers.old_text import text_of

_HEAD = struct.Struct("<HH")
_CELL = struct.Struct("<HH")
_BOF, _EOF, _SHEET, _ROW, _COLUMNS, _ERROR = 0x809, 0x0A, 0x85, 0x208, 0x7D, 0x205
_DATES, _COMPUTED_BY = 0x22, 0x1C1
_FORMAT, _STYLE = 0x41E, 0xE0
_SHORT_NUMBERS = 0xBD
_FORMULAS = frozenset((0x06, 0x206, 0x406))
_NUMBERS = _FORMULAS | {0x203, 0x27E, _SHORT_NUMBERS}
_CELLS = _NUMBERS | {0xFD, 0x204, 0xD6}  # numbers and texts; blanks say nothing
_INDENT, _LEVEL_OF_GROUP = 8, 0x07
_RUSSIAN = "cp1251"
_IS_HIDDEN_ROW, _IS_HIDDEN_COLUMN = 0x20, 0x01
_AS_ERROR, _AS_EMPTY = 2, 3
_TEXT_TOKEN = 0x17  # a formula that may come out empty names the empty text
_WORKSHEET = 0
_FREE, _END_OF_CHAIN = 0xFFFFFFFF, 0xFFFFFFFE
_SMALL = 4096


def scan(data: bytes) -> BookScan:
    """Faults by name of the sheet, as the file spells it. Raises ReadError where the container cannot be followed."""
    try:
        stream = _stream(data)
        book = _book(stream)
        return BookScan({name: _of_sheet(stream, begin, book) for name, begin in book.sheets}, book.epoch)
    except (struct.error, IndexError, ValueError, KeyError, StopIteration) as error:
        raise ReadError(UNREADABLE, "damaged") from error


@dataclass(frozen=True, slots=True)
class BookScan:
    """What is amiss with the cells of each sheet, and the day from which the book counts days."""

    faults: dict[str, SheetFaults]
    epoch: date


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, begin and size of each record from `at` on."""
    end = len(stream)
    while at + 4 <= end:
        kind, size = _HEAD.unpack_from(stream, at)
        yield kind, at + 4, size
        at += 4 + size


@dataclass(slots=True)
class _Book:
    """Name and place of each sheet, what Excel itself computed, and the styles of cells."""

    sheets: list[tuple[str, int]] = field(default_factory=list)
    epoch: date = EXCEL_EPOCH
    is_by_excel: bool = False
    is_wide: bool = False
    styles: CellStyles = field(default_factory=CellStyles)


def _book(stream: bytes) -> _Book:
    found, formats, styles = _Book(), [], list[tuple[int, int]]()
    for kind, begin, size in _records(stream, 0):
        if kind == _BOF and begin == 4:
            found.is_wide = _HEAD.unpack_from(stream, begin)[0] >= 0x600
        elif kind == _SHEET and size > 8 and stream[begin + 5] == _WORKSHEET:
            (place,) = struct.unpack_from("<L", stream, begin)
            found.sheets.append((text_of(stream[begin + 6 : begin + size], is_wide=found.is_wide), place))
        elif kind == _DATES and size >= 2 and stream[begin] & 1:
            found.epoch = MAC_EPOCH
        elif kind == _COMPUTED_BY:
            found.is_by_excel = True
        elif kind == _FORMAT and size > 5:
            number = _HEAD.unpack_from(stream, begin)[0]
            formats.append((number, _code(stream[begin + 2 : begin + size], is_wide=found.is_wide)))
        elif kind == _STYLE and size >= 4:
            # styles of BIFF5 set nothing in
            indent = stream[begin + _INDENT] & 0x0F if found.is_wide and size > _INDENT else 0
            styles.append((_HEAD.unpack_from(stream, begin)[1], indent))
        elif kind == _EOF:
            break
    found.styles = styles_of(formats, styles)
    return found


def _code(body: bytes, *, is_wide: bool) -> str:
    """The code of a number format: in BIFF8 its length takes two bytes, before that one."""
    if not is_wide:
        return body[1 : 1 + body[0]].decode(_RUSSIAN, "replace")
    return text_of(body[:1] + body[2:], is_wide=True)


def _styled(kind: int, body: bytes, styles: CellStyles, found: SheetFaults) -> None:
    """What the styles of a record's cells say."""
    row, column = _CELL.unpack_from(body)
    # of several numbers style and number stand by turns, six bytes a cell, then the last column
    several = (len(body) - 6) // 6 if kind == _SHORT_NUMBERS else 1
    for nth in range(several):
        style = _HEAD.unpack_from(body, 4 + 6 * nth)[0]
        styles.note(found, (row, column + nth), style, is_number=kind in _NUMBERS)


def _of_sheet(stream: bytes, begin: int, book: _Book) -> SheetFaults:
    found, formulas = SheetFaults(), Formulas()
    depth = 0
    for kind, at, size in _records(stream, begin):
        if kind in _CELLS and size >= 6:
            _styled(kind, stream[at : at + size], book.styles, found)
        if kind == _ERROR and size >= 8:
            row, column = _CELL.unpack_from(stream, at)
            if stream[at + 7]:
                found.add(row, column, Broken(ERRORS.get(stream[at + 6], "#N/A")))
        elif kind in _FORMULAS and size >= 20 and stream[at + 12 : at + 14] == b"\xff\xff":
            formulas.is_any_computed |= _formula(stream[at : at + size], found)
        elif kind in _FORMULAS and size >= 20:
            if any(stream[at + 6 : at + 14]):
                formulas.is_any_computed = True
            else:
                formulas.zeros.append((*_CELL.unpack_from(stream, at), ""))
        elif kind == _ROW and size >= 14:
            row, flags = _CELL.unpack_from(stream, at)[0], stream[at + 12]
            if flags & _IS_HIDDEN_ROW:
                found.hide_rows((row,))
            if flags & _LEVEL_OF_GROUP:
                found.set_in(((row, flags & _LEVEL_OF_GROUP),))
        elif kind == _COLUMNS and size >= 10:
            first, last = _CELL.unpack_from(stream, at)
            if stream[at + 8] & _IS_HIDDEN_COLUMN or stream[at + 4 : at + 6] == b"\0\0":
                found.hide_columns(range(first, min(last, 255) + 1))
        elif kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
    if not book.is_by_excel:
        formulas.doubt(found)
    return found


def _formula(body: bytes, found: SheetFaults) -> bool:
    """Whether a formula that comes to no number came to something."""
    row, column = _CELL.unpack_from(body)
    kind = body[6]
    if kind == _AS_ERROR:
        found.add(row, column, Broken(ERRORS.get(body[8], "#N/A")))
    elif kind == _AS_EMPTY and _TEXT_TOKEN not in body[22:]:
        found.add(row, column, Broken("=", NOT_COMPUTED))
    return kind not in (_AS_ERROR, _AS_EMPTY)


def _stream(data: bytes) -> bytes:
    """The workbook's stream out of its compound file."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if not 7 <= shift <= 16 or not 4 <= small_shift < shift:
        raise ValueError(shift)
    size = 1 << shift
    sectors = list(struct.unpack_from("<109L", data, 76))
    (more,) = struct.unpack_from("<L", data, 68)
    most = len(data) // size + 1
    while more < _END_OF_CHAIN and len(sectors) <= most:
        entries = struct.unpack_from(f"<{size // 4}L", data, (more + 1) * size)
        sectors += entries[:-1]
        more = entries[-1]
    table: list[int] = []
    for sector in sectors:
        if sector < _END_OF_CHAIN:
            piece = data[(sector + 1) * size : (sector + 2) * size]
            table += struct.unpack_from(f"<{len(piece) // 4}L", piece)

    def chain(first: int, links: list[int], source: bytes, width: int, offset: int) -> bytes:
        pieces: list[bytes] = []
        at = first
        while at < _END_OF_CHAIN and len(pieces) <= most * (size // width):
            pieces.append(source[(at + offset) * width : (at + offset + 1) * width])
            at = links[at]
        return b"".join(pieces)

    (directory_at,) = struct.unpack_from("<L", data, 48)
    directory = chain(directory_at, table, data, size, 1)
    entries_ = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root = next(entry for entry in entries_ if entry[66] == 5)
    books = {_name(entry): entry for entry in entries_ if entry[66] == 2}
    book = books.get("workbook") or books["book"]
    first, length = struct.unpack_from("<LL", book, 116)
    (small_below,) = struct.unpack_from("<L", data, 56)
    if length >= (small_below or _SMALL):
        return chain(first, table, data, size, 1)[:length]
    (links_at,) = struct.unpack_from("<L", data, 60)
    packed = chain(links_at, table, data, size, 1)
    links = list(struct.unpack_from(f"<{len(packed) // 4}L", packed))
    store = chain(struct.unpack_from("<L", root, 116)[0], table, data, size, 1)
    return chain(first, links, store, 1 << small_shift, 0)[:length]


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace").casefold()
