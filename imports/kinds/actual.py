"""Actual cost: a 1C trial balance of one month, or a table of accruals by code and month."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import held
from finance.models import Document, Measure
from finance.months import Month, span
from imports.columns import money
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.cash import AMOUNT_WORDS, CODE_WORDS, DATE_WORDS
from imports.kinds.kind import NO_CLAIM, Crossing, Problem, Reading, Table
from imports.kinds.plan import NAME_WORDS
from imports.kinds.trial_balance import (
    BALANCE_COLUMNS,
    ActualReading,
    claims,
    keep,
    only_claimed,
    read_balance,
    unkept,
)
from imports.policies.states import StateKind, lines_by_month
from imports.readers.laid_out import LaidOutSheet
from imports.recognise.meanings import meaning_of
from imports.rows.class_rows import without_classes
from imports.rows.controls import take
from imports.rows.measures_in_titles import ACTUAL, CASH, RECEIVED, measure_said
from imports.rows.money_rows import sort_out
from imports.rows.timing import check_days, months_of_rows

ACCRUED = (
    "accrued", "начислено*", "фактические расходы*", "фактический расход*", "факт", "нақты шығыстар*", "есептелді*",
    "есептелген*", "нақты шығыс*", "actual*", "accrued*", "сумма начисления*", "*начислен*",
)  # fmt: skip


class Actual(StateKind[ActualReading]):
    key = "actual"
    label = _("trial balance or accruals")
    order = 60
    turn = 60
    measure = Measure.ACTUAL
    document_kind = Document.Kind.ACTUAL
    columns = (
        Column("code", _("budget code"), (*CODE_WORDS, "счет*", "шот*", "account*", "специфика*", "*специфика*"), CODE),
        Column("name", _("name"), NAME_WORDS),
        Column("indicator", _("figures of the row"), ("показатели", "көрсеткіштер", "показатель")),
        Column("date", _("date"), DATE_WORDS, DATE, is_filled=True),
        Column("month", _("month"), ("month", "месяц", "ай", "айы", "период", "кезең"), MONTH, is_filled=True),
        *BALANCE_COLUMNS,
        Column("accrued", _("accrued"), (*ACCRUED, *AMOUNT_WORDS), AMOUNT, takes=money.ACCRUED, is_filled=True),
    )
    needs_one_of = (("code", "name"), ("credit", "accrued"))
    crossings = (Crossing("month", "month", "accrued"), Crossing("code", "code", "accrued"))
    title_words = ("оборотно сальдовая", "айналым сальдо", "айналымдық", "trial balance", "начисленные расходы",
                   "фактические расходы", "фактических расходов", "нақты шығыс", "начисления", "accruals", "accrued",
                   "actual expenditure", "actual cost")  # fmt: skip

    def weighs(self, table: Table) -> int:
        """A plain `amount` is accruals only where a title says so."""
        if table.has("credit"):
            return 100
        is_titled = table.says(self.title_words)
        if isinstance(table.sheet, LaidOutSheet) or measure_said(table) in (CASH, RECEIVED):
            return 0 if measure_said(table) == ACTUAL else NO_CLAIM
        if not is_titled and any(meaning_of(header).names == {"received"} for header in table.headers.values()):
            return NO_CLAIM  # what was accrued stands beside what came in
        if table.heads("accrued", ACCRUED):
            return 0
        return -130 if is_titled else NO_CLAIM

    def read(self, table: Table, context: Context) -> ActualReading:
        reading = ActualReading()
        if table.has("credit") and table.has("debit"):
            read_balance(table, context, reading)
        else:
            self._read_accruals(table, context, reading)
        return reading

    def _read_accruals(self, table: Table, context: Context, reading: ActualReading) -> None:
        body = sort_out(table, key="code" if table.has("code") else "name", money=("accrued",), marks=())
        scratch = Columns.below(table, body, context, Reading(), self.columns)
        columns = without_classes(scratch, body, reading, money=("accrued",), months=self._months)
        months = self._months(columns)
        if months is not None:
            take(columns, body, lines_by_month(columns, "accrued", months, is_dated=True), key="accrued")

    def _months(self, columns: Columns) -> Sequence[Month | None] | None:
        """The month of each row: of its day, its own, else the one of the title; None where that is none."""
        table = columns.table
        if table.has("date"):
            days = columns["date"]
            check_days(columns, days, may_lie_ahead=False)
            return [Month.of(day) if day else None for day in days]
        return months_of_rows(columns)

    def match(self, reading: ActualReading, context: Context) -> None:
        if reading.several is not None and reading.lines:
            self._control_only(reading, *reading.several, context)
        else:
            super().match(reading, context)
        if reading.balance is not None and reading.months:
            reading.claims += claims(reading.balance, reading.months, context)

    def is_statement_new(self, reading: ActualReading, context: Context) -> bool:
        """Balances are kept though nothing is accrued anew: the bridge from cash to cost stands on them."""
        return bool(unkept(reading, context))

    def post(self, reading: ActualReading, job: Job) -> None:
        super().post(reading, job)
        keep(reading, job)

    def years(self, reading: ActualReading) -> set[int]:
        return super().years(reading) | ({m.year for m in reading.months} if reading.months else set())

    def _control_only(self, reading: ActualReading, first: Month, last: Month, context: Context) -> None:
        """Several months: a control where the ledger has them all, else refused."""
        budget = context.budget_of(last.year)
        months = list(span(first, last))
        now = held(budget.pk, self.measure, months) if budget and first.year == last.year else {}
        if {month for (_code, month), amount in now.items() if amount} != set(months):
            message = gettext(
                "The file covers %(first)s – %(last)s, and the ledger lacks some of them. Import each month alone."
            )
            cell = reading.lines[0].cell if reading.lines else None
            reading.problems.append(Problem(cell, "period-too-long", message % {"first": first, "last": last}))
            return
        assert budget is not None
        coded = [line for line in reading.lines if line.code is not None]
        reading.claims.append(only_claimed(coded, budget, (first, last), context))


KIND = Actual()
