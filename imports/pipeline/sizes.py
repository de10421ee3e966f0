"""Figures of a file a thousand times off what the books hold beside them: doubts of its preview and of its posting."""

from __future__ import annotations

from finance.execution import balances
from finance.languages import active_language
from finance.money import ZERO
from finance.thousandfold_said import doubts_of_posting
from imports.context import Context
from imports.kinds.kind import Kind, Reading
from imports.pipeline.verifying import Picture


def doubt_sizes(kind: Kind, reading: Reading, context: Context, before: Picture, after: Picture) -> None:
    """Ask while the file stands posted. Reports find the same for themselves, so nothing of it is kept."""
    moved = [key for key in before.keys() | after.keys() if before.get(key, ZERO) != after.get(key, ZERO)]
    for budget in kind.budgets(reading, context) if moved else ():
        rows = balances([budget.pk], budget.year)
        books = [(code, measure, month, amount) for _budget, code, measure, month, _dated, amount in rows]
        of_year = [key for key in moved if key[2].year == budget.year]
        found = doubts_of_posting(books, of_year, before, context.codes.texts, active_language())
        reading.doubts += found
        reading.passing_doubts += found
