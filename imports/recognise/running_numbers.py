"""Columns under № that only count the rows: they number no document. Pure."""

from __future__ import annotations

from imports.kinds.kind import Kind, Table
from imports.readers.grid import Cell

_COUNTING = ("п п", "пп", "р с", "рс", "рет", "реттик")
_BARE = ("номер", "n", "но", "no")


def drop_running_numbers(table: Table, kind: Kind) -> bool:
    """Leave out a column of document numbers that holds 1, 2, 3 … under №; whether there was one.

    Taken for numbers of documents, they would keep a payment from being known in the bank's statement.
    """
    column = next((column for column in kind.columns if column.key == "number"), None)
    place = table.columns.get("number")
    if column is None or column.is_required or place is None or _is_all_there_is(table, kind):
        return False
    header = table.headers.get(place, "")
    counts = header in _BARE or any(f" {word} " in f" {header} " for word in _COUNTING)
    values = [row[place] for i in table.body if place < len(row := table.sheet.rows[i]) and row[place] != ""]
    numbers = [number for value in values if (number := _whole(value)) is not None]
    is_bare = header in _BARE
    if not counts or len(numbers) < (2 if is_bare else 1) or numbers != list(range(1, len(numbers) + 1)):
        return False
    del table.columns["number"]
    return True


def _is_all_there_is(table: Table, kind: Kind) -> bool:
    """Whether nothing else tells the papers of this kind apart, as the items of a plan."""
    groups = [group for group in kind.needs_one_of if "number" in group]
    return any(not any(key in table.columns for key in group if key != "number") for group in groups)


def _whole(value: Cell) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    text = str(value).strip().rstrip(".)")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
