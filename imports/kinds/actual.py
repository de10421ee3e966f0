"""Actual cost: a 1C trial balance of one month, or a table of accruals by code and month."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import held
from finance.models import Document, Measure
from finance.money import ZERO
from finance.months import Month, span
from imports import claims as about_books
from imports.context import Context, Job
from imports.kinds import money
from imports.kinds.cash import AMOUNT_WORDS, CODE_WORDS, DATE_WORDS
from imports.kinds.class_rows import Figures, leave_out_classes
from imports.kinds.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.kinds.columns import Columns
from imports.kinds.controls import check_totals
from imports.kinds.events import check_days, check_years
from imports.kinds.kind import DUPLICATE, NO_CLAIM, Line, Part, Problem, Reading, Table
from imports.kinds.plan import NAME_WORDS
from imports.kinds.rows import sort_out
from imports.kinds.states import StateKind, mark, name_or_code, needs_period
from imports.kinds.trial_balance import (
    BALANCE_COLUMNS,
    Figure,
    claim,
    claims,
    is_open,
    keep,
    read_balance,
    unkept,
)
from imports.resolve.letters import skeleton

ACCRUED = (
    "accrued", "начислено*", "фактические расходы*", "фактический расход*", "факт", "нақты шығыстар*", "есептелді*",
    "есептелген*", "нақты шығыс*", "actual*", "accrued*", "сумма начисления*", "*начислен*",
)  # fmt: skip


class Actual(StateKind):
    key = "actual"
    label = _("trial balance or accruals")
    order = 60
    measure = Measure.ACTUAL
    document_kind = Document.Kind.ACTUAL
    columns = (
        Column("code", _("budget code"), (*CODE_WORDS, "счет*", "шот*", "account*", "специфика*", "*специфика*"), CODE),
        Column("name", _("name"), NAME_WORDS),
        Column("indicator", _("figures of the row"), ("показатели", "көрсеткіштер", "показатель")),
        Column("date", _("date"), DATE_WORDS, DATE),
        Column("month", _("month"), ("month", "месяц", "ай", "айы", "период", "кезең"), MONTH),
        *BALANCE_COLUMNS,
        Column("accrued", _("accrued"), (*ACCRUED, *AMOUNT_WORDS), AMOUNT, takes=money.ACCRUED),
    )
    needs_one_of = (("code", "name"), ("credit", "accrued"))
    title_words = ("оборотно сальдовая", "айналым сальдо", "айналымдық", "trial balance", "начисленные расходы",
                   "фактические расходы", "фактических расходов", "нақты шығыс", "начисления", "accruals")  # fmt: skip

    def weighs(self, table: Table) -> int:
        """A plain `amount` is accruals only where a title says so."""
        if table.has("credit"):
            return 100
        header = table.headers.get(table.columns.get("accrued", -1), "")
        if any(skeleton(word.strip("*")) in header for word in ACCRUED):
            return 0
        spoken = skeleton(" ".join([table.sheet.name, *table.titles]))
        return -130 if any(skeleton(word) in spoken for word in self.title_words) else NO_CLAIM

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        if table.has("credit") and table.has("debit"):
            read_balance(table, context, reading)
        else:
            self._read_accruals(table, context, reading)
        return reading

    def _read_accruals(self, table: Table, context: Context, reading: Reading) -> None:
        key = "code" if table.has("code") else "name"
        body = sort_out(table, key=key, money=("accrued",), marks=())
        stated = [s.row for s in body.stated]
        classes = leave_out_classes(table, body, context, reading, money=("accrued",),
                                    figures=lambda columns: self._figures(table, columns, stated))  # fmt: skip
        columns = Columns(table, body.rows, context, reading)
        amounts = columns.amounts("accrued", stated=[*stated, *classes])
        months = self._months(table, columns, reading)
        if months is None:
            return
        days = [month.first_day if month else context.today for month in months]
        coded = name_or_code(columns, days)
        with_rows: list[tuple[int, Line, str]] = []
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            amount, month, row = amounts[at], months[at], columns.numbers[at]
            if amount is None or month is None or row in reading.rejected_rows:
                bad.append((i, ""))
                continue
            code, name, offers, reason = coded[at]
            cell = columns.address(at, "accrued")
            line = Line(row, cell, amount, month.last_day, month, code, name=name, offers=offers, reason=reason,
                        parts=(Part(month, amount, cell),))  # fmt: skip
            with_rows.append((i, line, context.codes.texts.get(code or 0, "")))
            reading.lines.append(mark(line, context))
        totals = columns.stated_amounts("accrued", stated)
        check_totals(
            table, reading, list(zip(body.stated, totals, strict=True)), with_rows, key="accrued", rejected=bad
        )
        reading.skipped = body.skipped
        found = [month for month in months if month]
        if found:
            reading.months = (min(found), max(found))

    def _figures(self, table: Table, columns: Columns, stated: Sequence[int]) -> Figures | None:
        months = self._months(table, columns, columns.reading)
        amounts = [(amount,) for amount in columns.amounts("accrued", stated=stated)]
        return None if months is None else (months, amounts)

    def _months(self, table: Table, columns: Columns, reading: Reading) -> list[Month | None] | None:
        if table.has("date"):
            days = columns.dates("date")
            check_days(columns, days, may_lie_ahead=False)
            return [Month.of(day) if day else None for day in days]
        year = table.period.first.year if table.period else None
        years = columns.context.budgets
        year = year or (next(iter(years)) if len(years) == 1 else None)
        if table.has("month"):
            months = columns.months("month", [year] * len(columns.rows))
            check_years(columns, "month", [month.year if month else None for month in months])
            for at, month in enumerate(months):
                if month and month.first_day > columns.context.today:
                    message = _("%(month)s has not begun yet.") % {"month": month}
                    columns.refuse(at, "month", "future-date", message, str(month))
            return months
        month = self._month_of(table, columns.context, reading)
        return None if month is None else [month] * len(columns.rows)

    def _month_of(self, table: Table, context: Context, reading: Reading) -> Month | None:
        """The one month of the title, past and within a budget; else a problem."""
        if table.period is None:
            reading.problems.append(needs_period(table))
            return None
        first, last = table.period.first, table.period.last
        cell = table.sheet.address(0, 0)
        if first != last:
            message = gettext("Accruals of several months need a column that says the month of each row.")
            reading.problems.append(Problem(cell, "period-too-long", message))
            return None
        return first if is_open(first, cell, context, reading) else None

    def match(self, reading: Reading, context: Context) -> None:
        several = next((ln.data for ln in reading.lines if ln.data and ln.data["first"] != ln.data["last"]), None)
        if several is not None:
            self._control_only(reading, several["first"], several["last"], context)
        else:
            super().match(reading, context)
        if "paid" in reading.working and reading.months:
            reading.claims += claims(reading, context)

    def is_statement_new(self, reading: Reading, context: Context) -> bool:
        """Balances are kept though nothing is accrued anew: the bridge from cash to cost stands on them."""
        return bool(unkept(reading, context))

    def post(self, reading: Reading, job: Job) -> None:
        super().post(reading, job)
        keep(reading, job)

    def years(self, reading: Reading) -> set[int]:
        return super().years(reading) | ({m.year for m in reading.months} if reading.months else set())

    def _control_only(self, reading: Reading, first: Month, last: Month, context: Context) -> None:
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
        accrued: dict[str, Figure] = {}
        for line in reading.lines:
            if line.code is not None:
                line.status = DUPLICATE
                code = context.codes.texts[line.code]
                accrued[code] = (accrued.get(code, (ZERO,))[0] + line.amount, line.cell, line.row)
        reading.claims.append(claim(about_books.ACCRUED, "actual", budget, accrued, (first, last)))


KIND = Actual()
