"""Certificates of amendment: signed changes by code and month, each under its number and date."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from finance.models import Document, Measure
from finance.money import ZERO
from finance.months import Month
from finance.planning import PlanError, PlannedLine, approve_amendment
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS, DATE_WORDS, NUMBER_WORDS
from imports.kinds.columns import MONTH_COLUMNS, MONTHS
from imports.kinds.controls import check_totals
from imports.kinds.events import EventKind, by_budget, check_years, warn_twins
from imports.kinds.kind import AMOUNT, CODE, DATE, MONTH, NEW, Column, Line, Problem, Reading, RowsError, Table
from imports.kinds.money import CHANGED
from imports.kinds.rows import Body, Columns, sort_out


class Amendment(EventKind):
    key = "amendment"
    label = _("certificates of amendment")
    order = 40
    needs_approval = True
    measure = Measure.AMENDMENT
    document_kind = Document.Kind.AMENDMENT
    may_lie_ahead = True
    columns = (
        Column("number", _("number"),
               ("справка №", "номер справки", "№ справки", "анықтама №", "анықтама нөмірі", "справка*", "анықтама*",
                "certificate*", *NUMBER_WORDS), is_required=True),
        Column("date", _("date"), ("дата справки", "анықтама күні", *DATE_WORDS), DATE, is_required=True),
        Column("code", _("budget code"), CODE_WORDS, CODE, is_required=True),
        Column("month", _("month"), ("месяц", "month", "ай", "айы", "месяц*", "период", "кезең"), MONTH),
        Column("amount", _("amount"),
               ("изменение", "change", "amount", "өзгеріс", "изменения", "изменение*", "сумма изменения*", "өзгеріс*",
                "өзгерту*", "сумма", "сомасы", "сумма*", "*изменен*"), AMOUNT, takes=CHANGED),
        *MONTH_COLUMNS,
        Column("reason", _("reason"),
               ("основание", "reason", "негіздеме", "негізі", "причина", "основание*", "примечание")),
    )  # fmt: skip
    # a row a month, or a column for each month that changes
    needs_one_of = (("month", *MONTHS), ("amount", *MONTHS))
    title_words = (
        "справка об изменении", "изменение плана", "изменения плана", "справки об изменении", "жоспарды өзгерту",
        "жоспарға өзгеріс", "amendment",
    )  # fmt: skip

    def year_of(self, line: Line) -> int:
        assert line.month is not None
        return line.month.year

    def read(self, table: Table, context: Context) -> Reading:
        across = [key for key in MONTHS if table.has(key)]
        if table.has("month") or not across:
            return super().read(table, context)
        reading = Reading()
        body = sort_out(table, key="number", money=across, marks=self.marks)
        self.fill_across(table, body, Columns(table, body.rows, context, reading), across)
        return reading

    def fill_across(self, table: Table, body: Body, columns: Columns, across: Sequence[str]) -> None:
        """Lines of a row for each month that changes; an empty month changes nothing."""
        reading, context = columns.reading, columns.context
        stated_rows = [stated.row for stated in body.stated]
        days = columns.dates("date")
        check_years(columns, "date", [day.year if day else None for day in days])
        numbers, reasons = columns.texts("number", 64), columns.texts("reason")
        codes = columns.codes("code", days)
        for key in across:
            amounts = columns.amounts(key, stated=stated_rows, blank=ZERO)
            with_rows: list[tuple[int, Line, str]] = []
            for at, i in enumerate(body.rows):
                amount, day, row = amounts[at], days[at], columns.numbers[at]
                if not amount or day is None or row in reading.rejected_rows:
                    continue
                line = Line(row, columns.address(at, key), amount, day, Month(day.year, int(key)), codes[at],
                            numbers[at], purpose=reasons[at])  # fmt: skip
                with_rows.append((i, line, context.codes.texts.get(codes[at] or 0, "")))
                if context.only_rows is None or row in context.only_rows:
                    reading.lines.append(line)
            totals = columns.stated_amounts(key, stated_rows)
            rejected = [(i, "") for at, i in enumerate(body.rows) if columns.numbers[at] in reading.rejected_rows]
            check_totals(
                table, reading, list(zip(body.stated, totals, strict=True)), with_rows, key=key, rejected=rejected
            )
        self.finish(body, reading)

    def finish(self, body: Body, reading: Reading) -> None:
        reading.skipped = body.skipped
        warn_twins(reading)
        changed = [line.month for line in reading.lines if line.month]
        if changed:
            reading.months = (min(changed), max(changed))

    def fill(self, table: Table, body: Body, columns: Columns, reading: Reading) -> None:
        stated_rows = [stated.row for stated in body.stated]
        amounts = columns.amounts("amount", stated=stated_rows)
        days = columns.dates("date")
        months = columns.months("month", [day.year if day else None for day in days])
        check_years(columns, "month", [month.year if month else None for month in months])
        codes = columns.codes(
            "code", [max(m.first_day, d) if m and d else d for m, d in zip(months, days, strict=True)]
        )
        numbers, reasons = columns.texts("number", 64), columns.texts("reason")
        only = columns.context.only_rows
        with_rows: list[tuple[int, Line, str]] = []
        bad: list[tuple[int, str]] = []
        for at, i in enumerate(body.rows):
            amount, row = amounts[at], columns.numbers[at]
            if row in reading.rejected_rows or amount is None:
                bad.append((i, ""))
                continue
            line = Line(
                row, columns.address(at, "amount"), amount, days[at], months[at], codes[at], numbers[at],
                purpose=reasons[at],
            )  # fmt: skip
            with_rows.append((i, line, columns.context.codes.texts.get(codes[at] or 0, "")))
            if only is None or row in only:
                reading.lines.append(line)
        totals = columns.stated_amounts("amount", stated_rows)
        check_totals(table, reading, list(zip(body.stated, totals, strict=True)), with_rows, key="amount", rejected=bad)
        self.finish(body, reading)

    def post(self, reading: Reading, job: Job) -> None:
        """One document a certificate, in the order of their dates; the problems of all are named at once."""
        problems: list[Problem] = []
        new = [line for line in reading.lines if line.status == NEW]
        for budget, lines in by_budget(new, job.context, self.year_of):
            certificates: dict[tuple, list[Line]] = {}
            for line in lines:
                certificates.setdefault((line.date, line.number), []).append(line)
            for (day, number), changes in sorted(certificates.items()):
                document = job.document(budget, self.document_kind, day=day, number=number, reason=changes[0].purpose)
                try:
                    approve_amendment(document, _planned(changes))
                except PlanError as error:
                    problems += _refusals(error, changes, Month.of(day))
        if problems:
            raise RowsError(problems)


def _planned(changes: Sequence[Line]) -> list[PlannedLine]:
    return [
        PlannedLine(line.code, line.month, line.amount, line.cell)
        for line in changes
        if line.code is not None and line.month is not None
    ]


def _refusals(error: PlanError, changes: Sequence[Line], month: Month) -> list[Problem]:
    rows = {line.cell: line for line in changes}
    found = []
    for problem in error.problems:
        line = rows.get(problem.cell)
        name = "before-certificate" if problem.month < month else "below-zero"
        amount = str(line.amount if line else ZERO)
        found.append(Problem(problem.cell, name, problem.message, line.row if line else None, amount))
    return found


KIND = Amendment()
