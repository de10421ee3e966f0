"""Text of old workbooks: 8-bit letters that name no code page, or a wrong one, read as Russian or Kazakh. Pure.

A parser reads such letters as Western European: «Ðååñòð» is «Реестр».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from imports.readers import encoding
from imports.readers.cell_faults import SheetFaults
from imports.readers.grid import Cell, ReadError, Sheet

_WESTERN = "cp1252"
_TO_WESTERN = {bytes([byte]).decode(_WESTERN, "ignore") or chr(byte): byte for byte in range(128, 256)}
_TO_LATIN = {chr(byte): byte for byte in range(128, 256)}
_LETTERS = frozenset(chr(number) for number in range(0xC0, 0x100))
_ENOUGH = 400_000  # characters


def text_of(body: bytes, *, is_wide: bool) -> str:
    """A short string of a record: its length, in BIFF8 a flag of the width of its letters, then the letters."""
    length = body[0]
    if not is_wide:
        return body[1 : 1 + length].decode(_WESTERN, "replace")
    if body[1] & 1:
        return body[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return body[2 : 2 + length].decode("latin-1")


def repaired(sheets: tuple[Sheet, ...]) -> tuple[Sheet, ...]:
    """The sheets with their letters read in the code page they were typed in, where they plainly were misread."""
    page = _page(sheets)
    if page is None:
        return sheets

    def read(cell: Cell) -> Cell:
        return _reread(cell, page) if isinstance(cell, str) and not cell.isascii() else cell

    return tuple(
        replace(sheet, name=_reread(sheet.name, page), rows=[tuple(map(read, row)) for row in sheet.rows])
        for sheet in sheets
    )


def renamed(faults: Mapping[str, SheetFaults], sheets: tuple[Sheet, ...]) -> dict[str, SheetFaults]:
    """Faults under the names of `repaired` sheets."""
    page = _page(sheets)
    if page is None:
        return dict(faults)
    return {_reread(name, page): found for name, found in faults.items()}


def _page(sheets: tuple[Sheet, ...]) -> str | None:
    western, others, sample = 0, 0, []
    for text in _texts(sheets):
        western += sum(letter in _LETTERS for letter in text)
        others += sum(letter > "\u017f" and letter.isalpha() for letter in text)
        sample.append(_bytes(text))
        if western > _ENOUGH:
            break
    if western < 3 or others > western // 10:
        return None
    try:
        found = encoding.decode(b"\n".join(sample))
    except ReadError:
        return None
    page = {"windows-1251": "cp1251", "koi8-r": "koi8_r"}.get(found.encoding, found.encoding)
    return page if page in ("cp1251", "kz1048", "cp866", "koi8_r") else None


def _texts(sheets: tuple[Sheet, ...]) -> Iterator[str]:
    for sheet in sheets:
        yield sheet.name
        for row in sheet.rows:
            yield from (cell for cell in row if isinstance(cell, str) and not cell.isascii())


def _bytes(text: str) -> bytes:
    return bytes(
        ord(letter) if letter < "\x80" else _TO_WESTERN.get(letter, _TO_LATIN.get(letter, 0x3F)) for letter in text
    )


def _reread(text: str, page: str) -> str:
    if any(letter >= "\x80" and letter not in _TO_WESTERN and letter not in _TO_LATIN for letter in text):
        return text
    return _bytes(text).decode(page, "replace")
