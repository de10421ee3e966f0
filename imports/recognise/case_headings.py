"""Registers that name the case once, in a row of its own above what it was given: `Медкарта C00001`. No database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imports.kinds.kind import Kind
from imports.readers.grid import Cell, Sheet, as_code
from imports.readers.laid_out import LaidOutSheet

FEWEST_CELLS = 2
_CASE = re.compile(
    r"(?:медкарта|медицинская карта|карта|история болезни|случай|медициналық карта|ауру тарихы|жағдай|case"
    r"|medical record)\s*(?:№|no\.?)?\s*[:.]?\s*(?=\S*\d)(\S+)",
    re.IGNORECASE,
)


def under_headings(sheet: Sheet, kind: Kind) -> Iterator[Sheet]:
    """The sheet with the case of the row above in a column of its own; nothing where no row names one alone."""
    named = {i: case for i, row in enumerate(sheet.rows) if (case := _case_of(row))}
    header = next((i for i in range(min(named, default=0) - 1, -1, -1) if _filled(sheet.rows[i]) >= FEWEST_CELLS), None)
    if not named or header is None or all(column.key != "case" for column in kind.columns):
        return
    width = max(map(len, sheet.rows))
    rows: list[tuple[Cell, ...]] = []
    origins: list[tuple[int, tuple[int, ...]] | None] = []
    case = ""
    for i, row in enumerate(sheet.rows):
        is_title = i in named or i < header or _filled(row) < FEWEST_CELLS
        case = named.get(i, case)
        own = "case" if i == header else "" if is_title else case
        rows.append(() if i in named else (*row, *[""] * (width - len(row)), own))
        origins.append((i, tuple(range(width))))
    yield LaidOutSheet(sheet.name, rows, row_numbers=(), broken=sheet.broken, source=sheet, origins=tuple(origins))


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for value in row if value != "")


def _case_of(row: Sequence[Cell]) -> str:
    cells = [value for value in row if value != ""]
    found = _CASE.fullmatch(as_code(cells[0])) if len(cells) == 1 and isinstance(cells[0], str) else None
    return found[1] if found else ""
