"""The cell references of a zipped workbook, read as a stream while another process parses it.

A sheet of two cells, A1 and XFD1048576, makes a parser ask for half a terabyte; here its extent is known from the
text alone. The same pass refuses any DOCTYPE and notes what the file does not vouch for: formulas that were never
computed and cells that hold an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.parsers import expat

from imports.readers.binary_scan import count_cells, is_computed_on_load, is_since_1904
from imports.readers.binary_scan import styles as styles_of_binary
from imports.readers.cell_faults import SheetFaults, SheetWalk
from imports.readers.cell_formats import CellStyles, StyledCells, of_workbook
from imports.readers.containers import Container, PackedPart, unpack
from imports.readers.extent import Extent
from imports.readers.grid import EXCEL_EPOCH, MAC_EPOCH, UNREADABLE, ReadError, column_number
from imports.readers.open_document_scan import TAG, DocumentWalk
from imports.readers.open_document_styles import DocumentStyles
from imports.readers.sheet_names import sheet_names

_OVERLAP = 1 << 14
_MIN_STRING = 5  # <si/>

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00[DE]\x00|\x00<\x00!\x00[DE]", re.IGNORECASE)
# The literal beginnings make these quick: 800 000 cells in 0.1 s
_COLUMNS, _ROWS = re.compile(rb' r="([A-Za-z]{1,7})'), re.compile(rb' r="(\d{1,11})"')
_REFERENCE = re.compile(rb"""\sr\s{0,9}=\s{0,9}["']([A-Za-z]{1,7})(\d{1,11})["']""")
_COUNT = re.compile(rb"""<(?:\w{1,20}:)?sst\b[^<>]{0,500}?(?:c|uniqueC)ount=["'](\d{1,20})""")
# A formula without a value behind it, or with the zero that some programs write before anything is computed.
_NO_VALUE = re.compile(
    rb"(?:</(?:\w{1,20}:)?f>|<(?:\w{1,20}:)?f\b[^<>]{0,400}/>)(?!\s{0,20}<(?:\w{1,20}:)?v(?:\s[^<>]{0,50})?>[^<])"
)
_ZERO_VALUE = re.compile(rb"</(?:\w{1,20}:)?f>\s{0,20}<(?:\w{1,20}:)?v>0</")
_ON_LOAD = re.compile(rb"""\bfullCalcOnLoad=["'](?:1|true)""")
_SINCE_1904 = re.compile(rb"""\bdate1904=["'](?:1|true)""")
_NULL_DATE = re.compile(rb"""<table:null-date\b[^<>]{0,200}date-value=["'](\d{4}-\d{2}-\d{2})""")
_DOCUMENT_STYLES = ("styles.xml", "content.xml")
_BOOK, _BINARY_STYLES = "xl/workbook.bin", "xl/styles.bin"
_HIDES = (b' hidden="1"', b" hidden='1'", b' hidden="true"', b' ht="0"', b" ht='0'", b' width="0"', b" width='0'")


@dataclass(slots=True)
class CellScan:
    """What the text shows: what is amiss with the cells of each sheet, for .xlsb the cells that it must yield, and the
    day from which the book counts days.
    """

    faults: dict[str, SheetFaults] = field(default_factory=dict)
    cell_counts: dict[str, int] = field(default_factory=dict)
    epoch: date = EXCEL_EPOCH


def scan(container: Container) -> CellScan:
    """Stream every part once; raises ReadError for what no reader should be given."""
    try:
        return _scan(container)
    except ValueError as error:  # a day that no calendar has, a number that is none
        raise ReadError(UNREADABLE, "damaged") from error


def _scan(container: Container) -> CellScan:
    found = CellScan()
    names = sheet_names(container)
    is_unsure = _says(container, _ON_LOAD)
    book = b"".join(unpack(container.parts[_BOOK])) if _BOOK in container.parts else b""
    if _says(container, _SINCE_1904) or is_since_1904(book):
        found.epoch = MAC_EPOCH
    styled = StyledCells(of_workbook(container))
    part_of_styles = container.parts.get(_BINARY_STYLES)
    styles = styles_of_binary(b"".join(unpack(part_of_styles))) if part_of_styles is not None else CellStyles()
    for part in container.parts.values():
        if part.name.endswith(".bin") and part.name in names:
            found.cell_counts[names[part.name]] = _scan_binary(part, names[part.name], found, book, styles)
        elif not part.name.endswith((".xml", ".rels")):
            continue
        elif part.name in names:
            _scan_sheet(part, names[part.name], found, styled, is_computed_on_load=is_unsure)
        elif part.name == "content.xml":
            _scan_document(part, found, _document_styles(container))
        else:
            for window in _windows(part):
                _check_counts(part, window)
    return found


def _windows(part: PackedPart) -> Iterator[bytes]:
    """Overlapping pieces, so that nothing is cut in two; refuses document types and text that is no XML."""
    tail = b""
    parser = expat.ParserCreate()
    for piece in unpack(part):
        window = tail + piece
        _refuse_document_type(window)
        _require_well_formed(parser, piece)
        yield window
        tail = window[-_OVERLAP:]
    if tail:
        _require_well_formed(parser, b"", is_last=True)


def _require_well_formed(parser: expat.XMLParserType, piece: bytes, *, is_last: bool = False) -> None:
    """A parser that forgives broken tags loses the cells between them without a word."""
    try:
        parser.Parse(piece, is_last)
    except expat.ExpatError as error:
        raise ReadError(UNREADABLE, "damaged", line=error.lineno) from error
    except (LookupError, ValueError) as error:  # the part names an encoding that is none, or one nobody can read
        raise ReadError(UNREADABLE, "damaged") from error


def _refuse_document_type(window: bytes) -> None:
    if (b"<!" in window or b"\x00" in window) and _DOCTYPE.search(window):
        raise ReadError(UNREADABLE, "doctype")


def _check_counts(part: PackedPart, window: bytes) -> None:
    for count in _COUNT.findall(window) if "sharedStrings" in part.name else ():
        if int(count) * _MIN_STRING > max(part.size, 1) * 1000:
            raise ReadError(UNREADABLE, "lying-sizes")


def _says(container: Container, pattern: re.Pattern[bytes]) -> bool:
    """Whether the part that speaks for the whole workbook says so."""
    book = container.parts.get("xl/workbook.xml")
    return book is not None and any(pattern.search(window) for window in _windows(book))


def _scan_sheet(
    part: PackedPart, sheet: str, found: CellScan, styled: StyledCells, *, is_computed_on_load: bool
) -> None:
    extent = Extent()
    formats = SheetFaults()
    is_prefixed = is_amiss = False
    for window in _windows(part):
        _stretch(extent, window)
        extent.check(sheet)
        styled.note(window, formats)
        is_prefixed = is_prefixed or b":worksheet" in window[:2000]
        is_amiss = is_amiss or _is_amiss(window, has_formulas=is_prefixed, is_computed_on_load=is_computed_on_load)
    if is_amiss:
        walk = SheetWalk(is_computed_on_load=is_computed_on_load)
        for piece in unpack(part):
            walk.feed(piece)
        walk.feed(b"", is_last=True)
        found.faults[sheet] = walk.finish()
    if formats.percents or formats.levels or formats.shown:
        faults = found.faults.setdefault(sheet, SheetFaults())
        faults.percents, faults.levels, faults.shown = formats.percents, formats.levels, formats.shown


def _is_amiss(window: bytes, *, has_formulas: bool, is_computed_on_load: bool) -> bool:
    """Whether a cell may be broken, or something hidden; the sheet is then walked cell by cell."""
    if b't="e"' in window or b"t='e'" in window or any(mark in window for mark in _HIDES):
        return True
    if b"<f" not in window and not has_formulas:
        return False
    return bool(_NO_VALUE.search(window) or (is_computed_on_load and _ZERO_VALUE.search(window)))


def _stretch(extent: Extent, window: bytes) -> None:
    """Rows are numbered by their own tags and columns by cells; other ways of writing them are read cell by cell."""
    columns, rows = _COLUMNS.findall(window), _ROWS.findall(window)
    if not columns or not rows:
        references = _REFERENCE.findall(window)
        columns, rows = [letters for letters, _ in references], [number for _, number in references]
    if columns and rows:
        extent.cells += len(columns)
        extent.columns = max(extent.columns, *(column_number(letters.decode()) + 1 for letters in set(columns)))
        extent.rows = max(extent.rows, *map(int, rows))


def _document_styles(container: Container) -> DocumentStyles:
    """The styles of the document's own part of them, then those of its sheets. Both parts are well-formed."""
    known = DocumentStyles()
    for name in _DOCUMENT_STYLES:
        if (part := container.parts.get(name)) is not None:
            try:
                known.read(unpack(part))
            except (expat.ExpatError, LookupError) as error:
                raise ReadError(UNREADABLE, "damaged") from error
    return known


def _scan_document(part: PackedPart, found: CellScan, named: DocumentStyles) -> None:
    walk = DocumentWalk(found.faults, named, named.styles())
    parser = expat.ParserCreate()
    rest = b""
    for piece in unpack(part):
        window = rest + piece
        _refuse_document_type(window)
        _require_well_formed(parser, piece)
        if begins := _NULL_DATE.search(window):
            found.epoch = date.fromisoformat(begins[1].decode())
        cut = window.rfind(b"<")
        rest = window[cut:] if cut > 0 and len(window) - cut < len(piece) + 1 else b""
        for tag in TAG.finditer(window, 0, cut if rest else len(window)):
            walk.meet(tag[0])
    _require_well_formed(parser, b"", is_last=True)
    walk.extent.check(walk.sheet)


def _scan_binary(part: PackedPart, sheet: str, found: CellScan, book: bytes, styles: CellStyles) -> int:
    counted = count_cells(b"".join(unpack(part)), styles)
    extent = Extent(counted.rows, counted.columns, counted.cells)
    extent.check(sheet)
    if is_computed_on_load(book):
        counted.formulas.doubt(counted.faults)
    found.faults[sheet] = counted.faults
    return counted.values
