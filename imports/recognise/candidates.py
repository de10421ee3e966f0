"""Where a kind's columns fit a header, and which of several fits is to be believed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imports.kinds.contract import AMOUNT, Kind
from imports.readers.grid import Sheet
from imports.recognise.headers import Fit

# A column found by its own word and one more: so far behind, a whole kind fits by accident.
NEARER_POINTS = 150


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: Kind
    sheet: Sheet
    header_row: int
    first_row: int
    headers: dict[int, str]
    fit: Fit
    points: int

    @property
    def is_whole(self) -> bool:
        groups = self.kind.needs_one_of
        return not self.fit.missing and all(any(key in self.fit.columns for key in group) for group in groups)

    @property
    def missing_labels(self) -> list[str]:
        lacking = [*self.fit.missing]
        lacking += ["/".join(g) for g in self.kind.needs_one_of if not any(k in self.fit.columns for k in g)]
        return lacking

    @property
    def has_rows(self) -> bool:
        """Whether anything stands below the header in a column of amounts or another that the kind needs."""
        needed = [c.key for c in self.kind.columns if c.is_required or c.type == AMOUNT]
        places = [self.fit.columns[key] for key in needed if key in self.fit.columns]
        rows = (self.sheet.rows[i] for i in range(self.first_row, len(self.sheet.rows)))
        return any(at < len(row) and row[at] != "" for row in rows for at in places)


def is_nearer(lacking: Candidate, best: Candidate, points: int) -> bool:
    """Whether a kind that lacks one column fits the same header so much better that `best` would be a misreading."""
    return (
        lacking.sheet is best.sheet
        and lacking.header_row == best.header_row
        and len(lacking.missing_labels) == 1
        and lacking.points >= points + NEARER_POINTS
    )


def twin_of(best: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """Another sheet with the same columns and rows below them: reading one of the two would lose the other."""
    others = (c for c in candidates if c.sheet is not best.sheet and c.kind is best.kind and c.is_whole)
    return next((c for c in others if set(c.fit.columns) == set(best.fit.columns) and c.has_rows), None)


def best_of_each_kind(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Whole candidates, one a kind; an empty form only where no table of its kind is filled."""
    best: dict[str, Candidate] = {}
    for c in candidates:
        known = best.get(c.kind.key)
        if known is None or (c.has_rows, c.points) > (known.has_rows, known.points):
            best[c.kind.key] = c
    return list(best.values())
