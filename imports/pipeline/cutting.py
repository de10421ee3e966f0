"""People are cut out of a register of patients before its file is kept, looked at or told of anywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from imports.personal_books import has_patients, named_without_people, names_people_beside_cells, without_people
from imports.pipeline.order import Order
from imports.pipeline.preparing import Recognised, Refused, opened
from imports.readers.containers import open_container, unpack
from imports.readers.grid import Grid, ReadError
from imports.rewriting import rewritten

# Up to here a file is read as a table to see whether it names people; of a larger one the bytes are looked through.
READ_AT_ONCE = 2_000_000
# One of these stands in every header that names people, whatever its case.
SPOKEN = ("рожд", "фио", "ф.и.о", "ф. и. о", "фамили", "иин", "жсн", "туған", "жөні", "тегі", "пациент", "больно",
          "имя", "емделуші", "birth", "patient", "surname", "full name", "first name", "iin")  # fmt: skip
ENCODINGS = ("utf-8", "windows-1251", "kz1048", "utf-16-le")


def cut(data: bytes, name: str) -> tuple[bytes, str]:
    """The file without people, and its name; both as they were where it names nobody or cannot be read."""
    if len(data) > READ_AT_ONCE and not may_name_people(data):
        return data, name
    try:
        return _cut_from(opened(data), data, name)
    except ReadError:
        return data, name


def without_people_of(order: Order, found: Refused | Recognised) -> Order | None:
    """The order for the cut file, where the file just read names people."""
    if found.grid is None:
        return None
    data, name = _cut_from(found.grid, order.data, order.name)
    return None if (data, name) == (order.data, order.name) else replace(order, data=data, name=name)


def may_name_people(data: bytes) -> bool:
    """Whether a header of people may stand in the file, told from its bytes without reading it as a table."""
    cases = {form for word in SPOKEN for form in (word, word.upper(), word.capitalize())}
    words = {form.encode(encoding, "ignore") for form in cases for encoding in ENCODINGS}
    if data[:256].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"["):
        # letters may be written as their numbers there
        return True
    if data[:4] != b"PK\x03\x04":
        return any(word in data for word in words)
    try:
        parts = (p for p in open_container(data).parts.values() if p.name.endswith((".xml", ".bin")))
        pieces = (piece for part in parts for piece in unpack(part))
        return any(word in piece for piece in pieces for word in words)
    except ReadError:
        return False


def _cut_from(grid: Grid, data: bytes, name: str) -> tuple[bytes, str]:
    if not has_patients(grid):
        return data, name
    path = PurePath(name)
    told = named_without_people(path.stem, grid) or "file"
    left = without_people(grid)
    if left is grid and not names_people_beside_cells(data, grid):
        return data, f"{told}{path.suffix}"
    made, ending = rewritten(left)
    return made, f"{told}{ending}"
