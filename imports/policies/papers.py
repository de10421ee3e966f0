"""Kinds that keep papers: contracts, acts, items of the procurement plan, lots; mostly as the portal exports them.

A paper that the books know is compared with them (`finance.comparing`) and kept as a change, before → after.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from finance.amounts import is_blank
from finance.languages import month_said
from finance.models import Budget
from finance.months import Month
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.kind import Kind, Line, Problem, Reading, RowsError, Table
from imports.models import BatchRow
from imports.policies.events import TWICE
from imports.rows.controls import take
from imports.rows.money_rows import sort_out
from imports.rows.timing import check_years
from imports.sentences import say
from procurement.sites import CodeMonth, CodeMonthSite

T = TypeVar("T")
FLAGS: Mapping[str, Sequence[str]] = {
    "yes": ("да", "1", "true", "иә", "истина", "удалено", "удален", "отменен", "отменено", "жойылған", "ақиқат"),
    "no": ("нет", "0", "false", "жоқ", "ложь", "жалған"),
}


@dataclass(slots=True)
class PaperReading(Reading, Generic[T]):
    """Beside the lines what each row says, by the number of the row; refusals of services point into `columns`."""

    columns: Columns = field(init=False)
    rows: dict[int, T] = field(default_factory=dict)
    places: dict[int, int] = field(default_factory=dict)

    def refuse(self, row: int, keys: Sequence[str], problem: str, message: str, value: object = None) -> None:
        """At the first of the columns `keys` that the table has."""
        key = next((key for key in keys if self.columns.table.has(key)), keys[-1])
        self.columns.refuse(self.places[row], key, problem, message, value)


P = TypeVar("P", bound=PaperReading)


class PaperKind(Kind[P]):
    """`reading` makes what `read` hands on, `controlled` is the column whose totals the file may state."""

    is_controlled = False
    reading: type[P]
    controlled = "amount"
    marks: tuple[str, ...] = ()

    def labelled_by(self, _table: Table) -> str:
        """The column that labels of totals displace."""
        return "number"

    def typed_rows(self, columns: Columns, reading: P) -> Iterator[tuple[int, Line, Any]]:
        """Place, line and content of each row that can be read; what cannot be is refused in `columns`."""
        raise NotImplementedError

    def read(self, table: Table, context: Context) -> P:
        reading = self.reading()
        body = sort_out(table, key=self.labelled_by(table), money=(self.controlled,), marks=self.marks)
        reading.columns = columns = Columns.below(table, body, context, reading, self.columns)
        reading.places = {number: at for at, number in enumerate(columns.numbers)}
        lines: list[Line | None] = [None] * len(body.rows)
        for at, line, content in self.typed_rows(columns, reading):
            lines[at] = line
            reading.rows[line.row] = content
        take(columns, body, lines, key=self.controlled)
        return reading


def check_kept(kept: int, expected: int, message: str) -> None:
    """Refuse the file where not every paper could be kept."""
    if kept != expected:
        raise RowsError([Problem(None, "total-differs", message)])


def refuse_empty(columns: Columns, keys: Sequence[str], message: str) -> None:
    """Refuse rows that say nothing in any of the columns `keys`, at the first of them."""
    values = [columns[key] for key in keys]
    for at in range(len(columns.rows)):
        if not any(texts[at] for texts in values):
            columns.refuse(at, keys[0], "missing-column", message)


def refuse_other_customers(columns: Columns) -> None:
    """The facility's БИН stands in each cell of the customer that is not empty."""
    own = columns.context.facility.number
    for at, number in enumerate(columns["customer_number"]):
        if number and number != own:
            message = _("The row belongs to %(other)s, not to %(own)s. Choose the right facility.")
            columns.refuse(at, "customer_number", "wrong-facility", message % {"other": number, "own": own}, number)


