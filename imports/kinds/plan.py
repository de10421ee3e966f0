"""The plan by contract: a row a code, a column a month. A new file is a new version; certificates stay on top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.amounts import is_blank
from finance.models import Budget, Document, Measure
from finance.money import ZERO, total
from finance.months import Month
from finance.planning import PlanError, PlannedLine, approve_plan
from imports.columns.column import AMOUNT, CODE, MONTH, Column
from imports.columns.money import PLANNED, YEAR
from imports.columns.shared import MONTH_COLUMNS, MONTHS
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS
from imports.kinds.kind import NO_CLAIM, Control, Crossing, Problem, Reading, RowsError, Table
from imports.kinds.plan_by_rows import MONTH_WORDS, PLANNED_WORDS, is_by_rows, read_by_rows, says_plan, speaks_of_plan
from imports.month_columns import month_or_roman
from imports.periods import names_several_years
from imports.policies.states import Named, StateKind, line_of, name_or_code
from imports.readers.grid import as_code
from imports.recognise import certificates
from imports.recognise.guises_of_plans import two_guises
from imports.resolve.letters import skeleton
from imports.rows import parts_of_year
from imports.rows.class_rows import without_classes
from imports.rows.controls import state, take
from imports.rows.line import DUPLICATE, HELD, NEW, Line, MonthAmount
from imports.rows.measures_in_titles import ACTUAL, CASH, PLAN, RECEIVED, measure_said
from imports.rows.money_rows import Body, sort_out
from imports.rows.timing import NO_BUDGET, no_budget

NAME_WORDS = (
    "name", "наименование специфики", "наименование", "атауы", "ерекшелік атауы", "наименование расходов",
    "показатели", "статья", "наименование*", "*атауы*", "название*", "шығыстар атауы", "item",
)  # fmt: skip
YEAR_WORDS = (
    "total", "итого за год", "всего за год", "год", "итого", "всего", "жыл", "жылға барлығы", "бір жылға", "барлығы",
    "жиыны", "итого*", "всего*", "барлығы*", "жиыны*", "план на год*", "сумма на год*", "*год", "*жылға*", "year",
)  # fmt: skip
CHANGES = ("изменение плана", "изменения плана", "изменений плана", "изменении плана", "справка об изменении",
           "жоспарды өзгерту", "жоспарға өзгеріс", "жоспарын өзгерту", "жоспарына өзгеріс", "change of plan",
           "amendment")  # fmt: skip


class Plan(StateKind[Reading]):
    key = "plan"
    label = _("plan by contract")
    order = 50
    turn = 10
    needs_approval = True
    measure = Measure.PLAN
    document_kind = Document.Kind.PLAN
    columns = (
        Column("name", _("name"), NAME_WORDS),
        Column("code", _("budget code"), CODE_WORDS, CODE),
        *(replace(column, test=month_or_roman(int(column.key))) for column in MONTH_COLUMNS),
        Column("year_total", _("whole year"), YEAR_WORDS, AMOUNT, takes=YEAR, blank=ZERO),
        Column("month", _("month"), MONTH_WORDS, MONTH, is_filled=True),
        Column("amount", _("amount"), PLANNED_WORDS, AMOUNT, takes=PLANNED, is_filled=True),
    )
    crossings: tuple[Crossing, ...] = (Crossing("code", "code", "amount"),)
    # a column for every month, or a row a month
    needs_one_of = (("code", "name"), *((key, "month") for key in MONTHS), ("01", "amount"))
    title_words = ("план финансирования", "план расходов", "смета", "қаржыландыру жоспары", "шығыстар жоспары",
                   "financing plan", "budget plan")  # fmt: skip

    def weighs(self, table: Table) -> int:
        """Sums by code and month are a plan only where a title or the header says so; changes of a plan are none."""
        is_certificate = certificates.number_in(table.titles) and not table.says(certificates.AS_IT_STANDS)
        if is_certificate or table.says(CHANGES) or measure_said(table) in (CASH, ACTUAL, RECEIVED):
            return NO_CLAIM
        is_said = table.says(self.title_words) or says_plan(table) or measure_said(table) == PLAN
        return 0 if is_said or not is_by_rows(table) else NO_CLAIM

    def is_told(self, table: Table) -> bool:
        """A column a month may be of what is planned, paid, received or accrued."""
        said = (*table.headers.values(), *table.titles, table.sheet.name)
        return measure_said(table) == PLAN or any(map(speaks_of_plan, said))

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        header = table.sheet.address(table.header_row, 0)
        year = year_of(table, context)
        if year is None:
            message = gettext(
                "The file does not say for which year the plan is. Write it in the title, such as “for 2025”."
            )
            reading.problems.append(Problem(header, "missing-column", message, asks=("period",)))
            return reading
        reading.problems += other_years(table, year)
        if (twice := two_guises(table)) is not None:
            reading.problems.append(twice)
        by_rows = is_by_rows(table) and year in context.budgets
        money = ("amount",) if by_rows else ("year_total", *MONTHS)
        key = "name" if table.has("name") else "code"
        body = sort_out(table, key=key, money=money, marks=("code",) if by_rows else ())
        scratch = Columns.below(table, body, context, Reading(), self.columns)
        scratch.in_years = [year] * len(body.rows)
        if by_rows:
            read_by_rows(scratch, body, year, reading)
            return reading
        columns = without_classes(scratch, body, reading, money=money, figures=_figures)
        if year not in context.budgets:
            reading.problems.append(Problem(header, NO_BUDGET, no_budget(year), None, year))
        named = name_or_code(columns, [date(year, 1, 1)] * len(body.rows))
        lines = _lines(columns, named, year)
        take(columns, body, lines, months=(Month(year, 1), Month(year, 12)))
        parts_of_year.check(columns, body, lines)
        _refuse_twins(columns)
        _check_years(columns)
        _check_totals(columns, body)
        return reading

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


def year_of(table: Table, context: Context) -> int | None:
    """The year the title or the headers name, else that of the only budget; none where a title names several."""
    if table.period is not None and table.period.first.year == table.period.last.year:
        return table.period.first.year
    if table.period is not None or names_several_years((*table.titles, table.sheet.name)):
        return None
    named = {int(word) for text in table.headers.values() for word in text.split() if _is_year(word)}
    if len(named) == 1:
        return named.pop()
    if context.budget is not None:
        return context.budget.year
    return next(iter(context.budgets)) if len(context.budgets) == 1 else None


def other_years(table: Table, year: int) -> list[Problem]:
    """Months whose headers name another year than the plan is for."""
    places = sorted(table.columns[key] for key in MONTHS if key in table.columns)
    named = {place: {int(word) for word in table.headers[place].split() if _is_year(word)} for place in places}
    message = gettext("This column is of %(other)s, the plan of %(year)s. Import each year alone.")
    return [
        Problem(table.sheet.address(table.header_row, place), "not-a-date",
                message % {"other": min(years - {year}), "year": year})
        for place, years in named.items() if years - {year}
    ]  # fmt: skip


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word.startswith("20")


def _figures(columns: Columns) -> Iterator[tuple[Decimal | None, ...]]:
    """The year and the months of each row; a year that is not written is the sum of its months."""
    for i, year, *parts in zip(columns.rows, columns["year_total"], *(columns[key] for key in MONTHS), strict=True):
        is_written = not is_blank(columns.table.value(i, "year_total"))
        yield (year if is_written else total(part or ZERO for part in parts), *parts)


def _lines(columns: Columns, named: Sequence[Named], year: int) -> list[Line | None]:
    """A line a row, a part a month. A blank month says nothing, unless the row states its year."""
    table, lines = columns.table, list[Line | None]()
    amounts = [(key, Month(year, int(key)), columns[key]) for key in MONTHS]
    for at, i in enumerate(columns.rows):
        states_year = not is_blank(table.value(i, "year_total"))
        parts = [
            MonthAmount(month, own[at] or ZERO, columns.address(at, key))
            for key, month, own in amounts
            if states_year or not is_blank(table.value(i, key))
        ]
        cell = columns.address(at, "code" if table.has("code") else "name")
        is_refused = columns.numbers[at] in columns.reading.rejected_rows
        lines.append(None if is_refused else line_of(columns, at, named[at], cell, parts))
    return lines


def _refuse_twins(columns: Columns) -> None:
    """A row with the code, the name and every figure of a row above stands there twice."""
    seen: dict[tuple[object, ...], int] = {}
    places = {number: at for at, number in enumerate(columns.numbers)}
    for line in columns.reading.lines:
        name = skeleton(as_code(columns.table.value(columns.rows[places[line.row]], "name")))
        key = line.code, name, *((part.month, part.amount) for part in line.parts)
        above = seen.setdefault(key, line.row)
        if above != line.row and line.amount:
            message = gettext("The row says the same as row %(row)s. Delete one of them, or name them apart.")
            columns.reading.reject(line.row, line.cell, "two-readings", message % {"row": above})


def _check_years(columns: Columns) -> None:
    """The year of each row is the sum of its months. Years that hold are told by one control."""
    table, reading = columns.table, columns.reading
    if not table.has("year_total"):
        return
    places = {number: at for at, number in enumerate(columns.numbers)}
    stated = columns.stated_amounts("year_total", columns.rows)
    text = gettext("The total says %(expected)s, its parts add up to %(found)s.")
    for line in reading.lines:
        expected = stated[places[line.row]]
        if expected is not None and expected != line.amount:
            cell = columns.address(places[line.row], "year_total")
            state(reading, "year-total", (expected, line.amount), (cell, line.row), text=text)
    if not reading.has_errors:
        years = total(amount for amount in stated if amount is not None)
        found = total(line.amount for line in reading.lines)
        reading.controls.append(Control("years", years, found, years == found))


def _check_totals(columns: Columns, body: Body) -> None:
    """Every column of every total row; open where rows were rejected."""
    table, reading = columns.table, columns.reading
    is_open = bool(reading.rejected_rows)
    for row in (stated.row for stated in body.stated if stated.is_total):
        for key in (*MONTHS, "year_total"):
            expected = columns.stated_amounts(key, [row])[0] if table.has(key) else None
            if expected is not None:
                found = total(_of(line, key) for line in reading.lines)
                name = "grand-total" if key == "year_total" else "month-total"
                place = (table.address(row, key), table.sheet.row_number(row))
                state(reading, name, (expected, found), place, is_open=is_open)


def _of(line: Line, key: str) -> Decimal:
    if key == "year_total":
        return line.amount
    return total(part.amount for part in line.parts if part.month.number == int(key))


KIND = Plan()
