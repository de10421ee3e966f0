"""Certificates of amendment: signed changes by code and month, each under its number and date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext_lazy as _

from finance.models import Document, Measure
from finance.money import ZERO
from finance.months import Month
from finance.planning import PlanError, PlannedLine, approve_amendment
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.columns.money import CHANGED
from imports.columns.shared import MONTH_COLUMNS, MONTHS
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS, DATE_WORDS, NUMBER_WORDS
from imports.kinds.kind import NEW, NO_CLAIM, Line, Problem, Reading, RowsError, Table
from imports.policies.events import EventKind, by_budget
from imports.recognise import certificates
from imports.rows import rise_and_fall
from imports.rows.controls import check_column, take
from imports.rows.money_rows import sort_out
from imports.rows.rise_and_fall import APART
from imports.rows.timing import check_years


class Amendment(EventKind[Reading]):
    reading = Reading
    key = "amendment"
    label = _("certificates of amendment")
    order = 40
    turn = 20
    needs_approval = True
    measure = Measure.AMENDMENT
    document_kind = Document.Kind.AMENDMENT
    may_lie_ahead = is_of_changes = True
    columns = (
        Column("number", _("number"),
               ("справка №", "номер справки", "№ справки", "анықтама №", "анықтама нөмірі", "справка*", "анықтама*",
                "certificate*", *NUMBER_WORDS), is_required=True, is_filled=False, limit=64,
               in_title=certificates.number_in),
        Column("date", _("date"), ("дата справки", "анықтама күні", *DATE_WORDS), DATE, is_required=True,
               in_title=certificates.day_in, may_be_told=True),
        Column("code", _("budget code"), CODE_WORDS, CODE, is_required=True),
        Column("month", _("month"), ("месяц", "month", "ай", "айы", "месяц*", "период", "кезең"), MONTH,
               is_filled=True),
        Column("amount", _("amount"),
               ("изменение", "change", "amount", "өзгеріс", "изменения", "изменение*", "сумма изменения*", "өзгеріс*",
                "өзгерту*", "сумма", "сомасы", "сумма*", "*изменен*"), AMOUNT, is_filled=True, takes=CHANGED),
        *rise_and_fall.COLUMNS,
        *MONTH_COLUMNS,
        Column("reason", _("reason"),
               ("основание", "reason", "негіздеме", "негізі", "причина", "основание*", "примечание"), limit=0),
    )  # fmt: skip
    # a row a month, or a column for each month that changes; a change with its sign, or rises and falls apart
    needs_one_of = (("month", *MONTHS), ("amount", *APART, *MONTHS))
    title_words = (
        "справка об изменении", "изменении плана",
        "изменение плана", "изменения плана", "справки об изменении", "жоспарды өзгерту",
        "жоспарға өзгеріс", "жоспарын өзгерту", "жоспарына өзгеріс", "amendment",
    )  # fmt: skip

    def weighs(self, table: Table) -> int:
        """A plan as it stands after a certificate names it in the title all the same, and holds no changes."""
        return NO_CLAIM if not table.has("number") and table.says(certificates.AS_IT_STANDS) else 0

    def year_of(self, line: Line) -> int:
        assert line.month is not None
        return line.month.year

    def read(self, table: Table, context: Context) -> Reading:
        across = [key for key in MONTHS if table.has(key)]
        apart = [key for key in APART if table.has(key)]
        if apart and table.has("month"):
            return self._read_apart(table, context, apart)
        if table.has("month") or not across:
            return super().read(table, context)
        reading = Reading()
        body = sort_out(table, key="number", money=across, marks=self.marks)
        columns = Columns.below(table, body, context, reading, self.columns)
        days = columns.valid_on = columns["date"]
        check_years(columns, "date", [day.year if day else None for day in days])
        for key in across:
            months = [Month(day.year, int(key)) if day else None for day in days]
            take(columns, body, self._changes(columns, key, months), key=key)
        self.finish(columns)
        return reading

    def _read_apart(self, table: Table, context: Context, apart: Sequence[str]) -> Reading:
        """Rises and falls in columns of their own; totals are stated as the cells are, without a sign."""
        reading = Reading()
        body = sort_out(table, key="number", money=apart, marks=self.marks)
        columns = Columns.below(table, body, context, reading, self.columns)
        months = self._months(columns)
        rise_and_fall.check_net(columns)
        for key in apart:
            lines = self._changes(columns, key, months)
            take(columns, body, lines)
            written = [line and replace(line, amount=said) for line, said in zip(lines, columns[key], strict=True)]
            check_column(columns, body, written, key)
        self.finish(columns)
        return reading

    def lines(self, columns: Columns, months: dict[date, Month]) -> list[Line | None]:
        """A line a row."""
        columns["amount"]
        lines = self._changes(columns, "amount", self._months(columns))
        months |= {line.month.first_day: line.month for line in lines if line and line.month}
        return lines

    @staticmethod
    def _months(columns: Columns) -> list[Month | None]:
        """The month of each row; its code must stand in it and on the day of its certificate."""
        days = columns["date"]
        columns.in_years = [day.year if day else None for day in days]
        own = columns["month"]
        check_years(columns, "month", [month.year if month else None for month in own])
        columns.valid_on = [max(m.first_day, d) if m and d else d for m, d in zip(own, days, strict=True)]
        return own

    @staticmethod
    def _changes(columns: Columns, key: str, months: Sequence[Month | None]) -> list[Line | None]:
        """Changes in the column `key`; among columns of months, of rises and falls an empty one changes nothing."""
        amounts = rise_and_fall.signed(columns, key, columns[key])
        if key == "amount":
            rise_and_fall.check_steps(columns, amounts)
        rows = zip(
            columns.numbers, columns.addresses(key), amounts, columns["date"], months, columns["code"],
            columns["number"], columns["reason"], strict=True,
        )  # fmt: skip
        rejected, is_across = columns.reading.rejected_rows, key in (*MONTHS, *APART)
        return [
            None if row in rejected or amount is None or (is_across and not amount)
            else Line(row, cell, amount, day, month, code, number, purpose=reason)
            for row, cell, amount, day, month, code, number, reason in rows
        ]  # fmt: skip

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
