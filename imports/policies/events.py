"""Kinds whose rows add up: every row is an event of its own, and only rows the books lack are posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.languages import month_said
from finance.ledger import Posting, post
from finance.models import Budget, Measure
from finance.money import total
from finance.months import Month
from finance.party_numbers import document_number, name_and_number
from imports import doubling, matching
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.kind import DUPLICATE, NEW, UNRESOLVED, Kind, Line, Problem, R, Reading, Table
from imports.months_in_sums import KNOWN_OTHERWISE, months_in_sums
from imports.policies.days_outside_the_title import tell_days_outside
from imports.policies.sums_below_zero import tell_sums_below_zero
from imports.rows.controls import take
from imports.rows.money_rows import drop_signatures, sort_out
from imports.rows.timing import CLOSED, check_days, closed
from imports.sentences import say

TWICE = "duplicate-row"
# What else an entry says, in the order of a line's fields.
TEXTS = ("number", "counterparty_number", "counterparty_name", "contract_number", "purpose")


class EventKind(Kind[R]):
    """A register: one row, one dated amount with its code. `reading` makes what `read` hands on."""

    reading: type[R]
    may_lie_ahead = False
    is_of_changes = False  # sums go up and down by what they are: below zero nothing came back
    marks: tuple[str, ...] = ("code",)

    def year_of(self, line: Line) -> int:
        """The year whose budget takes the line."""
        assert line.date is not None
        return line.date.year

    def read(self, table: Table, context: Context) -> R:
        reading = self.reading()
        body = sort_out(table, key=self.dated_by(table), money=("amount",), marks=self.marks)
        drop_signatures(table, body)
        columns = Columns.below(table, body, context, reading, self.columns)
        months: dict[date, Month] = {}
        take(columns, body, self.lines(columns, months), key="amount", months=months.values())
        if not self.is_of_changes:
            tell_sums_below_zero(table, reading)
            tell_days_outside(table, reading)
        self.finish(columns)
        return reading

    def dated_by(self, _table: Table) -> str:
        """The column that says when."""
        return "date"

    def days(self, columns: Columns) -> list[date | None]:
        return columns["date"]

    def lines(self, columns: Columns, months: dict[date, Month]) -> list[Line | None]:
        """A line for each money row, None where it is refused; `months` are filled with those of its days."""
        amounts = columns["amount"]
        days = columns.valid_on = self.days(columns)
        codes = columns["code"]
        texts = [columns[key] if key in columns.declared else [""] * len(days) for key in TEXTS]
        texts[0] = [text and document_number(text) for text in texts[0]]
        texts[1:3] = _parties(*texts[1:3])
        check_days(columns, days, may_lie_ahead=self.may_lie_ahead, key=self.dated_by(columns.table))
        rejected = columns.reading.rejected_rows
        lines: list[Line | None] = []
        for row, cell, amount, day, code, *said in zip(
            columns.numbers, columns.addresses("amount"), amounts, days, codes, *texts, strict=True
        ):
            if row in rejected or day is None or amount is None:
                lines.append(None)
                continue
            month = months.get(day)
            if month is None:
                month = months[day] = Month(day.year, day.month)
            lines.append(Line(row, cell, amount, day, month, code, *said))
        return lines

    def finish(self, columns: Columns) -> None:
        """Leave only the rows that a batch taken up again asks for, and name those that are alike."""
        reading, only = columns.reading, columns.context.only_rows
        if only is not None:
            reading.lines = [line for line in reading.lines if line.row in only]
        warn_twins(reading)

    def match(self, reading: R, context: Context) -> None:
        for budget, lines in by_budget(reading.lines, context, self.year_of):
            self.match_budget(reading, lines, budget, context)
        if self.measure in (Measure.CASH, Measure.FUNDING) and context.only_rows is None:
            self.warn_of_doubling(reading, context)

    def match_budget(self, reading: R, lines: Sequence[Line], budget: Budget, context: Context) -> None:
        """Mark the lines of one budget that the books hold."""
        match_lines(reading, lines, budget, self.measure, context)
        if self.measure == Measure.CASH:
            refuse_beside_sums(reading, lines, budget, context)

    def warn_of_doubling(self, reading: R, context: Context) -> None:
        """Say what the new rows would break in books that tie."""
        for budget, lines in by_budget(reading.lines, context, self.year_of):
            moves = doubling.moves_of(lines)
            paid, received = (moves, {}) if self.measure == Measure.CASH else ({}, moves)
            doubling.warn_of_sums(reading, budget, paid, received)

    def post(self, reading: R, job: Job) -> None:
        new = [line for line in reading.lines if line.status == NEW]
        for budget, lines in by_budget(new, job.context, self.year_of):
            day = max(line.date for line in lines if line.date)
            document = job.document(budget, self.document_kind, day=day, number=self.document_number(lines))
            post(document, postings(lines, self.measure))

    def expected(self, reading: R) -> tuple[int, Decimal] | None:
        new = [line.amount for line in reading.lines if line.status == NEW]
        return len(new), total(new)

    def document_number(self, lines: Sequence[Line]) -> str:
        numbers = {line.number for line in lines}
        return next(iter(numbers)) if len(numbers) == 1 else ""


def _parties(numbers: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """A БИН that stands in the cell of the name is taken from there where its own cell is empty."""
    if all(numbers):
        return list(numbers), list(names)
    pairs = [
        (number, name) if number or not any(map(str.isdigit, name)) else name_and_number(name)[::-1]
        for number, name in zip(numbers, names, strict=True)
    ]
    return [number for number, _name in pairs], [name for _number, name in pairs]


def postings(lines: Sequence[Line], measure: str) -> list[Posting]:
    """Entries of lines that have their code, month and date."""
    return [
        Posting(
            line.code, line.month, line.date, measure, line.amount, line.centre, line.row, line.cell,
            line.number, line.counterparty_number, line.counterparty_name, line.contract_number, line.purpose,
        )
        for line in lines
        if line.code is not None and line.month is not None and line.date is not None
    ]  # fmt: skip


def warn_twins(reading: Reading) -> None:
    """Rows of one file that are alike in everything: all are posted, and the second and later are named."""
    met: dict[tuple[str, date | None, str], Line] = {}
    near: set[tuple[str, date | None, str]] = set()
    for line in reading.lines:
        key = (line.number, line.date, line.counterparty_number)
        if met.setdefault(key, line) is not line:
            near.add(key)
    seen: dict[tuple, Line] = {}
    for line in reading.lines if near else ():
        if (line.number, line.date, line.counterparty_number) not in near:
            continue
        alike = (line.amount, line.date, line.number, line.counterparty_number, line.code, line.purpose,
                 line.counterparty_name, line.month)  # fmt: skip
        first = seen.setdefault(alike, line)
        if first is not line:
            message = say("This row equals row %(row)s. Both are posted; delete one if it was typed twice.")
            reading.warn(line.row, line.cell, TWICE, message % {"row": first.row}, str(line.amount))


def by_budget(
    lines: Sequence[Line], context: Context, year_of: Callable[[Line], int]
) -> list[tuple[Budget, list[Line]]]:
    """Lines by the budget of their year, oldest year first."""
    years: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        years[year_of(line)].append(line)
    found = []
    for year in sorted(years):
        budget = context.budget_of(year)
        if budget is not None:
            found.append((budget, years[year]))
    return found


def refuse_beside_sums(reading: Reading, lines: Sequence[Line], budget: Budget, context: Context) -> None:
    """No new payment of a month whose cash stands as one sum of each code: it would count twice."""
    new = [line for line in lines if line.status in (NEW, UNRESOLVED)]
    summed = months_in_sums(context.facility.pk, budget.pk) if new else set()
    for line in new if summed else ():
        if line.month in summed:
            message = _(
                "The cash of %(month)s stands in the books as one sum of each code. Take that import back first, then "
                "import the payments."
            )
            reading.reject(
                line.row, line.cell, KNOWN_OTHERWISE, message % {"month": month_said(line.month)}, str(line.amount)
            )


def match_lines(reading: Reading, lines: Sequence[Line], budget: Budget, measure: str, context: Context) -> None:
    """Mark what is posted (or waits in another batch) as DUPLICATE; refuse new rows of closed months."""
    known = matching.posted(budget.pk, measure, lines)
    matched = matching.match([ln for ln in lines if ln.row not in context.answers.not_duplicates], known, measure)
    for found in matched:
        found.line.status = DUPLICATE
        found.line.entry = found.posted.id
        if found.is_other_code:
            message = say("Row %(row)s stands in the ledger under code %(posted)s, the file says %(code)s.") % {
                "row": found.line.row,
                "posted": context.codes.texts[found.posted.code or 0],
                "code": context.codes.texts[found.line.code or 0],
            }
            reading.doubts.append(message)
    if measure == Measure.CASH:
        taken = {found.posted.id for found in matched}
        doubling.warn_of_likeness(reading, lines, (one for one in known if one.id not in taken), matching.same_party)
    for waiting in matching.match(
        # a row that brings its code is no second asking: it posts, and the row that waits becomes its duplicate
        [ln for ln in lines if ln.status in (NEW, UNRESOLVED) and ln.code is None],
        matching.waiting(budget.pk, measure, apart=context.batch_number),
        measure,
    ):
        waiting.line.status = DUPLICATE
    shut = context.closed(budget.pk)
    for line in lines if shut else ():
        if line.status == NEW and line.month in shut:
            reading.rejected_rows.add(line.row)
            reading.problems.append(Problem(line.cell, CLOSED, closed(line.month), line.row, str(line.date)))
