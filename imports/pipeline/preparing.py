"""First phase of an import: from bytes to a table of a known kind, or a refusal that says why.

Of the database only the table of banks' layouts is asked.

A file that a page leads to is prepared once in each process and kept, its rows packed: looking at it, leafing through
it, correcting and posting it read and recognise nothing anew.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cachetools import LRUCache
from django.conf import settings
from django.utils.translation import gettext as _

from finance.languages import active_language
from imports.bank.layouts import StatementLayout
from imports.bank_layouts import in_use
from imports.kinds.kind import Kind, Problem, Table
from imports.packed_sheets import packed, packed_if_large, size_of
from imports.pipeline import steps
from imports.readers.grid import TOO_LARGE, Grid, ReadError
from imports.readers.reading import read
from imports.recognise.across import recognise_any_way
from imports.recognise.heading import Quoted
from imports.recognise.recognition import Decision
from imports.refusals import explain, explain_warning

if TYPE_CHECKING:
    from finance.models import Facility

PACKED_BYTES = 48_000_000
MOST_WARNINGS = 200
# ways of reading one file that are kept, by language and corrections
MOST_READINGS = 20


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the file cannot become rows, and what of it was understood all the same."""

    problems: tuple[Problem, ...]
    grid: Grid | None = None
    kind: Kind | None = None
    table: Table | None = None
    decisions: tuple[Decision, ...] = ()
    facility_numbers: tuple[Quoted, ...] = ()
    corrections: Mapping[str, Any] = field(default_factory=dict)
    # whose it is, where that could be told
    facility: Facility | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """The table of a known kind. `problems` are warnings, `facility_numbers` the БИН above the table.

    `corrections` are those it was recognised with.
    """

    problems: tuple[Problem, ...]
    grid: Grid
    kind: Kind
    table: Table
    decisions: tuple[Decision, ...]
    facility_numbers: tuple[Quoted, ...]
    corrections: Mapping[str, Any]


@dataclass(slots=True)
class _Opened:
    """A file as it was read, its rows packed, and what it was recognised as, by what was told about it."""

    grid: Grid | ReadError
    size: int
    found: dict[tuple[str, tuple[StatementLayout, ...]], Refused | Recognised] = field(default_factory=dict)


_opened: LRUCache[str, _Opened] = LRUCache(PACKED_BYTES, getsizeof=lambda opened: opened.size)
_guard = threading.Lock()


def prepare(data: bytes, kind: str = "", corrections: Mapping[str, Any] | None = None) -> Refused | Recognised:
    """Read and recognise a file. `kind` is the one the user named, `corrections` what was told about the table."""
    return _recognise(_read(data), kind, corrections or {})


def prepared(data: bytes, kind: str = "", corrections: Mapping[str, Any] | None = None) -> Refused | Recognised:
    """`prepare` for a file that is looked at again and again; its rows are packed, and few of them are to be read."""
    file = _open(data)
    key = json.dumps([active_language(), kind, corrections or {}], sort_keys=True), in_use().layouts
    if key in file.found:
        _tell_rows(file.grid)
        return file.found[key]
    if len(file.found) == MOST_READINGS:
        file.found.clear()
    file.found[key] = _recognise(file.grid, kind, corrections or {})
    return file.found[key]


def opened(data: bytes) -> Grid:
    """The file's cells, packed. Raises ReadError."""
    grid = _open(data).grid
    if isinstance(grid, ReadError):
        raise grid
    return grid


def recognised(grid: Grid, kind: str, corrections: Mapping[str, Any]) -> Refused | Recognised:
    """Recognise a file that was read."""
    found = recognise_any_way(grid, in_use().kinds, forced=kind, corrections=corrections)
    if grid.encoding:
        found.decisions.append(Decision("encoding", grid.encoding, _why_encoding(grid.encoding)))
    warnings = [
        Problem(w.cell, w.problem, explain_warning(w.problem, w.value), None, w.value, "warning")
        for w in grid.warnings[:MOST_WARNINGS]
    ]
    problems = (*found.problems, *warnings)
    more = (tuple(found.decisions), tuple(found.facility_numbers), corrections)
    if found.table is None or found.kind is None or any(problem.severity == "error" for problem in problems):
        return Refused(problems, grid, found.kind, found.table, *more)
    return Recognised(problems, grid, found.kind, found.table, *more)


def _read(data: bytes) -> Grid | ReadError:
    steps.begin(steps.READING, 0)
    if len(data) > settings.IMPORT_MAX_BYTES:
        return ReadError(TOO_LARGE, "bytes", limit=settings.IMPORT_MAX_BYTES // 1024 // 1024)
    try:
        return packed_if_large(read(data))
    except ReadError as error:
        return error


def _recognise(grid: Grid | ReadError, kind: str, corrections: Mapping[str, Any]) -> Refused | Recognised:
    if isinstance(grid, ReadError):
        return Refused((Problem(grid.cell, grid.problem, explain(grid)),))
    _tell_rows(grid)
    return recognised(grid, kind, corrections)


def _tell_rows(grid: Grid | ReadError) -> None:
    if isinstance(grid, Grid):
        steps.begin(steps.RECOGNISING, sum(len(sheet.rows) for sheet in grid.sheets))


def _why_encoding(encoding: str) -> str:
    if encoding == "kz1048":
        return _("its letters read as Kazakh")
    if encoding == "windows-1251":
        return _("its letters read as Russian or Ukrainian")
    return _("told by its bytes, whatever the file says of itself")


def _open(data: bytes) -> _Opened:
    key = hashlib.sha256(data).hexdigest()
    with _guard:
        known = _opened.get(key)
    if known is not None:
        steps.begin(steps.READING, 0)
        return known
    grid = _read(data)
    file = _Opened(grid, 1)
    if isinstance(grid, Grid):
        file.grid = packed(grid)
        file.size = size_of(file.grid)
    if file.size <= PACKED_BYTES:
        with _guard:
            _opened[key] = file
    return file
