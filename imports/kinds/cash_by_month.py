"""Cash expenditure by code and month, as a table of execution states it.

One sum is taken for a month of which no payment is known; the title says the month where no column does.
A month that holds payments already is compared with them, so that it never counts twice.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.languages import month_said
from finance.ledger import held
from finance.models import Budget, Document, Measure
from finance.money import ZERO, display
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, Column
from imports.columns.money import PAID
from imports.columns.shared import MONTH_WORDS
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.cash import AMOUNT_WORDS, CODE_WORDS, DATE_WORDS
from imports.kinds.kind import DUPLICATE, NO_CLAIM, Crossing, Reading, Table
from imports.kinds.plan import NAME_WORDS
from imports.months_in_sums import KNOWN_OTHERWISE, MONTHS_IN_SUMS, months_in_sums
from imports.policies.states import StateKind, declared_by, lines_by_month
from imports.rows.class_rows import without_classes
from imports.rows.controls import take
from imports.rows.measures_in_titles import CASH, measure_said
from imports.rows.money_rows import sort_out
from imports.rows.timing import months_of_rows


class SumsReading(Reading):
    def kept(self) -> dict[str, Any]:
        return {MONTHS_IN_SUMS: True}


class CashByMonth(StateKind[SumsReading]):
    key = "cash-by-month"
    told_as = "cash"
    label = _("cash expenditure by code and month")
    order = 11
    turn = 55
    measure = Measure.CASH
    document_kind = Document.Kind.CASH
    columns = (
        Column("code", _("budget code"), CODE_WORDS, CODE),
        Column("name", _("name"), NAME_WORDS),
        Column("month", _("month"), MONTH_WORDS, MONTH, is_required=True, may_be_told=True),
        Column("date", _("date"), DATE_WORDS, DATE, is_filled=True),
        Column("amount", _("amount"), AMOUNT_WORDS, AMOUNT, is_required=True, takes=PAID),
    )
    needs_one_of = (("code", "name"),)
    crossings = (Crossing("month", "month", "amount"), Crossing("code", "code", "amount"))
    is_claimed_by_title = True
    title_words = ("кассовое исполнение", "кассового исполнения", "кассалық орындау", "cash execution")

    def weighs(self, table: Table) -> int:
        """Sums of a month are cash only where a title says so; rows with days of their own are payments."""
        return 0 if measure_said(table) == CASH and not table.is_dated_by("date") else NO_CLAIM

    def read(self, table: Table, context: Context) -> SumsReading:
        reading = SumsReading()
        body = sort_out(table, key="code" if table.has("code") else "name", money=("amount",), marks=())
        scratch = Columns.below(table, body, context, Reading(), self.columns)
        columns = without_classes(scratch, body, reading, money=("amount",), months=months_of_rows)
        months = months_of_rows(columns)
        if months is not None:
            take(columns, body, lines_by_month(columns, "amount", months, is_dated=True), key="amount")
        return reading

    def _match_year(self, reading: SumsReading, budget: Budget, year: int, context: Context) -> None:
        super()._match_year(reading, budget, year, context)
        lines = [line for line in reading.lines if line.code is not None and line.status != DUPLICATE]
        declared = declared_by(lines, year)
        now = held(budget.pk, self.measure, {month for _code, month in declared})
        known = {month for (_code, month), amount in now.items() if amount != ZERO}
        known -= months_in_sums(context.facility.pk, budget.pk) if known else set()
        for line in lines:
            for part in line.parts if line.month in known else ():
                message = gettext(
                    "The books hold payments of %(month)s: %(held)s of this code, the file says %(amount)s. A sum of "
                    "the month is taken only where its payments are not known one by one."
                )
                said = {"month": month_said(part.month), "held": display(now.get((line.code or 0, part.month), ZERO)),
                        "amount": display(part.amount)}  # fmt: skip
                reading.reject(line.row, part.cell, KNOWN_OTHERWISE, message % said, str(part.amount))


KIND = CashByMonth()
