"""The tables of a sheet by their shape alone: a title, headings of some levels, rows of words and figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from imports.columns.shared import DASHES
from imports.readers.grid import Broken, Cell, Sheet, as_code
from imports.recognise.headers import is_numbering
from imports.rows.sections import headings_of

_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*(?:г|ж|год|жыл)\.?)?")
_FIGURE = re.compile(r"[-+]?\d[\d\s.,]*%?")
_TALLEST_HEADER = 4
BLANK, WORD, WORDS, FIGURES = range(4)


@dataclass(slots=True)
class MedicalBlock:
    """A table of a sheet. Rows count from 0; `headings` are by column, levels from the top."""

    sheet: Sheet
    title: list[int]
    header_row: int
    headings: dict[int, list[str]]
    rows: list[int] = field(default_factory=list)

    def title_texts(self) -> list[str]:
        return [as_code(value) for i in self.title for value in self.sheet.rows[i] if as_code(value)]


def blocks(sheet: Sheet) -> Iterator[MedicalBlock]:
    """Every table of the sheet, in its order. What stands below the last figures of a table is none of its rows."""
    shapes = [shape_of(row) for row in sheet.rows]
    block: MedicalBlock | None = None
    waiting: list[int] = []
    i = 0
    while i < len(shapes):
        if shapes[i] == WORDS and _heads_figures(shapes, i):
            if block is not None and block.rows:
                yield block
            end = _end_of_header(sheet, shapes, i)
            rows = [at for at in range(i, end) if not is_numbering(sheet.rows[at])]
            headings = {place: texts for place, texts in headings_of(sheet, rows) if texts}
            block, waiting, i = MedicalBlock(sheet, _title(shapes, waiting, i), i, headings), [], end
            continue
        if shapes[i] == FIGURES and block is not None:
            block.rows += [*(at for at in waiting if shapes[at] != BLANK), i]
            waiting = []
        else:
            waiting.append(i)
        i += 1
    if block is not None and block.rows:
        yield block


def shape_of(row: Sequence[Cell]) -> int:
    """What a row looks like: nothing, one text, several texts, or figures (dashes stand for some)."""
    texts = [as_code(value) if not isinstance(value, Broken) else str(value) for value in row if value != ""]
    texts = [text for text in texts if text]
    if any(is_figure(text) or text in DASHES for text in texts) or any(isinstance(value, Broken) for value in row):
        return FIGURES
    return min(len(texts), WORDS)


def is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text)) and not _YEAR.fullmatch(text)


def _heads_figures(shapes: Sequence[int], top: int) -> bool:
    """Whether figures follow below at most a few rows of words."""
    for at in range(top + 1, min(top + _TALLEST_HEADER + 1, len(shapes))):
        if shapes[at] == FIGURES:
            return True
        if shapes[at] == BLANK:
            return False
    return False


def _end_of_header(sheet: Sheet, shapes: Sequence[int], top: int) -> int:
    """The first row below the headings: one word alone there heads rows, a row of column numbers closes them."""
    end = top + 1
    while end < len(shapes) and shapes[end] == WORDS:
        end += 1
    return end + 1 if end < len(shapes) and is_numbering(sheet.rows[end]) else end


def _title(shapes: Sequence[int], waiting: Sequence[int], header: int) -> list[int]:
    """The rows of words next above the headings, with one blank row between at most."""
    found: list[int] = []
    for at in reversed(waiting):
        if shapes[at] != BLANK:
            found.insert(0, at)
        elif found or header - at > 1:
            break
    return found
