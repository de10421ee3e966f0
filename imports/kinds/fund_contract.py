"""The contract with the Fund: money by kind of care and month, a column a month or a row a month."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from finance.income import FUND_SOURCES
from finance.money import ZERO, total
from finance.months import Month
from imports.columns.column import AMOUNT, MONTH, Column
from imports.columns.shared import DASHES, MONTH_COLUMNS, MONTH_WORDS, MONTHS
from imports.columns.typed import Columns, TypedRow
from imports.context import Context
from imports.kinds.income import Income
from imports.kinds.income_rows import Payers
from imports.kinds.kind import NO_CLAIM, Line, Problem
from imports.policies.costing import CostingKind, CostingReading
from imports.rows.controls import check_column, take
from imports.rows.money_rows import drop_signatures, sort_out
from imports.rows.table import Table
from tariffs.models import PromisedCare

_OF_INCOME = {column.key: column for column in Income.columns}
MONTHLY = tuple(replace(column, blank=None, blanks=DASHES) for column in MONTH_COLUMNS)


class FundContract(CostingKind):
    key = "fund-contract"
    label = _("contract with the Fund by kind of care")
    order = 36
    columns = (
        replace(_OF_INCOME["kind_of_care"], is_required=True),
        _OF_INCOME["source"],
        *MONTHLY,
        Column("month", _("month"), MONTH_WORDS, MONTH),
        Column("amount", _("amount"),
               ("amount", "сумма договора*", "сумма по договору*", "план по договору*", "сумма", "шарт сомасы*",
                "шарт бойынша жоспар*", "сомасы", "сома"), AMOUNT, blanks=DASHES),
        Column("year_total", _("whole year"),
               ("итого за год*", "всего за год*", "всего", "итого", "год", "барлығы", "жыл", "жылға*", "total"), AMOUNT,
               blanks=DASHES),
    )  # fmt: skip
    needs_one_of = (("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "month"),)
    title_words = ("договор с фондом", "договору с фондом", "план по договору закупа", "договор закупа услуг",
                   "договор с фсмс", "договору с фсмс", "договор фсмс", "договору фсмс", "әмсқ мен шарт", "әмсқ шарт",
                   "қормен шарт", "қормен жасалған шарт", "contract with the fund")  # fmt: skip
    is_claimed_by_title = True
    is_in_tenge = True
    model = PromisedCare

    def weighs(self, table: Table) -> int:
        """Sums by kind of care and month are the contract only where a title says so."""
        return 0 if table.says(self.title_words) else NO_CLAIM

    def read(self, table: Table, context: Context) -> CostingReading:
        reading = CostingReading()
        figures = ("amount",) if table.has("month") else tuple(key for key in MONTHS if table.has(key))
        body = sort_out(table, key="kind_of_care", money=figures, marks=())
        drop_signatures(table, body)
        columns = Columns.below(table, body, context, reading, self.columns)
        if not table.has("month") and columns.year is None:
            message = gettext("The file does not say of which year it is. Write it in the title, such as “for 2025”.")
            reading.problems.append(Problem(table.sheet.address(table.header_row, 0), "missing-column", message))
            return reading
        payers = Payers(context)
        lines: list[Line | None] = [None] * len(body.rows)
        for cells in columns.sound(["kind_of_care", "source", "month", *figures]):
            rows = list(_promised(columns, cells, payers, figures))
            if not rows or columns.numbers[cells.at] in reading.rejected_rows:
                continue
            amount, number = total(row.amount for row in rows), columns.numbers[cells.at]
            line = Line(number, rows[0].cell, amount, month=rows[-1].month, name=cells.kind_of_care)
            lines[cells.at] = line
            reading.declared += [(line, row) for row in rows]
        self._refuse_twice_named(reading)
        take(
            columns, body, lines, months=[row.month for _line, row in reading.declared if isinstance(row, PromisedCare)]
        )
        for key in (*figures, *(("year_total",) if table.has("year_total") else ())):
            amounts = [None if line is None else columns[key][at] for at, line in enumerate(lines)]
            own = [line and replace(line, amount=amounts[at] or ZERO) for at, line in enumerate(lines)]
            check_column(columns, body, own, key)
        self._check_years(columns, lines)
        return reading

    def _refuse_twice_named(self, reading: CostingReading) -> None:
        seen: dict[Hashable, int] = {}
        for line, row in reading.declared:
            key = tuple(getattr(row, name) for name in PromisedCare.NAMED_BY)
            first = seen.setdefault(key, line.row)
            if first != line.row:
                message = gettext("Row %(row)s says this kind of care and month already. Leave one of them.")
                reading.reject(line.row, row.cell, "duplicate-row", message % {"row": first})

    def _check_years(self, columns: Columns, lines: list[Line | None]) -> None:
        """The year that a row states is the sum of its months."""
        if not columns.table.has("year_total"):
            return
        for at, (line, stated) in enumerate(zip(lines, columns["year_total"], strict=True)):
            if line is not None and stated is not None and stated != line.amount:
                message = gettext("The total says %(expected)s, its parts add up to %(found)s.")
                values = {"expected": stated, "found": line.amount}
                columns.refuse(at, "year_total", "total-differs", message % values, str(stated))

    def scope(self, row: PromisedCare) -> Hashable:
        return row.month.year, row.source_id

    def named(self, row: PromisedCare) -> str:
        return f"{row.kind_of_care}, {row.month}"


KIND = FundContract()


def _promised(columns: Columns, cells: TypedRow, payers: Payers, figures: tuple[str, ...]) -> Iterator[PromisedCare]:
    """The rows that a row of the file becomes: its month, or each of its months that says something."""
    source = payers.source(columns, cells)
    if source is None and not cells.source:
        own = {budget.source_id: budget.source for budgets in payers.context.budgets.values() for budget in budgets
               if budget.source.key in FUND_SOURCES}  # fmt: skip
        source = next(iter(own.values())) if len(own) == 1 else None
        if source is None:
            key = "source" if columns.table.has("source") else "kind_of_care"
            message = gettext("The row does not say which of the Fund's sources it is of. Write it.")
            columns.refuse(cells.at, key, "unknown-source", message)
    if source is None:
        return
    for key in figures:
        amount: Decimal | None = cells.cells[key]
        month = cells.month if key == "amount" else Month(columns.year or 0, int(key))
        if amount is None:
            continue
        if month is None:
            message = gettext("The row does not say of which month it is. Write the month in a column of its own.")
            columns.refuse(cells.at, "month", "missing-value", message)
            return
        yield PromisedCare(
            source=source, kind_of_care=cells.kind_of_care, month=month, amount=amount,
            cell=columns.address(cells.at, key),
        )  # fmt: skip
