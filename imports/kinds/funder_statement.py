"""A funder's statement of a project: by day what it gave and what was spent, each with its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.ledger import post
from finance.models import Budget, Document, Entry, Measure
from finance.money import ZERO, display, total
from finance.months import Month
from imports import doubling
from imports.columns.column import AMOUNT, CODE, DATE, Column
from imports.columns.shared import DASHES
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds.cash import CODE_WORDS, DATE_WORDS, NUMBER_WORDS
from imports.kinds.kind import NEW, NO_CLAIM, Line, Problem, Reading, Table
from imports.kinds.project import OVER_PROMISE, SITE_WORDS
from imports.kinds.project_payments import at_their_sites
from imports.policies.events import EventKind, by_budget, match_lines, postings, warn_twins
from imports.rows.controls import check_column, take
from imports.rows.money_rows import drop_signatures, sort_out
from imports.rows.timing import check_days
from projects.models import Funder
from projects.standing import funder_of

RECEIVED, SPENT = "received", "spent"
MEASURES = {RECEIVED: Measure.FUNDING, SPENT: Measure.CASH}
DOCUMENTS = {Measure.FUNDING: Document.Kind.FUNDING, Measure.CASH: Document.Kind.CASH}


@dataclass(slots=True)
class FunderLine(Line):
    """`side` is the column that its amount stands in."""

    side: str = SPENT


class FunderStatement(EventKind[Reading]):
    """A row is money received, or money spent under the funder's one code or the one that the row names."""

    reading = Reading
    key = "funder-statement"
    label = _("statement of a project's funder")
    order = 181
    turn = 45
    measure = Measure.CASH
    also_moves = (Measure.FUNDING,)
    document_kind = Document.Kind.CASH
    columns = (
        Column("date", _("date"), DATE_WORDS, DATE, is_required=True, may_be_told=True),
        Column(RECEIVED, _("received"),
               ("received", "получено*", "поступило*", "поступление*", "алынды*", "алынған*", "түсті*", "received*"),
               AMOUNT, is_required=True, is_filled=False, blank=ZERO, blanks=DASHES),
        Column(SPENT, _("spent"),
               ("spent", "израсходовано*", "потрачено*", "использовано*", "жұмсалды*", "жұмсалған*", "spent*"),
               AMOUNT, is_required=True, is_filled=False, blank=ZERO, blanks=DASHES),
        Column("number", _("document"),
               ("document", "документ*", "№ документа", "номер документа*", "құжат*", *NUMBER_WORDS), limit=64),
        Column("code", _("budget code"), (*CODE_WORDS, "статья", "бап"), CODE, is_filled=False),
        Column("site", _("site"), SITE_WORDS, blank=""),
        Column("counterparty_name", _("supplier"), ("supplier", "поставщик*", "жеткізуші*", "получатель*", "алушы*"),
               blank=""),
        Column("purpose", _("purpose"), ("purpose", "назначение*", "мақсаты*", "примечание*", "ескертпе*"), blank=""),
    )  # fmt: skip
    title_words = ("донор", "соинвестор", "целевых средств", "нысаналы қаражат", "қаржыландырушы", "проект", "жоба")

    def weighs(self, table: Table) -> int:
        return 0 if table.has(RECEIVED) and table.has(SPENT) else NO_CLAIM

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        body = sort_out(table, key="date", money=(RECEIVED, SPENT), marks=("date",))
        drop_signatures(table, body)
        budget = context.budget
        funder = funder_of(budget) if budget is not None and budget.project else None
        if budget is None or funder is None:
            message = gettext("Choose the budget of the project's funder whose statement this is.")
            cell = table.sheet.address(table.header_row, 0)
            reading.problems.append(Problem(cell, "project-needed", message))
            return reading
        columns = Columns.below(table, body, context, reading, self.columns)
        lines = self._lines(columns, budget, funder)
        take(columns, body, lines)
        for key in (RECEIVED, SPENT):
            own = [line and replace(line, amount=line.amount if _is_of(line, key) else ZERO) for line in lines]
            check_column(columns, body, own, key)
        warn_twins(reading)
        return reading

    def _lines(self, columns: Columns, budget: Budget, funder: Funder) -> list[Line | None]:
        """A line of each row, under its measure; those spent stand at their sites."""
        days = columns.valid_on = columns["date"]
        check_days(columns, days, may_lie_ahead=False)
        codes = self._codes(columns, funder)
        made: list[Line | None] = []
        rows = zip(days, columns[RECEIVED], columns[SPENT], codes, columns["number"], columns["counterparty_name"],
                   columns["purpose"], strict=True)  # fmt: skip
        for at, (day, received, paid, code, number, party, purpose) in enumerate(rows):
            key = RECEIVED if received else SPENT
            if received and paid:
                message = gettext("The row says money received and money spent. Write each in a row of its own.")
                columns.refuse(at, SPENT, "two-readings", message)
            if columns.numbers[at] in columns.reading.rejected_rows or day is None or not (received or paid):
                made.append(None)
                continue
            cell = columns.address(at, key)
            made.append(FunderLine(columns.numbers[at], cell, received or paid, day, Month.of(day), code, number,
                                   counterparty_name=party, purpose=purpose, side=key))  # fmt: skip
        spent = [line if line and _is_of(line, SPENT) else None for line in made]
        for at, line in enumerate(at_their_sites(columns, spent, budget, funder)):
            if line is None and made[at] is not None and _is_of(made[at], SPENT):
                made[at] = None
        return made

    @staticmethod
    def _codes(columns: Columns, funder: Funder) -> list[int | None]:
        """The code that a row names, else the only one that the funder pays for; a row without is refused."""
        own = {text: pk for pk, text in columns.context.codes.texts.items()}
        only = own.get(funder.codes[0]) if len(funder.codes) == 1 else None
        codes = [code or only for code in columns["code"]]
        for at, code in enumerate(codes):
            if code is None and columns.numbers[at] not in columns.reading.rejected_rows:
                message = gettext("%(funder)s pays for several codes: %(codes)s. Write the code of the row.")
                if not funder.codes:
                    message = gettext("%(funder)s pays for every code. Write the code of the row.")
                words = {"funder": funder.name, "codes": ", ".join(funder.codes)}
                columns.refuse(at, "code" if columns.table.has("code") else "number", "unknown-code", message % words)
        return codes

    def match_budget(self, reading: Reading, lines: Sequence[Line], budget: Budget, context: Context) -> None:
        for key, measure in MEASURES.items():
            match_lines(reading, [line for line in lines if _is_of(line, key)], budget, measure, context)
        _check_promise(reading, lines, budget)

    def warn_of_doubling(self, reading: Reading, context: Context) -> None:
        for budget, lines in by_budget(reading.lines, context, self.year_of):
            moves = {key: doubling.moves_of([line for line in lines if _is_of(line, key)]) for key in MEASURES}
            doubling.warn_of_sums(reading, budget, moves[SPENT], moves[RECEIVED])

    def expected(self, reading: Reading) -> tuple[int, Decimal]:
        """Of the money spent, which is the kind's own measure."""
        new = [line.amount for line in reading.lines if line.status == NEW and _is_of(line, SPENT)]
        return len(new), total(new)

    def post(self, reading: Reading, job: Job) -> None:
        new = [line for line in reading.lines if line.status == NEW]
        for budget, lines in by_budget(new, job.context, self.year_of):
            for key, measure in MEASURES.items():
                own = [line for line in lines if _is_of(line, key)]
                if own:
                    day: date = max(line.date for line in own if line.date)
                    document = job.document(budget, DOCUMENTS[measure], day=day, number=self.document_number(own))
                    post(document, postings(own, measure))


def _is_of(line: Line | None, key: str) -> bool:
    return isinstance(line, FunderLine) and line.side == key


def _check_promise(reading: Reading, lines: Sequence[Line], budget: Budget) -> None:
    """No funder gives more than it promised: what it promised more is agreed first."""
    new = [line for line in lines if line.status == NEW and _is_of(line, RECEIVED)]
    own = funder_of(budget) if new else None
    if own is None or own.promised is None:
        return
    posted = Entry.objects.filter(budget__source=budget.source_id, measure=Measure.FUNDING)
    given = total(posted.values_list("amount", flat=True)) + total(line.amount for line in new)
    if given > own.promised:
        message = gettext("%(funder)s promised %(promised)s, with this file it gives %(given)s. Agree on more first.")
        words = {"funder": own.name, "promised": display(own.promised), "given": display(given)}
        reading.reject(new[-1].row, new[-1].cell, OVER_PROMISE, message % words, str(new[-1].amount))


KIND = FunderStatement()