def refuse_other_years(columns: Columns, months: Sequence[Month | None], years: Sequence[int | None]) -> None:
    """A month that a row names stands in the year that the row is of."""
    for at, (month, year) in enumerate(zip(months, years, strict=True)):
        if month is not None and year is not None and month.year != year:
            message = _("The month %(month)s is not of the year %(year)s.") % {"month": month_said(month), "year": year}
            columns.refuse(at, "month", "not-a-date", message, str(month))


def budget_years(columns: Columns, places: Collection[int] | None = None) -> list[int | None]:
    """The year of each row's budget: its own, else that of the file. A year without a budget is refused.

    Only rows at `places` are asked where these are given; the others have none.
    """
    otherwise = _year_of(columns.table, columns.context)
    years = list(columns["year"])
    for at, value in enumerate(columns.raw("year")):
        if places is not None and at not in places:
            years[at] = None
        elif is_blank(value):
            years[at] = otherwise
            if otherwise is None:
                message = _("The file does not say of which year it is. Write the year in the title, or in a column.")
                columns.refuse(at, "year", "not-a-date", message, "")
    check_years(columns, "year", years)
    return [year if year in columns.context.budgets else None for year in years]


def _year_of(table: Table, context: Context) -> int | None:
    """The year of a file whose rows name none: of its title, of the chosen budget, of the only budget."""
    if table.period is not None and table.period.first.year == table.period.last.year:
        return table.period.first.year
    if context.budget is not None:
        return context.budget.year
    return next(iter(context.budgets)) if len(context.budgets) == 1 else None


def code_of(columns: Columns, at: int, said: int | None, day: date) -> int | None:
    """The code (id) that a row says, else the one that a person answered for it; None where it waits."""
    answer = columns.context.answers.rows.get(columns.numbers[at])
    life = columns.context.codes.valid(answer, day) if said is None and answer else None
    return life.pk if life else said


def names_of_items(text: str) -> list[str]:
    """Portal ids or numbers of items of the plan, as `[101, 102]`."""
    return re.findall(r"\d+", text)


def warn_unknown_items(reading: Reading, row: int, cell: str, names: Collection[str], value: object = None) -> None:
    message = say("The procurement plan does not hold these items: %(items)s. Import it, then this file again.")
    reading.warn(row, cell, "unknown-item", message % {"items": ", ".join(names)}, value)


def warn_alike(reading: Reading, identity: Mapping[int, Hashable]) -> None:
    """Rows of one paper, code and month add up; alike ones may have been typed twice. `identity` is by row."""
    seen: dict[Hashable, Line] = {}
    for line in reading.lines:
        first = seen.setdefault((identity[line.row], line.code, line.month, line.amount), line)
        if first is not line:
            message = say("This row equals row %(row)s. Both are posted; delete one if it was typed twice.")
            reading.warn(line.row, line.cell, TWICE, message % {"row": first.row}, str(line.amount))


def waiting(budget: Budget, kind: str, context: Context, *fields: str) -> set[tuple[Any, ...]]:
    """Rows of other imports that wait for their code already, as `fields` and the amount say. One query."""
    rows = BatchRow.objects.filter(budget=budget, batch__kind=kind, state=BatchRow.State.UNRESOLVED)
    return set(rows.exclude(batch=context.batch_number).values_list(*fields, "amount"))


def refuse_unclear_sites(reading: PaperReading[Any], unclear: Collection[CodeMonth], row: int, cell: str) -> None:
    """A sum without a site, of a paper that stands at several, is not spread over them."""
    for _code, month in unclear:
        message = _("In %(month)s this paper stands at several sites with another sum. Write the site of each sum.")
        reading.reject(row, cell, "two-readings", message % {"month": month_said(month)}, str(month))


def stands_in(changes: Collection[CodeMonthSite], line: Line, site: str) -> bool:
    """Whether what a row says of its code and month (at its site, where it names one) changes something."""
    return any(key[:2] == (line.code, line.month) and site in ("", key[2]) for key in changes)
