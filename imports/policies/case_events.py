"""Kinds that say what cases were given: services and medicines. Every row is an event of its own.

Rows that the books lack are added, alike rows of one file are all kept, the same file twice changes nothing. A row must
lie within a stay of its case, the days of admission and discharge included.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from finance.clock import today
from finance.models import Document
from finance.months import Month
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.kind import DUPLICATE, NEW, Kind, Line, Reading, Table
from imports.policies.costing import budget_for
from imports.policies.event_lines import EventLine, RegisterSheet
from imports.recognise.row_roles import CONFIRMED, DELETED, OPERATION, RETURNED, STATUS
from imports.rows.controls import take
from imports.rows.money_rows import drop_signatures, sort_out
from imports.rows.timing import FUTURE, ahead
from tariffs.declaring import standing
from tariffs.models import Stay
from tariffs.models.cases import CaseEvent

ROWS_AT_ONCE = 2_000
StayDays = dict[str, list[tuple[date, date]]]


@dataclass(slots=True)
class CaseReading(Reading):
    """Lines that hold what they say, in the order of the kind's `fields`."""

    @property
    def given(self) -> Iterator[EventLine]:
        return iter(self.lines)  # type: ignore[arg-type] # those of a register are such lines


class CaseEventKind(Kind[CaseReading]):
    """`fields` of `model` are what tells events apart; `quantity_key` is the column of a row's total."""

    document_kind = Document.Kind.COSTING
    is_controlled = False
    turn = 95
    heeds = frozenset((STATUS, DELETED, CONFIRMED, OPERATION, RETURNED))
    # columns, besides the case, in which the word of a total may stand
    names: tuple[str, ...] = ()
    model: type[CaseEvent]
    fields: tuple[str, ...]
    quantity_key: str
    figures: tuple[str, ...]
    marks = ("day",)

    def years(self, reading: CaseReading) -> set[int]:
        return set()

    def values(self, columns: Columns) -> Iterator[tuple[Any, ...]]:
        """What each row says, in the order of `fields`; refused cells are None and their rows rejected in `columns`."""
        raise NotImplementedError

    def finish(self, columns: Columns, reading: CaseReading) -> None:
        """Doubts about the rows that were kept."""

    def read(self, table: Table, context: Context) -> CaseReading:
        reading = CaseReading()
        body = sort_out(table, key="case", money=self.figures, marks=self.marks, names=self.names)
        drop_signatures(table, body)
        columns = Columns.below(table, body, context, reading, self.columns)
        rows = list(self.values(columns))
        self._check_stays(columns)
        columns.forget()
        rejected = reading.rejected_rows
        register = RegisterSheet(table.sheet, table.columns.get(self.quantity_key, 0))
        days: set[date] = set()
        lines: list[Line | None] = []
        for number, at, row in zip(columns.numbers, body.rows, rows, strict=True):
            if number in rejected:
                lines.append(None)
                continue
            days.add(row[1])
            lines.append(EventLine(register, at, row))  # type: ignore[arg-type] # says all that a line says
        del rows
        take(columns, body, lines, key=self.quantity_key, months=map(Month.of, days))
        self.finish(columns, reading)
        return reading

    def _check_stays(self, columns: Columns) -> None:
        """Refuse days after today, cases that no stay names, days outside the stays of their case."""
        known = stays_by_case(columns.context)
        rejected, now = columns.reading.rejected_rows, columns.context.today
        for at, (case, day) in enumerate(zip(columns["case"], columns["day"], strict=True)):
            if columns.numbers[at] in rejected:
                continue
            stays = known.get(case)
            if stays is None:
                message = _("No stay of the case %(case)s is in the register. Import the register of stays first.")
                columns.refuse(at, "case", "unknown-case", message % {"case": case}, case)
            elif day > now:
                columns.refuse(at, "day", FUTURE, ahead(), day.isoformat())
            elif not any(admitted <= day <= discharged for admitted, discharged in stays):
                message = _(
                    "%(day)s lies outside the stay of the case %(case)s: %(stays)s. Correct the day or the case."
                )
                said = "; ".join(_stay_in_words(*stay) for stay in stays)
                values = {"day": f"{day:%d.%m.%Y}", "case": case, "stays": said}
                columns.refuse(at, "day", "outside-stay", message % values, day.isoformat())

    def match(self, reading: CaseReading, context: Context) -> None:
        """Of alike rows as many are new as the file has more than the books."""
        if reading.has_errors or not reading.lines:
            return
        first, last = min(ln.date for ln in reading.lines if ln.date), max(ln.date for ln in reading.lines if ln.date)
        posted = self.model.objects.in_force().filter(facility=context.facility, day__gte=first, day__lte=last)
        if not posted.exists():
            return
        wanted = {line.event for line in reading.given}
        held: Counter[Hashable] = Counter()
        for row in posted.order_by().values_list(*self.fields).iterator(chunk_size=10_000):
            if row in wanted:
                held[row] += 1
        for line in reading.given:
            if held[line.event] > 0:
                held[line.event] -= 1
                line.status = DUPLICATE

    def post(self, reading: CaseReading, job: Job) -> None:
        day = reading.months[1].last_day if reading.months else today()
        document = job.document(budget_for(job.context), self.document_kind, day=day)
        made = (
            self.model(
                document=document, facility=job.context.facility, cell=line.cell,
                **dict(zip(self.fields, line.event, strict=True)),
            )
            for line in reading.given
            if line.status == NEW
        )  # fmt: skip
        while chunk := list(islice(made, ROWS_AT_ONCE)):
            self.model.objects.bulk_create(chunk)


def stays_by_case(context: Context) -> StayDays:
    """Days of admission and discharge of every stay in force, by case; a stay that is not over has no end."""
    found: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    for group in standing(Stay, context.facility).values():
        for stay in group:
            assert isinstance(stay, Stay)
            found[stay.case].append((stay.admitted, stay.discharged or date.max))
    return dict(found)


def _stay_in_words(admitted: date, discharged: date) -> str:
    return f"{admitted:%d.%m.%Y} – " + ("" if discharged == date.max else f"{discharged:%d.%m.%Y}")
