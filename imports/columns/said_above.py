"""A word that the titles or headers of a table say for all of its rows: which stationary care, what is paid for."""

from typing import Any

from django.utils.translation import gettext as _

from imports.columns.column import Column
from imports.context import Context
from imports.kinds.kind import Problem, Reading, Table
from imports.periods import names_several_years
from imports.resolve.letters import skeleton


def said_above(column: Column, table: Table, reading: Reading) -> Any:
    """The one meaning of `column` that is named; two are asked about in `reading`, none is what a blank means."""
    if column.in_title is not None:
        return column.in_title(table.titles)
    texts = [skeleton(text) for text in (*table.titles, table.sheet.name, *table.headers.values())]
    found = [
        value
        for value, stems in column.said_above.items()
        if any(f" {skeleton(stem)}" in f" {text}" for stem in stems for text in texts)
    ]
    if len(found) > 1:
        message = _("The words above the table name two kinds of “%(column)s”. Add a column that says it of each row.")
        address = table.sheet.address(table.header_row, 0)
        reading.problems.append(Problem(address, "two-readings", message % {"column": column.label}))
    return found[0] if found else column.blank


def year_said_above(table: Table, context: Context) -> int | None:
    """The year of months that name none; None where the titles name several, or nobody says which of the budgets."""
    if table.period is not None:
        first, last = table.period.first.year, table.period.last.year
        return first if first == last else None
    if names_several_years((*table.titles, table.sheet.name)):
        return None
    budgets = context.budgets
    return context.budget.year if context.budget else next(iter(budgets)) if len(budgets) == 1 else None
