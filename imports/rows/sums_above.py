"""Sums that stand above the rows they add up, as districts and kinds of work do, and the headings between rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from finance.money import total
from imports.columns.typed import Columns
from imports.kinds.kind import Table
from imports.readers.grid import as_code
from imports.rows.controls import state


def headings(table: Table, taken: Collection[int]) -> dict[int, str]:
    """Rows that hold one text and are none of those `taken`: row → text."""
    found = {}
    for i in table.body:
        filled = [value for value in table.sheet.rows[i] if value != ""]
        if i not in taken and len(filled) == 1 and isinstance(filled[0], str):
            found[i] = as_code(filled[0])
    return found


def check_above(
    columns: Columns, key: str, above: Collection[int], between: Collection[int], amounts: Mapping[int, Decimal], *,
    is_doubt: bool = False,
) -> None:  # fmt: skip
    """Sums in the rows `above` speak for the rows below them, up to the next of them or of `between`.

    `amounts` are those of the column `key` by row; a difference is an error, or a doubt where counts are told.
    """
    if not above or not columns.table.has(key):
        return
    starts = sorted(above)
    for start, stated in zip(starts, columns.stated_amounts(key, starts), strict=True):
        end = _next(start, (*starts, *between), len(columns.table.sheet.rows))
        below = [amount for row, amount in amounts.items() if start < row < end]
        if stated is None or not below:
            continue
        place = (columns.table.address(start, key), columns.table.sheet.row_number(start))
        state(
            columns.reading,
            "subtotal",
            (stated, total(below)),
            place,
            is_open=bool(columns.reading.rejected_rows),
            is_doubt=is_doubt,
        )


def _next(start: int, marks: Sequence[int], end: int) -> int:
    return min((i for i in marks if i > start), default=end)
