"""The styles of an OpenDocument sheet: how numbers are shown and which cells are set in. Pure.

A style of cells names one of numbers and the style it is made from; rows and columns name what cells without a style
have. What numbers are shown as is told as a code of Excel, so that it is understood in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from imports.readers.cell_formats import CellStyles
from imports.readers.grid import UNREADABLE, ReadError
from imports.readers.number_formats import PLAIN, shown_by

_NUMBERS = frozenset(("number:number-style", "number:currency-style", "number:percentage-style", "number:text-style"))
_DIGITS = frozenset(("number:number", "number:scientific-number", "number:fraction"))
_TEXTS = frozenset(("number:text", "number:currency-symbol"))
_ABOVE_ZERO, _BELOW_ZERO = frozenset(("value()>0", "value()>=0")), frozenset(("value()<0", "value()<=0"))
_ZERO = frozenset(("value()=0", "value()!=0"))
_NO_MARGIN = frozenset(("", "0"))
_LONGEST_CHAIN = 10


@dataclass(slots=True)
class _Code:
    """A style of numbers: its own code, and what is taken instead, by its condition."""

    text: str = ""
    instead: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _CellStyle:
    number: int
    numbers: str = ""
    parent: str = ""
    is_set_in: bool = False


def _refuse_document_type(*_about: object) -> None:
    raise ReadError(UNREADABLE, "doctype")


class DocumentStyles:
    """Feed it the parts that hold styles, the common ones first; then ask for `styles`, by the `number_of` a name."""

    def __init__(self) -> None:
        self._codes: dict[str, _Code] = {}
        self._cells: dict[str, _CellStyle] = {}
        self._code: _Code | None = None
        self._cell: _CellStyle | None = None
        self._is_text = False

    def read(self, pieces: Iterator[bytes]) -> None:
        """Take the styles of one part, up to where its sheets begin. Raises expat.ExpatError."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        rest = b""
        for piece in pieces:
            window = rest + piece
            body = window.find(b"<office:body")
            # what may be the beginning of the mark is kept for the next piece
            end = body if body >= 0 else window.rfind(b"<")
            parser.Parse(window[: max(end, 0)], False)
            if body >= 0:
                return
            rest = window[max(end, 0) :]

    def number_of(self, name: str) -> int:
        """The number of the style of cells; -1 for one that nothing is known of."""
        found = self._cells.get(name)
        return found.number if found is not None else -1

    def styles(self) -> CellStyles:
        shown, indents = {}, {}
        for style in self._cells.values():
            chain = list(self._chain(style))
            numbers = next((one.numbers for one in chain if one.numbers), "")
            how = shown_by(self._whole_code(numbers)) if numbers in self._codes else PLAIN
            if how != PLAIN:
                shown[style.number] = how
            if any(one.is_set_in for one in chain):
                indents[style.number] = 1
        return CellStyles(indents=indents, shown=shown)

    def _chain(self, style: _CellStyle) -> Iterator[_CellStyle]:
        for _step in range(_LONGEST_CHAIN):
            yield style
            if style.parent not in self._cells:
                return
            style = self._cells[style.parent]

    def _whole_code(self, name: str) -> str:
        """The code of numbers above zero and of those below it; with conditions of other kinds, all of them."""
        own = self._codes[name]
        instead = {condition.replace(" ", ""): other for condition, other in own.instead if other in self._codes}
        parts = [own.text, own.text]
        for condition, other in instead.items():
            if condition in _ABOVE_ZERO:
                parts[0] = self._codes[other].text
            elif condition in _BELOW_ZERO:
                parts[1] = self._codes[other].text
            elif condition not in _ZERO:
                parts.append(f"[<1]{self._codes[other].text}")
        return ";".join(parts)

    def _start(self, tag: str, about: Mapping[str, str]) -> None:
        if tag in _NUMBERS:
            self._code = self._codes[about.get("style:name", "")] = _Code()
        elif tag in _DIGITS and self._code is not None:
            factor = about.get("number:display-factor", "1").partition(".")[0]
            self._code.text += "0" + "," * ((len(factor) - 1) // 3)
        elif tag == "style:map" and self._code is not None:
            self._code.instead.append((about.get("style:condition", ""), about.get("style:apply-style-name", "")))
        elif tag == "style:style" and about.get("style:family") == "table-cell":
            name = about.get("style:name", "")
            number = self._cells[name].number if name in self._cells else len(self._cells)
            self._cell = self._cells[name] = _CellStyle(
                number, about.get("style:data-style-name", ""), about.get("style:parent-style-name", "")
            )
        elif tag == "style:paragraph-properties" and self._cell is not None:
            margin = about.get("fo:margin-left", "").rstrip("abcdefghijklmnopqrstuvwxyz%")
            self._cell.is_set_in = margin.rstrip("0.") not in _NO_MARGIN
        self._is_text = tag in _TEXTS and self._code is not None

    def _end(self, tag: str) -> None:
        self._is_text = False
        if tag in _NUMBERS:
            self._code = None
        elif tag == "style:style":
            self._cell = None

    def _text(self, text: str) -> None:
        if self._is_text and self._code is not None:
            self._code.text += '"' + text.replace('"', "") + '"'
