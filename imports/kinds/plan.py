"""The plan by contract: a row a code, a column a month. A new file is a new version; certificates stay on top."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.amounts import is_blank
from finance.models import Budget, Document, Measure
from finance.money import ZERO, display
from finance.months import Month
from finance.planning import PlanError, PlannedLine, approve_plan
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS
from imports.kinds.contract import (
    AMOUNT,
    CODE,
    DUPLICATE,
    HELD,
    NEW,
    Column,
    Control,
    Line,
    Part,
    Problem,
    Reading,
    RowsError,
    Table,
)
from imports.kinds.rows import Body, Columns, sort_out
from imports.kinds.states import StateKind, mark, name_or_code
from imports.month_columns import month_column

NAME_WORDS = (
    "name", "наименование специфики", "наименование", "атауы", "ерекшелік атауы", "наименование расходов",
    "показатели", "статья", "наименование*", "*атауы*", "название*", "шығыстар атауы", "item",
)  # fmt: skip
YEAR_WORDS = (
    "total", "итого за год", "всего за год", "год", "итого", "всего", "жыл", "жылға барлығы", "бір жылға", "барлығы",
    "жиыны", "итого*", "всего*", "барлығы*", "жиыны*", "план на год*", "сумма на год*", "*год", "*жылға*", "year",
)  # fmt: skip
MONTHS = tuple(f"{number:02d}" for number in range(1, 13))


class Plan(StateKind):
    key = "plan"
    label = gettext_lazy("plan by contract")
    measure = Measure.PLAN
    document_kind = Document.Kind.PLAN
    columns = (
        Column("name", NAME_WORDS),
        Column("code", CODE_WORDS, CODE),
        *(Column(key, (), AMOUNT, True, month_column(int(key))) for key in MONTHS),
        Column("year_total", YEAR_WORDS, AMOUNT),
    )
    needs_one_of = (("code", "name"),)
    title_words = ("план финансирования", "план расходов", "смета", "қаржыландыру жоспары", "шығыстар жоспары",
                   "financing plan", "budget plan")  # fmt: skip

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        year = _year(table, context)
        if year is None:
            message = _("The file does not say for which year the plan is. Write it in the title, such as “for 2025”.")
            reading.problems.append(Problem(table.sheet.address(table.header_row, 0), "missing-column", message))
            return reading
        key = "name" if table.has("name") else "code"
        body = sort_out(table, key=key, money=(*MONTHS, "year_total"), marks=())
        columns = Columns(table, body.rows, context, reading)
        if year not in context.budgets:
            message = _("There is no budget of %(year)s. Create it, then import the file.") % {"year": year}
            reading.problems.append(Problem(table.sheet.address(table.header_row, 0), "no-budget", message, None, year))
        days = [date(year, 1, 1)] * len(body.rows)
        coded = name_or_code(columns, reading, days)
        self._read_amounts(table, body, columns, reading, year, coded)
        reading.skipped = body.skipped
        reading.months = (Month(year, 1), Month(year, 12))
        return reading

    def _read_amounts(
        self,
        table: Table,
        body: Body,
        columns: Columns,
        reading: Reading,
        year: int,
        coded: Sequence[tuple[int | None, str, tuple[str, ...], str]],
    ) -> None:
        stated = [s.row for s in body.stated if s.is_total]
        by_month = {key: columns.amounts(key, stated=stated, blank=ZERO) for key in MONTHS}
        totals = columns.amounts("year_total", stated=stated, blank=None if table.has("year_total") else ZERO)
        months = {key: Month(year, int(key)) for key in MONTHS}
        has_rejected = bool(reading.rejected_rows)
        lines: list[Line] = []
        for at, i in enumerate(body.rows):
            row = columns.numbers[at]
            if row in reading.rejected_rows:
                continue
            parts = [
                Part(months[key], by_month[key][at] or ZERO, columns.address(at, key))
                for key in MONTHS
                # a blank month says nothing, unless the row states its year
                if table.has("year_total") or not is_blank(table.value(i, key))
            ]
            amount = sum((part.amount for part in parts), ZERO)
            code, name, offers, reason = coded[at]
            key = "code" if table.has("code") else "name"
            line = Line(row, columns.address(at, key), amount, code=code, name=name, offers=offers, reason=reason,
                        parts=tuple(parts))  # fmt: skip
            lines.append(mark(line, columns.context))
            if table.has("year_total"):
                _compare(reading, "year-total", totals[at], amount, columns.address(at, "year_total"), row, False)
        reading.lines += lines
        if table.has("year_total") and not has_rejected:
            expected = sum((amount or ZERO for amount in totals), ZERO)
            found = sum((line.amount for line in lines), ZERO)
            reading.controls.append(Control("years", expected, found, expected == found))
        for total in (s for s in body.stated if s.is_total):
            for key in (*MONTHS, "year_total"):
                expected = columns.stated_amounts(key, [total.row])[0] if table.has(key) else None
                if expected is not None:
                    found = sum((_of(line, key) for line in lines), ZERO)
                    name = "grand-total" if key == "year_total" else "month-total"
                    cell, number = table.address(total.row, key), table.sheet.row_number(total.row)
                    _compare(reading, name, expected, found, cell, number, has_rejected)

    def post_year(self, budget: Budget, new: Sequence[Line], reading: Reading, job: Job) -> None:
        codes = {line.code for line in new}
        same = [line for line in reading.lines if line.code in codes and line.status in (NEW, HELD, DUPLICATE)]
        document = job.document(budget, self.document_kind, day=date(budget.year, 1, 1))
        planned = [
            PlannedLine(line.code, part.month, part.amount, part.cell)
            for line in same
            if line.code is not None
            for part in line.parts
        ]
        try:
            approve_plan(document, planned)
        except PlanError as error:
            rows = {part.cell: (line.row, part.amount) for line in same for part in line.parts}
            raise RowsError(
                [Problem(p.cell, "below-zero", p.message, rows.get(p.cell, (None,))[0]) for p in error.problems]
            ) from error


def _year(table: Table, context: Context) -> int | None:
    """The year the title or the headers name; else that of the only budget."""
    if table.period is not None and table.period.first.year == table.period.last.year:
        return table.period.first.year
    named = {int(word) for text in table.headers.values() for word in text.split() if _is_year(word)}
    if len(named) == 1:
        return named.pop()
    if context.budget is not None:
        return context.budget.year
    return next(iter(context.budgets)) if len(context.budgets) == 1 else None


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word.startswith("20")


def _of(line: Line, key: str) -> Decimal:
    if key == "year_total":
        return line.amount
    return next((part.amount for part in line.parts if part.month.number == int(key)), ZERO)


def _compare(
    reading: Reading, name: str, expected: Decimal | None, found: Decimal, cell: str, row: int, is_open: bool
) -> None:
    if expected is None:
        return
    holds: bool | None = expected == found
    message = _("The total says %(expected)s, its parts add up to %(found)s.") % {
        "expected": display(expected),
        "found": display(found),
    }
    if not holds and is_open:
        holds = None
    if name != "year-total" or not holds:  # seventeen years that hold are told by one control
        reading.controls.append(Control(name, expected, found, holds, cell, row, message="" if holds else message))
    if holds is False:
        reading.problems.append(Problem(cell, "total-differs", message, row, str(expected)))


KIND = Plan()
