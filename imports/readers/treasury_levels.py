"""The levels of a form 4-20 that shows none: a row over others is their sum in every column. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

Sums = tuple[Decimal | None, ...]


def by_sums(rows: Sequence[Sums]) -> list[int] | None:
    """A level for each row, 0 the outermost; None where the deepest rows do not all stand on one level.

    A row opens a level where the rows below it come to it in every column; rows of nothing but zeros open none.
    """
    levels: list[int] = [0] * len(rows)
    ends = _ends(rows)
    open_until: list[int] = []
    for at in range(len(rows)):
        while open_until and open_until[-1] <= at:
            open_until.pop()
        levels[at] = len(open_until)
        if ends[at] > at + 1:
            open_until.append(ends[at])
    leaves = {levels[at] for at in range(len(rows)) if ends[at] == at + 1}
    return levels if len(leaves) == 1 else None


def is_total(stated: Sums, rows: Iterable[tuple[int, Sums]]) -> bool:
    """Whether a total is that of all rows of one level. A cell that is no amount is left for its own refusal."""
    own = list(rows)
    for level in {level for level, _sums in own}:
        summed = _added([sums for of, sums in own if of == level])
        if all(one is None or other is None or one == other for one, other in zip(stated, summed, strict=True)):
            return True
    return False


def _ends(rows: Sequence[Sums]) -> list[int]:
    """Where the rows under each row end: the next row where none stand under it."""
    ends = [at + 1 for at in range(len(rows))]
    for at in range(len(rows) - 1, -1, -1):
        if not any(rows[at]):
            continue
        end = at + 1
        summed: Sums = tuple(Decimal(0) for _ in rows[at])
        while end < len(rows):
            summed = _added([summed, rows[end]])
            end = ends[end]
            if summed == rows[at]:
                ends[at] = _with_zeros(rows, end)
                break
    return ends


def _with_zeros(rows: Sequence[Sums], end: int) -> int:
    """Rows of zeros after a part belong to it."""
    while end < len(rows) and not any(rows[end]):
        end += 1
    return end


def _added(many: Sequence[Sums]) -> Sums:
    return tuple(
        None if any(part is None for part in parts) else sum((part or Decimal(0) for part in parts), Decimal(0))
        for parts in zip(*many, strict=True)
    )
