"""Whether a day or a month of a file may be posted: within a budget, not ahead of today, not closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from finance.languages import month_said
from finance.months import Month
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.kind import Problem, Reading, Table

FUTURE, NO_BUDGET, CLOSED = "future-date", "no-budget", "closed-month"


def no_budget(year: int) -> str:
    return _("There is no budget of %(year)s. Create it, then import the file.") % {"year": year}


def ahead() -> str:
    """Said alike of every day, so that a page says it once of many cells; the cell shows which day."""
    return _("The day is after today. Correct the date, or import the file when the day has come.")


def closed(month: Month | None) -> str:
    return _("%(month)s is closed. Reopen it, or leave the row out.") % {"month": month_said(month) if month else "—"}


def check_days(columns: Columns, days: Sequence[date | None], *, may_lie_ahead: bool, key: str = "date") -> None:
    """Reject days after today and days of years without a budget."""
    today, budgets = columns.context.today, columns.context.budgets
    for at, day in enumerate(days):
        if day is None:
            continue
        if day > today and not may_lie_ahead:
            columns.refuse(at, key, FUTURE, ahead(), day.isoformat())
        elif day.year not in budgets:
            columns.refuse(at, key, NO_BUDGET, no_budget(day.year), day.isoformat())


def check_years(columns: Columns, key: str, years: Sequence[int | None]) -> None:
    """Reject rows of years without a budget, at the cell of `key`."""
    for at, year in enumerate(years):
        if year is not None and year not in columns.context.budgets:
            columns.refuse(at, key, NO_BUDGET, no_budget(year), year)


def not_begun(month: Month) -> str:
    return _("%(month)s has not begun yet.") % {"month": month_said(month)}


def is_open(month: Month, cell: str, context: Context, reading: Reading) -> bool:
    """Whether the month that a whole file is of has begun and lies within a budget; else a problem."""
    if month.year not in context.budgets:
        reading.problems.append(Problem(cell, NO_BUDGET, no_budget(month.year), None, month.year))
        return False
    if month.first_day > context.today:
        reading.problems.append(Problem(cell, FUTURE, not_begun(month), None, str(month)))
        return False
    return True


def begun_months(columns: Columns) -> list[Month | None]:
    """The column `month`; rows of months ahead and of years without a budget are refused."""
    months: list[Month | None] = columns["month"]
    check_years(columns, "month", [month.year if month else None for month in months])
    for at, month in enumerate(months):
        if month and month.first_day > columns.context.today:
            columns.refuse(at, "month", FUTURE, not_begun(month), str(month))
    return months


def is_whole(table: Table, reading: Reading) -> bool:
    """Whether the period of the title has whole months; cost is kept by month, and half of one would stand for it."""
    period = table.period
    if period is None or (period.first_day == period.first.first_day and period.last_day == period.last.last_day):
        return True
    message = _("The file covers %(first)s – %(last)s, a part of a month. Export the whole month.")
    said = {"first": f"{period.first_day:%d.%m.%Y}", "last": f"{period.last_day:%d.%m.%Y}"}
    reading.problems.append(Problem(table.sheet.address(0, 0), "period-incomplete", message % said, asks=("period",)))
    return False


def one_month(table: Table, context: Context, reading: Reading, several: str) -> Month | None:
    """The one month of the title, begun and within a budget; else a problem, `several` where it names more."""
    cell = table.sheet.address(0, 0)
    if table.period is None:
        reading.problems.append(needs_period(table))
    elif table.period.first != table.period.last:
        reading.problems.append(Problem(cell, "period-too-long", several))
    elif is_whole(table, reading) and is_open(table.period.first, cell, context, reading):
        return table.period.first
    return None


def months_of_rows(columns: Columns) -> Sequence[Month | None] | None:
    """The month that each row says, else the one of the title for all; None, with a problem, where that is none."""
    if columns.table.has("month"):
        return begun_months(columns)
    several = _("Sums of several months need a column that says the month of each row.")
    month = one_month(columns.table, columns.context, columns.reading, several)
    return None if month is None else [month] * len(columns.rows)


def needs_period(table: Table) -> Problem:
    message = _("The file does not say which month it is for. Write it in the title, such as “for January 2025”.")
    return Problem(table.sheet.address(table.header_row, 0), "missing-column", message, asks=("period",))
