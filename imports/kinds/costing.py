"""Kinds that declare costing data: volumes, stays, quotas, tariffs, centres, drivers, rules, reported figures.

They belong to the facility, not to one budget: a tariff of last year needs no budget of last year. What a file names
replaces what stood, what it lacks stays and is a doubt (`tariffs.declaring`); a row named twice is refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.clock import today
from finance.models import Budget, Document
from finance.money import ZERO
from finance.months import Month
from imports.context import AmbiguousBudgetError, Context, Job
from imports.kinds.controls import check_totals
from imports.kinds.costing_columns import CostingColumns
from imports.kinds.kind import DUPLICATE, NEW, Kind, Line, Problem, Reading, RowsError, Table
from imports.kinds.rows import Stated, sort_out
from imports.sentences import say
from tariffs import declaring
from tariffs.models.declared import Declared

MOST_NAMED = 5


@dataclass(slots=True)
class Found:
    """A row of the file as the row of a table it would become. `quantity` is what totals of the file add up."""

    at: int
    row: Declared
    month: Month | None = None
    quantity: Decimal = ZERO


@dataclass(slots=True)
class Working:
    """What `read` hands to `match` and `post`: lines beside the rows they became."""

    rows: list[tuple[Line, Declared]] = field(default_factory=list)


class CostingKind(Kind):
    """`labelled_by` is the column that labels of totals displace, `figures` what makes a row count, `marks` as well.

    `controlled` is the column whose totals the file may state; rows of one key are refused unless `is_grouped`.
    """

    document_kind = Document.Kind.COSTING
    is_controlled = False
    is_in_tenge = False
    labelled_by = ""
    figures: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    controlled = ""
    is_grouped = False

    def years(self, reading: Reading) -> set[int]:
        return set()

    def rows(self, columns: CostingColumns) -> Iterable[Found]:
        """The rows that can be read; what cannot be is refused in `columns`."""
        raise NotImplementedError

    def scope(self, row: Any) -> Hashable:
        """What a file speaks of by naming `row`: rows that stand in the same scope and are not named are a doubt."""
        raise NotImplementedError

    def named(self, row: Any) -> str:
        """The row in a few words, for people."""
        return " ".join(str(value) for value in declaring.key_of(row) if value not in ("", None))

    def check(self, found: Sequence[Found], columns: CostingColumns) -> None:
        """Refuse rows that cannot stand together or beside what stands."""

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key=self.labelled_by, money=self.figures, marks=self.marks)
        columns = CostingColumns(table, body.rows, context, reading)
        found = [row for row in self.rows(columns) if columns.numbers[row.at] not in reading.rejected_rows]
        if not self.is_grouped:
            self._refuse_twice(found, columns)
        self.check(found, columns)
        working = Working()
        for item in found:
            if columns.numbers[item.at] in reading.rejected_rows:
                continue
            item.row.cell = columns.address(item.at, self.figures[0])
            line = Line(columns.numbers[item.at], item.row.cell, item.quantity, month=item.month)
            working.rows.append((line, item.row))
        reading.working["costing"] = working
        reading.lines = [line for line, _row in working.rows]
        reading.skipped = body.skipped
        months = [line.month for line in reading.lines if line.month]
        if months:
            reading.months = (min(months), max(months))
        if self.controlled:
            self._check_totals(table, columns, body.stated, working)
        return reading

    def _refuse_twice(self, found: Sequence[Found], columns: CostingColumns) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        for item in found:
            first = seen.setdefault(declaring.key_of(item.row), item.at)
            if first != item.at:
                message = _("This row says again what row %(row)s says: %(named)s. Leave one of them.")
                values = {"row": columns.numbers[first], "named": self.named(item.row)}
                columns.refuse(item.at, self.figures[0], "duplicate-row", message % values)

    def _check_totals(self, table: Table, columns: CostingColumns, stated: Sequence[Stated], working: Working) -> None:
        amounts = columns.stated_amounts(self.controlled, [total.row for total in stated])
        places = dict(zip(columns.numbers, columns.rows, strict=True))
        lines = [(places[line.row], line, "") for line, _row in working.rows]
        rejected = [(places[number], "") for number in columns.reading.rejected_rows if number in places]
        pairs = list(zip(stated, amounts, strict=True))
        check_totals(table, columns.reading, pairs, lines, key=self.controlled, rejected=rejected)

    def match(self, reading: Reading, context: Context) -> None:
        working: Working = reading.working["costing"]
        if reading.has_errors or not working.rows:
            return
        rows = [row for _line, row in working.rows]
        compared = declaring.compare(context.facility, rows)
        same = {one.key for one in compared.known}
        for line, row in working.rows:
            line.status = DUPLICATE if declaring.key_of(row) in same else NEW
        reading.changes += [
            {
                "measure": self.key,
                "name": self.named(one.after[0]),
                "before": _shown(one.before),
                "after": _shown(one.after),
            }
            for one in compared.moved
        ]
        self._doubt_what_is_lacking(declaring.lacking(compared, self.scope), reading)

    def _doubt_what_is_lacking(self, lacking: Sequence[Declared], reading: Reading) -> None:
        if not lacking:
            return
        names = "; ".join(self.named(row) for row in lacking[:MOST_NAMED])
        message = say("The file does not name %(number)s rows that stand for the same period; they stay: %(names)s.")
        reading.doubts.append(
            message % {"number": len(lacking), "names": names + (" …" if len(lacking) > MOST_NAMED else "")}
        )

    def post(self, reading: Reading, job: Job) -> None:
        working: Working = reading.working["costing"]
        new = {declaring.key_of(row) for line, row in working.rows if line.status == NEW}
        rows = [row for _line, row in working.rows if declaring.key_of(row) in new]
        if not rows:
            return
        budget = budget_for(job.context)
        day = reading.months[1].last_day if reading.months else today()
        declaring.declare(job.document(budget, self.document_kind, day=day), rows)


def budget_for(context: Context, year: int | None = None) -> Budget:
    """The budget under which the document stands: the chosen one, that of the year, else the newest of the facility."""
    if context.budget is not None:
        return context.budget
    years = [year] if year in context.budgets else sorted(context.budgets, reverse=True)
    if not years:
        message = _("The facility has no budget yet. Create one, then import the file.")
        raise RowsError([Problem(None, "no-budget", message)])
    return min(context.budgets[years[0]], key=lambda budget: budget.key)


def year_of(table: Table, context: Context) -> int:
    """The year a file without dates speaks of: of the chosen budget, of the title, else of the only budget year.

    Raises AmbiguousBudgetError where the facility has budgets of several years and none is named.
    """
    if context.budget is not None:
        return context.budget.year
    if table.period is not None:
        return table.period.last.year
    if len(context.budgets) == 1:
        return next(iter(context.budgets))
    keys = [budget.key for budgets in context.budgets.values() for budget in budgets]
    raise AmbiguousBudgetError(max(context.budgets, default=today().year), sorted(keys))


def _shown(rows: Sequence[Declared]) -> str:
    """The content of a group of rows, for the list of changes."""
    named = set(declaring.KEYS[type(rows[0])]) if rows else set()
    texts = []
    for row in rows:
        values = [
            getattr(row, f.attname)
            for f in row._meta.concrete_fields
            if f.name not in declaring.NOT_COMPARED and f.attname not in named
        ]
        texts.append(", ".join(_text(value) for value in values if value not in (None, "")))
    return "; ".join(texts)


def _text(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
