"""The cell references of a zipped workbook, read as a stream while another process parses it.

A sheet of two cells, A1 and XFD1048576, makes a parser ask for half a terabyte; here its extent is known from the
text alone. The same pass refuses any DOCTYPE and notes what the file does not vouch for: formulas that were never
computed and cells that hold an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from imports.readers.binary_scan import count_cells
from imports.readers.containers import Container, Part, unpack
from imports.readers.grid import TOO_LARGE, UNREADABLE, CellWarning, ReadError, column_letter
from imports.readers.sheet_names import sheet_names

MAX_CELLS = 12_000_000
# A sheet may be mostly empty, but not by more than this.
SPARSE_FREE, SPARSE_FACTOR = 4_000_000, 4
_OVERLAP = 1 << 14
_MAX_WARNINGS = 1_000
_MIN_STRING = 5  # <si/>

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00[DE]\x00|\x00<\x00!\x00[DE]", re.IGNORECASE)
# The literal beginnings make these quick: 800 000 cells in 0.1 s
_COLUMNS, _ROWS = re.compile(rb' r="([A-Za-z]{1,7})'), re.compile(rb' r="(\d{1,11})"')
_REFERENCE = re.compile(rb"""\sr\s{0,9}=\s{0,9}["']([A-Za-z]{1,7})(\d{1,11})["']""")
_COUNT = re.compile(rb"""<(?:\w{1,20}:)?sst\b[^<>]{0,500}?(?:c|uniqueC)ount=["'](\d{1,20})""")
_TAG = rb"""<(?:\w{1,20}:)?"""
_NOT_COMPUTED = re.compile(
    _TAG + rb"""c\b[^<>]{0,200}?\sr=["']([A-Z]{1,3}\d{1,7})["'][^<>]{0,200}>\s{0,20}"""
    rb"""(?:<(?:\w{1,20}:)?f\b[^<>]{0,400}(?:/>|>([^<]{0,9000})</(?:\w{1,20}:)?f>))\s{0,20}"""
    rb"""(?:<(?:\w{1,20}:)?v\s{0,20}/>|<(?:\w{1,20}:)?v>\s{0,20}</(?:\w{1,20}:)?v>)?\s{0,20}</(?:\w{1,20}:)?c>"""
)
_ERROR = re.compile(
    _TAG + rb"""c\b(?=[^<>]{0,200}?\st=["']e["'])[^<>]{0,200}?\sr=["']([A-Z]{1,3}\d{1,7})["'][^<>]{0,200}>"""
    rb"""(?:<(?:\w{1,20}:)?f\b[^<>]{0,400}(?:/>|>[^<]{0,9000}</(?:\w{1,20}:)?f>))?<(?:\w{1,20}:)?v>([^<]{0,20})"""
)
_ODS_TAG = re.compile(
    rb"<table:table\s[^<>]{0,2000}>|<table:table-row\b[^<>]{0,2000}>|</table:table-row>"
    rb"|<table:(?:covered-)?table-cell\b[^<>]{0,20000}>"
)
_ODS_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated=["'](\d{1,20})""")
_ODS_NAME = re.compile(rb"""table:name=(?:"([^"]{0,1000})"|'([^']{0,1000})')""")


@dataclass(slots=True)
class Scan:
    """What the text shows: doubts about cells, and for .xlsb the cells that each sheet must yield."""

    warnings: dict[str, CellWarning] = field(default_factory=dict)
    cell_counts: dict[str, int] = field(default_factory=dict)

    def warn(self, cell: str, problem: str, value: str = "") -> None:
        if len(self.warnings) < _MAX_WARNINGS:
            self.warnings.setdefault(cell, CellWarning(cell, problem, value))


@dataclass(slots=True)
class _Extent:
    rows: int = 0
    columns: int = 0
    cells: int = 0

    @property
    def is_out_of_bounds(self) -> bool:
        return self.rows * self.columns > min(MAX_CELLS, max(SPARSE_FREE, SPARSE_FACTOR * self.cells))

    def check(self, sheet: str) -> None:
        if self.is_out_of_bounds:
            corner = f"{column_letter(self.columns - 1)}{self.rows}"
            raise ReadError(TOO_LARGE, "extent", f"{sheet}!{corner}", corner=corner)


def scan(container: Container) -> Scan:
    """Stream every part once; raises ReadError for what no reader should be given."""
    found = Scan()
    names = sheet_names(container)
    for part in container.parts.values():
        if part.name.endswith(".bin") and part.name in names:
            found.cell_counts[names[part.name]] = _scan_binary(part, names[part.name], found)
        elif not part.name.endswith((".xml", ".rels")):
            continue
        elif part.name in names:
            _scan_sheet(part, names[part.name], found)
        elif part.name == "content.xml":
            _scan_document(part, found)
        else:
            for window in _windows(part):
                _check_counts(part, window)
    return found


def _windows(part: Part) -> Iterator[bytes]:
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


def _check_counts(part: Part, window: bytes) -> None:
    for count in _COUNT.findall(window) if "sharedStrings" in part.name else ():
        if int(count) * _MIN_STRING > max(part.size, 1) * 1000:
            raise ReadError(UNREADABLE, "lying-sizes")


def _scan_sheet(part: Part, sheet: str, found: Scan) -> None:
    extent = _Extent()
    is_prefixed = False
    for window in _windows(part):
        _stretch(extent, window)
        extent.check(sheet)
        is_prefixed = is_prefixed or b":worksheet" in window[:2000]
        if b"<f" in window or is_prefixed:
            for cell, formula in _NOT_COMPUTED.findall(window):
                text = "=" + formula.decode("utf-8", "replace")
                found.warn(f"{sheet}!{cell.decode()}", "formula-without-value", text)
        if b't="e"' in window or b"t='e'" in window:
            for cell, value in _ERROR.findall(window):
                found.warn(f"{sheet}!{cell.decode()}", "error-value", value.decode("utf-8", "replace"))


def _stretch(extent: _Extent, window: bytes) -> None:
    """Rows are numbered by their own tags and columns by cells; other ways of writing them are read cell by cell."""
    columns, rows = _COLUMNS.findall(window), _ROWS.findall(window)
    if not columns or not rows:
        references = _REFERENCE.findall(window)
        columns, rows = [letters for letters, _ in references], [number for _, number in references]
    if columns and rows:
        extent.cells += len(columns)
        extent.columns = max(extent.columns, *map(_column_number, set(columns)))
        extent.rows = max(extent.rows, *map(int, rows))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _scan_document(part: Part, found: Scan) -> None:
    """OpenDocument repeats cells and rows by count; what is repeated and holds something fills memory."""
    walk = _DocumentWalk(found)
    parser = expat.ParserCreate()
    rest = b""
    for piece in unpack(part):
        window = rest + piece
        _refuse_document_type(window)
        _require_well_formed(parser, piece)
        cut = window.rfind(b"<")
        rest = window[cut:] if cut > 0 and len(window) - cut < len(piece) + 1 else b""
        for tag in _ODS_TAG.finditer(window, 0, cut if rest else len(window)):
            walk.meet(tag[0])
    _require_well_formed(parser, b"", is_last=True)
    walk.extent.check(walk.sheet)


@dataclass(slots=True)
class _DocumentWalk:
    found: Scan
    sheet: str = ""
    extent: _Extent = field(default_factory=_Extent)
    row: int = 0
    column: int = 0
    row_repeats: int = 1
    row_width: int = 0

    def meet(self, tag: bytes) -> None:
        if tag.startswith((b"<table:table-cell", b"<table:covered-table-cell")):
            self._cell(tag)
        elif tag.startswith(b"<table:table-row"):
            self.row_repeats, self.column, self.row_width = _repeats(tag), 0, 0
            if tag.endswith(b"/>"):
                self.row += self.row_repeats
        elif tag == b"</table:table-row>":
            self.row += self.row_repeats
            if self.row_width:
                self.extent.rows = self.row
                self.extent.columns = max(self.extent.columns, self.row_width)
                self.extent.check(self.sheet)
        else:
            self.extent.check(self.sheet)
            name = _ODS_NAME.search(tag)
            self.sheet = (name[1] or name[2] or b"").decode("utf-8", "replace") if name else ""
            self.extent, self.row = _Extent(), 0

    def _cell(self, tag: bytes) -> None:
        begins, self.column = self.column, self.column + _repeats(tag)
        if tag.endswith(b"/>") and b"office:value" not in tag and b"table:formula" not in tag:
            return
        self.extent.cells += 1
        self.row_width = self.column
        if b"table:formula" in tag and b"office:value-type" not in tag:
            self.found.warn(f"{self.sheet}!{column_letter(begins)}{self.row + 1}", "formula-without-value")


def _repeats(tag: bytes) -> int:
    found = _ODS_REPEATED.search(tag)
    return int(found[1]) if found else 1


def _scan_binary(part: Part, sheet: str, found: Scan) -> int:
    counted = count_cells(b"".join(unpack(part)))
    extent = _Extent(counted.rows, counted.columns, counted.cells)
    extent.check(sheet)
    for row, column in counted.errors:
        found.warn(f"{sheet}!{column_letter(column)}{row + 1}", "error-value")
    return counted.values
