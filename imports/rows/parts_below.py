"""Rows that say again, part by part, what the row above them says: `в том числе: невролог`, `Врачи – всего`.

Counted beside the row above they would stand for it twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from finance.amounts import Refusal, parse_amount, settle_column
from imports.kinds.kind import Table
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton

if TYPE_CHECKING:
    from imports.rows.money_rows import Body

_MARK = re.compile(
    r"(?:и |оны[нц] |соны[нц] |олардын )?(?:в том числе|в т ч|из них|из которых|ишинде|including|of which)\b"
)
_WHOLE = re.compile(r".+ (?:всего|итого|барлыгы|total)")


def leave_out_parts(table: Table, body: Body, *, label: str, figure: str) -> None:
    """Take off `body` the rows that are parts of the one above, as far as the column `figure` proves it.

    The rows below a row that is split are its parts up to where they add up to it; where they never do, only the row
    that itself says so is one. Rows under a total, and rows with codes of their own, are no parts.
    """
    labels = {i: skeleton(as_code(table.value(i, label))) for i in table.body}
    codes = {i: as_code(table.value(i, "code")) for i in body.rows}
    totals = [one.row for one in body.stated]
    rows = list(body.rows)
    values = table.values(figure, rows)
    style = settle_column(values)
    read = (parse_amount(value, style) for value in values)
    amounts = {i: None if isinstance(found, Refusal) else found for i, found in zip(rows, read, strict=True)}
    parts: dict[int, int] = {}
    for at, (row, following) in enumerate(pairwise(rows)):
        has_own_code = codes[following] and codes[following] != codes[row]
        if row in parts or has_own_code or not _is_split(row, following, labels):
            continue
        end = min((i for i in totals if i > row), default=table.body.stop)
        below = [i for i in rows[at + 1 :] if i < end]
        if not below:
            continue
        own = _adding_up(amounts[row], below, amounts) or [i for i in below[:1] if is_part(labels[i])]
        parts |= dict.fromkeys(own, row)
        opened = [i for i in range(row + 1, below[0]) if is_part(labels.get(i, ""))]
        body.openings += [(i, row) for i in opened if not own]
    body.rows = [i for i in rows if i not in parts]
    body.parts = sorted(parts.items())
    body.skipped += len(parts)


def is_part(folded: str) -> bool:
    """Whether a folded label says that its row is part of the one above."""
    return bool(_MARK.match(folded))


def _is_split(row: int, following: int, labels: dict[int, str]) -> bool:
    """Whether the rows below one are its parts: it says “total”, or what stands up to the next row says “of them”."""
    between = [labels.get(i, "") for i in range(row + 1, following + 1)]
    return bool(_WHOLE.fullmatch(labels[row])) or any(map(_MARK.match, between)) or bool(re.search(_ENDS, labels[row]))


_ENDS = re.compile(r" (?:в том числе|из них|ишинде|including|of which)$")


def _adding_up(whole: Decimal | None, below: Sequence[int], amounts: dict[int, Decimal | None]) -> list[int]:
    """The rows from the first on that add up to `whole`; none where they do not, or one cannot be read."""
    found, left = [], whole or Decimal(0)
    for i in below:
        amount = amounts[i]
        if amount is None or amount > left:
            return []
        found.append(i)
        left -= amount
        if not left:
            return found
    return []
