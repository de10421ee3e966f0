"""Kinds that declare costing data: volumes, stays, quotas, tariffs, centres, drivers, rules, reported figures.

They belong to the facility, not to one budget: a tariff of last year needs no budget of last year. What a file names
replaces what stood, what it lacks stays and is a doubt (`tariffs.declaring`); a row named twice is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from finance.clock import today
from finance.models import Budget, Document
from finance.months import Month
from imports.columns.typed import Columns, TypedRow
from imports.context import AmbiguousBudgetError, Context, Job
from imports.kinds.kind import DUPLICATE, NEW, Kind, Line, Problem, Reading, RowsError, Table
from imports.rows.controls import check_column, take
from imports.rows.money_rows import Body, drop_signatures, sort_out
from imports.sentences import say
from tariffs import declaring
from tariffs.models.declared import Declared

MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row of the file, counted from 0, as the row of a table it would become."""

    at: int
    row: Any


@dataclass(slots=True)
class CostingReading(Reading):
    """Lines beside the rows they became."""

    declared: list[tuple[Line, Declared]] = field(default_factory=list)


class CostingKind(Kind[CostingReading]):
    """`labelled_by` is the column that labels of totals displace, `figures` what makes a row count, `marks` as well.

    `model` is what a row becomes, `dated_by` its field that says which month it is of. `controlled` are the columns
    whose totals the file may state, first the quantity of a row; rows of one key are refused unless `is_grouped`.
    """

    document_kind = Document.Kind.COSTING
    is_controlled = False
    is_in_tenge = False
    model: type[Declared]
    labelled_by = ""
    figures: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    dated_by = ""
    controlled: tuple[str, ...] = ()
    # whether totals that differ are a doubt: sources of counts do not add up themselves
    is_doubted = False
    is_grouped = False

    def years(self, reading: CostingReading) -> set[int]:
        return set()

    def date_rows(self, columns: Columns) -> None:
        """Give `columns` the days and years by which codes, centres and months of the rows are read."""

    def row(self, cells: TypedRow, columns: Columns) -> Declared | None:
        """What a row becomes; None where it is refused in `columns`."""
        return self.model(**cells.cells)

    def scope(self, row: Any) -> Hashable:
        """What a file speaks of by naming `row`: rows that stand in the same scope and are not named are a doubt."""
        raise NotImplementedError

    def named(self, row: Any) -> str:
        """The row in a few words, for people."""
        return " ".join(str(value) for value in declaring.key_of(row) if value not in ("", None))

    def briefly(self, row: Any) -> str:
        """The row as a list of what a file leaves out names it; rows that read alike are named once."""
        return self.named(row)

    def body(self, table: Table) -> Body:
        """The rows below the header, sorted out, without those that state the sums of rows below them."""
        found = sort_out(table, key=self.labelled_by, money=self.figures, marks=self.marks)
        above = self.sums_above(table, found.rows)
        found.rows = [i for i in found.rows if i not in above]
        found.skipped += len(above)
        return found

    def sums_above(self, table: Table, rows: Sequence[int]) -> Collection[int]:
        """Those of the `rows` that state the sums of others below them."""
        return ()

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        """Refuse rows that cannot stand together or beside what stands."""

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = CostingReading()
        body = self.body(table)
        if self.controlled:
            drop_signatures(table, body)
        columns = Columns(table, body.rows, context, reading, declared=self.columns)
        self.date_rows(columns)
        made = [(cells.at, self.row(cells, columns)) for cells in columns.sound()]
        found = [FoundRow(at, row) for at, row in made if row is not None]
        for item in found:
            item.row.cell = columns.address(item.at, self.figures[0])
        if not self.is_grouped:
            self._refuse_twice(found, columns)
        self._refuse_sums_of_indented(found, columns)
        self.check(found, columns)
        lines: list[Line | None] = [None] * len(body.rows)
        for item in found:
            number = columns.numbers[item.at]
            if number in reading.rejected_rows:
                continue
            quantity = self._quantity(item.row, *self.controlled[:1])
            lines[item.at] = line = Line(number, item.row.cell, quantity, month=self._month(item.row))
            reading.declared.append((line, item.row))
        take(columns, body, lines)
        for key in self.controlled:
            own: list[Line | None] = [None] * len(lines)
            for item in found:
                if (kept := lines[item.at]) is not None:
                    own[item.at] = replace(kept, amount=self._quantity(item.row, key))
            check_column(columns, body, own, key, is_doubt=self.is_doubted)
        return reading

    @staticmethod
    def _quantity(row: Declared, key: str = "") -> Decimal:
        return Decimal(getattr(row, key) or 0) if key else Decimal(0)

    def _month(self, row: Declared) -> Month | None:
        value = getattr(row, self.dated_by) if self.dated_by else None
        return Month.of(value) if isinstance(value, date) else value

    def _refuse_twice(self, found: Sequence[FoundRow], columns: Columns) -> None:
        seen: dict[tuple[Any, ...], int] = {}
        for item in found:
            first = seen.setdefault(declaring.key_of(item.row), item.at)
            if first != item.at:
                message = _("This row says again what row %(row)s says: %(named)s. Leave one of them.")
                values = {"row": columns.numbers[first], "named": self.named(item.row)}
                columns.refuse(item.at, self.figures[0], "duplicate-row", message % values)

    def _refuse_sums_of_indented(self, found: Sequence[FoundRow], columns: Columns) -> None:
        """A row whose every figure is that of the rows set in below it could be their sum, which no word says."""
        texts = columns.raw(self.labelled_by) if self.controlled and self.labelled_by else []
        rows = (
            [(one, columns.table.level(columns.rows[one.at], str(texts[one.at])) > 0) for one in found] if texts else []
        )
        starts = [place for place, (_one, is_set_in) in enumerate(rows) if not is_set_in]
        for start, end in pairwise([*starts, len(rows)]):
            own, *below = [[self._quantity(one.row, key) for key in self.controlled] for one, _is in rows[start:end]]
            if below and any(own) and own == [sum(key) for key in zip(*below, strict=True)]:
                message = _(
                    "This row could be the sum of the rows set in below it. Write “Total” before its name, or “of "
                    "which” before theirs."
                )
                columns.refuse(rows[start][0].at, self.labelled_by, "two-readings", message)

    def match(self, reading: CostingReading, context: Context) -> None:
        if reading.has_errors or not reading.declared:
            return
        compared = [(model, declaring.compare(context.facility, rows)) for model, rows in _by_model(reading)]
        same = {(model, one.key) for model, found in compared for one in found.known}
        for line, _row in reading.declared:
            line.status = DUPLICATE
        for line, row in reading.declared:
            if (type(row), declaring.key_of(row)) not in same:
                line.status = NEW
        reading.changes += [
            {
                "measure": self.key,
                "name": self.named(one.after[0]),
                "before": _shown(one.before),
                "after": _shown(one.after),
            }
            for _model, found in compared
            for one in found.moved
        ]
        lacking = [row for _model, found in compared for row in declaring.lacking(found, self.scope)]
        if lacking:
            named = list(dict.fromkeys(self.briefly(row) for row in lacking))
            names = "; ".join(named[:MOST_NAMED]) + (" …" if len(named) > MOST_NAMED else "")
            values = {"number": len(named), "names": names}
            message = say(
                "The file does not name %(number)s rows that stand for the same period; they stay: %(names)s."
            )
            reading.doubts.append(message % values)

    def post(self, reading: CostingReading, job: Job) -> None:
        if all(line.status != NEW for line, _row in reading.declared):
            return
        day = reading.months[1].last_day if reading.months else today()
        document = job.document(budget_for(job.context), self.document_kind, day=day)
        for _model, rows in _by_model(reading):
            declaring.declare(document, rows)


def _by_model(reading: CostingReading) -> list[tuple[type[Declared], list[Declared]]]:
    """The rows of each table, in the order of the file."""
    found: dict[type[Declared], list[Declared]] = {}
    for _line, row in reading.declared:
        found.setdefault(type(row), []).append(row)
    return list(found.items())


def is_in_order(at: int, first: Month, last: Month, columns: Columns) -> bool:
    """Whether a period ends after it begins; else the row is refused."""
    if last < first:
        message = _("The period ends (%(last)s) before it begins (%(first)s). Correct the months.")
        columns.refuse(at, "through", "ends-before-it-begins", message % {"first": first, "last": last})
    return first <= last


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
    raise AmbiguousBudgetError(None, sorted(keys))


def _shown(rows: Sequence[Declared]) -> str:
    """The content of a group of rows, for the list of changes."""
    named = set(rows[0].NAMED_BY) if rows else set()
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
