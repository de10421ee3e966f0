"""Kinds that declare what a code's month amounts to: what is posted is the difference to what the ledger holds.

A file speaks only for the rows it names. What the ledger holds beside them stays, and is a doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from finance.ledger import declare, held
from finance.models import Budget
from finance.money import ZERO, total
from finance.months import Month
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.kind import Kind, R
from imports.readers.grid import as_code
from imports.rows.line import DUPLICATE, HELD, NEW, UNRESOLVED, Line, MonthAmount
from imports.rows.timing import CLOSED, closed
from imports.sentences import say

CodeMonth = tuple[int, Month]
# id of the code, the row's name, codes on offer, why
Named = tuple[int | None, str, tuple[str, ...], str]


class StateKind(Kind[R]):
    def match(self, reading: R, context: Context) -> None:
        for year in sorted(self.years(reading)):
            budget = context.budget_of(year)
            if budget is not None:
                self._match_year(reading, budget, year, context)

    def _match_year(self, reading: R, budget: Budget, year: int, context: Context) -> None:
        lines = [ln for ln in reading.lines if ln.code is not None and any(p.month.year == year for p in ln.parts)]
        declared = declared_by(lines, year)
        now = held(budget.pk, self.measure, {month for _code, month in declared})
        shut = context.closed(budget.pk)
        for line in lines:
            assert line.code is not None
            own = [part for part in line.parts if part.month.year == year]
            changed = [p for p in own if declared[line.code, p.month][0] != now.get((line.code, p.month), ZERO)]
            if line.status == HELD:
                continue
            if not changed:
                line.status = DUPLICATE
                continue
            for part in changed:
                if part.month in shut:
                    reading.reject(line.row, part.cell, CLOSED, closed(part.month), str(part.amount))
        if context.only_rows is None:
            self._doubt_what_is_lacking(reading, budget, year, {ln.code for ln in lines}, context)

    def _doubt_what_is_lacking(
        self, reading: R, budget: Budget, year: int, named: set[int | None], context: Context
    ) -> None:
        months = sorted({p.month for ln in reading.lines for p in ln.parts if p.month.year == year})
        stays: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
        for (code, _month), amount in held(budget.pk, self.measure, months).items():
            if code not in named and amount != ZERO:
                stays[code] += amount
        waiting = any(ln.status == UNRESOLVED for ln in reading.lines)
        for code, amount in sorted(stays.items(), key=lambda item: context.codes.texts[item[0]]):
            if waiting:
                continue
            message = say("The file has no row for code %(code)s; what the ledger holds for it stays: %(amount)s.")
            reading.doubts.append(message % {"code": context.codes.texts[code], "amount": amount})

    def post(self, reading: R, job: Job) -> None:
        new = [line for line in reading.lines if line.status == NEW]
        for year in sorted({part.month.year for line in new for part in line.parts}):
            budget = job.context.budget_of(year)
            lines = [line for line in new if any(p.month.year == year for p in line.parts)]
            if budget is not None and lines:
                self.post_year(budget, lines, reading, job)

    def post_year(self, budget: Budget, new: Sequence[Line], reading: R, job: Job) -> None:
        codes = {line.code for line in new}
        same = [line for line in reading.lines if line.code in codes and line.status in (NEW, HELD, DUPLICATE)]
        document = job.document(budget, self.document_kind, day=self.document_day(budget, reading))
        declare(document, self.measure, declared_by(same, budget.year))

    def document_day(self, budget: Budget, reading: R) -> date:
        last = reading.months[1].last_day if reading.months else date(budget.year, 1, 1)
        return min(last, date(budget.year, 12, 31))


def declared_by(lines: Sequence[Line], year: int) -> dict[CodeMonth, tuple[Decimal, str]]:
    """What lines declare per code and month of a year; lines of one code add up. Tenge and the first cell."""
    declared: dict[CodeMonth, tuple[Decimal, str]] = {}
    for line in lines:
        if line.code is None:
            continue
        for part in line.parts:
            if part.month.year != year:
                continue
            amount, cell = declared.get((line.code, part.month), (ZERO, ""))
            declared[line.code, part.month] = (amount + part.amount, cell or part.cell)
    return declared


def name_or_code(columns: Columns, days: Sequence[date]) -> list[Named]:
    """For each row: id of its code, its name, codes on offer, and why. A row without a code is resolved by its name.

    A code that is not valid is an error; a name that means no code, or two, waits for a person.
    """
    context, table = columns.context, columns.table
    by_code, by_name = columns.raw("code"), columns.texts("name", 255)
    found: list[Named] = []
    for at, value in enumerate(by_code):
        number, day, name = columns.numbers[at], days[at], by_name[at]
        answer = context.answers.rows.get(number)
        if answer and (life := context.codes.valid(answer, day)):
            found.append((life.pk, name, (), "answer"))
            continue
        text = as_code(value)
        if not name and text and not text[:1].isdigit():
            name, text = text, ""
        if text:
            life = context.codes.find(text, day)
            if life is None:
                columns.refuse(at, "code", "unknown-code", columns.no_code(at, text, day), text)
            found.append((life.pk if life else None, name, (), "code"))
            continue
        if not name:
            key = "code" if table.has("code") else "name"
            columns.refuse(at, key, "unknown-code", columns.no_code(at, "", day))
            found.append((None, name, (), ""))
            continue
        meant = context.names.resolve(name)
        life = context.codes.valid(meant.code, day) if meant.code else None
        offers = tuple(offer.code for offer in meant.offers)
        found.append((life.pk if life else None, name, () if life else offers, meant.reason))
    return found


def line_of(
    columns: Columns, at: int, named: Named, cell: str, parts: Sequence[MonthAmount], *, month: Month | None = None,
    day: date | None = None, amount: Decimal | None = None,
) -> Line:  # fmt: skip
    """The line of a row; it waits where it has no code, it is held where it was posted before."""
    code, name, offers, reason = named
    whole = total(part.amount for part in parts) if amount is None else amount
    line = Line(columns.numbers[at], cell, whole, day, month, code, name=name, parts=tuple(parts), offers=offers,
                reason=reason)  # fmt: skip
    return mark(line, columns.context)


def mark(line: Line, context: Context) -> Line:
    """Say that a line just read waits, where it has no code, or is held, where it was posted before."""
    if context.only_rows is not None and line.row not in context.only_rows:
        line.status = HELD
    elif line.code is None:
        line.status = UNRESOLVED
    return line


def lines_by_month(
    columns: Columns, key: str, months: Sequence[Month | None], *, is_dated: bool = False
) -> list[Line | None]:
    """A line for each row with its amount in the column `key` and its one month; None where one of them is refused."""
    days = [month.first_day if month else columns.context.today for month in months]
    amounts, named, lines = columns[key], name_or_code(columns, days), list[Line | None]()
    for at, (row, cell, amount, month) in enumerate(
        zip(columns.numbers, columns.addresses(key), amounts, months, strict=True)
    ):
        if amount is None or month is None or row in columns.reading.rejected_rows:
            lines.append(None)
            continue
        day, parts = month.last_day if is_dated else None, [MonthAmount(month, amount, cell)]
        lines.append(line_of(columns, at, named[at], cell, parts, month=month, day=day))
    return lines
