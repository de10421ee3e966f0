"""Records of a programming interface saved as JSON, as of the procurement portal's REST and GraphQL. Pure.

Each list of objects is a sheet, wherever it lies; an object within a record gives columns of its own,
`RefContractStatus.nameRu`. A list within a record is no column. Where the answer says that it has more pages, it is
refused: one page of several would be taken for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from imports.readers.encoding import decode
from imports.readers.grid import NO_TABLE, TOO_LARGE, UNREADABLE, Cell, Grid, ReadError, Sheet

FORMAT = "json"
MAX_MEGABYTES, MAX_ROWS, DEEPEST = 20, 200_000, 6
_ALL = ("total", "totalCount", "total_count", "count")
_MORE = ("hasNextPage", "has_next_page", "next_page", "nextPage", "next")


def read(data: bytes) -> Grid:
    """Read each list of records as a sheet with a header; raises ReadError."""
    if len(data) > MAX_MEGABYTES * 1024 * 1024:
        raise ReadError(TOO_LARGE, "bytes", limit=MAX_MEGABYTES)
    decoded = decode(data)
    whole = _parsed(decoded.text)
    lists = list(_lists(whole, "JSON", 0))
    if not lists:
        raise ReadError(NO_TABLE, "json")
    if sum(len(records) for _name, records in lists) > MAX_ROWS:
        raise ReadError(TOO_LARGE, "rows", limit=MAX_ROWS)
    _check_pages(whole, max(len(records) for _name, records in lists))
    return Grid(FORMAT, decoded.encoding, tuple(_sheet(*one) for one in lists), decoded.warnings())


def _sheet(name: str, records: list[dict[str, Any]]) -> Sheet:
    rows = [dict(_cells(record, "", 0)) for record in records]
    names = list(dict.fromkeys(key for row in rows for key in row))
    return Sheet(name, [tuple(names), *(tuple(row.get(key, "") for key in names) for row in rows)])


def _parsed(text: str) -> Any:
    """One value, or one a line."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=str)
    except RecursionError as error:
        raise ReadError(UNREADABLE, "damaged") from error
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.strip().endswith("}") for line in lines):
            raise ReadError(UNREADABLE, "half-container") from error
    try:
        return [json.loads(line, object_pairs_hook=_object, parse_float=str) for line in lines]
    except (ValueError, RecursionError) as error:
        raise ReadError(UNREADABLE, "half-container") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key that stands twice with two values says nothing that could be believed."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and found[key] != value:
            raise ReadError(UNREADABLE, "damaged")
        found[key] = value
    return found


def _lists(value: Any, name: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Lists of objects by their key, not those within the records of another; a lone record is a list of itself."""
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):
            yield name, value
    elif isinstance(value, dict) and depth < DEEPEST:
        inner = [found for key, part in value.items() for found in _lists(part, key, depth + 1)]
        yield from inner
        if value and not inner and depth == 0:
            yield name, [value]


def _check_pages(value: Any, found: int, depth: int = 0) -> None:
    if not isinstance(value, dict) or depth >= DEEPEST:
        return
    stated = [one for key in _ALL if isinstance(one := value.get(key), int) and not isinstance(one, bool)]
    if (stated and max(stated) > found) or any(value.get(key) for key in _MORE):
        raise ReadError(UNREADABLE, "page-of-several", found=found)
    for part in value.values():
        _check_pages(part, found, depth + 1)


def _cells(record: Mapping[str, Any], above: str, depth: int) -> Iterator[tuple[str, Cell]]:
    for key, value in record.items():
        name = f"{above}{'.' if above else ''}{key}"
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _cells(value, name, depth + 1)
        elif not isinstance(value, list):
            yield name, _cell(value)


def _cell(value: Any) -> Cell:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int) else str(value)
