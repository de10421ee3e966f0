"""Money received: by day or month and code."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from finance.ledger import KeptEntry
from finance.models import Document, Measure
from finance.months import Month
from imports import doubling
from imports.columns import money
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.columns.shared import MONTH_WORDS
from imports.columns.typed import Columns
from imports.context import Context, Job
from imports.kinds import funding_splits
from imports.kinds.cash import AMOUNT_WORDS, CODE_WORDS, DATE_WORDS, NUMBER_WORDS
from imports.kinds.kind import NO_CLAIM, Crossing, Reading, Table
from imports.models import Batch
from imports.policies.events import EventKind, by_budget
from imports.readers.grid import as_code
from imports.readers.laid_out import LaidOutSheet
from imports.recognise.deliveries import is_of_delivery
from imports.rows import measures_in_titles
from imports.rows.timing import months_of_rows

RECEIVED = (
    "профинансировано*", "получено*", "поступило*", "поступление*", "сумма финансирования*", "финансирование*",
    "разрешено*", "қаржыландырылды*", "түсті*", "түсім*", "қаржыландыру*", "funding*", "received*",
)  # fmt: skip


@dataclass(slots=True)
class FundingReading(Reading):
    """`replaced`: the documents of splits whose place its rows take."""

    replaced: list[int] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        return {funding_splits.REPLACED: self.replaced} if self.replaced else {}


class Funding(EventKind[FundingReading]):
    reading = FundingReading
    key = "funding"
    label = _("money received")
    order = 30
    turn = 40
    measure = Measure.FUNDING
    document_kind = Document.Kind.FUNDING
    columns = (
        Column(
            "date",
            _("date"),
            (
                "дата поступления",
                "дата финансирования",
                "түскен күні",
                "received on",
                "received date",
                "receipt date",
                *DATE_WORDS,
            ),
            DATE,
            is_filled=True,
            may_be_told=True,
        ),
        Column("month", _("month"), MONTH_WORDS, MONTH, is_filled=True, may_be_told=True),
        Column("number", _("number"), NUMBER_WORDS, limit=64),
        Column("code", _("budget code"), CODE_WORDS, CODE, is_required=True),
        Column(
            "amount",
            _("amount"),
            ("amount", *RECEIVED, *AMOUNT_WORDS[1:]),
            AMOUNT,
            is_required=True,
            takes=money.RECEIVED,
        ),
    )
    needs_one_of = (("date", "month"),)
    crossings = (Crossing("month", "month", "amount"), Crossing("code", "code", "amount"))
    title_words = (
        "поступления финансирования", "поступление денег", "поступления денег", "профинансировано", "полученное",
        "реестр поступлений", "поступление финансирования", "реестр финансирования", "полученных средств",
        "поступления средств", "полученное финансирование", "финансирование за",
        "түсімдер", "қаржыландыру тізілімі", "қаржы түсімі", "алынған қаржы", "money received",
        "funding received", "receipts",
    )  # fmt: skip

    def weighs(self, table: Table) -> int:
        """One transfer brings money for many codes: its number or day stands on several rows.

        Sums by month, and those whose codes are no column, are funding only where a header or a title says so.
        """
        if not table.is_dated_by("date") or isinstance(table.sheet, LaidOutSheet):
            is_said = table.heads("amount", RECEIVED) or table.says(self.title_words)
            return 0 if is_said or measures_in_titles.measure_said(table) == measures_in_titles.RECEIVED else NO_CLAIM
        if is_of_delivery(table, self.title_words):
            return NO_CLAIM
        key = "number" if table.has("number") else self.dated_by(table)
        marks = [as_code(v) for v in table.values(key, table.body) if v != ""]
        return -50 if len(set(marks)) == len(marks) else 0

    def warn_of_doubling(self, reading: FundingReading, context: Context) -> None:
        """What a statement's sum was split into is not doubled: rows that come to it take its place."""
        for budget, lines in by_budget(reading.lines, context, self.year_of):
            taken = funding_splits.find(reading, budget, lines)
            reading.replaced += taken
            moves = doubling.moves_of(lines)
            for day, amount in taken.values():
                moves[Month.of(day)] -= amount
            doubling.warn_of_sums(reading, budget, {}, moves)

    def post(self, reading: FundingReading, job: Job) -> None:
        funding_splits.take_back(reading.replaced, job)
        super().post(reading, job)

    def undo(self, batch: Batch) -> tuple[int, list[KeptEntry]]:
        funding_splits.put_back(batch.facts.get(funding_splits.REPLACED) or ())
        return 0, []

    def dated_by(self, table: Table) -> str:
        return "date" if table.is_dated_by("date") else "month" if table.has("month") else "code"

    def days(self, columns: Columns) -> list[date | None]:
        """The stated days; where only a month is named, its first; it is the title's where no column says one."""
        table = columns.table
        if table.is_dated_by("date"):
            return columns["date"]
        months = columns["month"] if table.has("month") else months_of_rows(columns) or [None] * len(columns.rows)
        return [month.first_day if month else None for month in months]


KIND = Funding()
