"""Kinds whose rows are handed to a service of the rooms below: volumes, tariffs, drivers, contracts and their like."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from imports.context import Context, Job
from imports.kinds.contract import (
    AMOUNT,
    CODE,
    DATE,
    DUPLICATE,
    MONTH,
    NEW,
    NUMBER,
    Column,
    Kind,
    Line,
    Problem,
    Reading,
    Table,
)
from imports.kinds.rows import Columns, sort_out


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: typed values by column key (`None` where an optional cell is blank), its number, its cells."""

    number: int
    cell: str
    values: dict[str, Any]
    cells: dict[str, str]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def problem(self, key: str, problem: str, message: str) -> Problem:
        """A refusal of the cell under `key`; collect them and raise `RowsError(problems)` from `save`."""
        value = self.values.get(key)
        return Problem(self.cells.get(key, self.cell), problem, message, self.number, str(value))


class ServiceState(Kind):
    """Give `columns`, and `save(rows, job)`; `known` says which rows the books hold already.

    Values: DATE `date`, AMOUNT tenge `Decimal`, NUMBER `Decimal`, MONTH `Month`, CODE the id of the budget code, TEXT `str`.
    A blank optional cell is `None` (`""` in TEXT), a blank required one a problem. `amount_of` names the AMOUNT column that
    sums up in the import object, where there is one.
    """

    is_controlled = False
    amount_of = ""

    def save(self, rows: Sequence[Row], job: Job) -> None:
        """Write the new rows through a service, under documents of `job.document`."""
        raise NotImplementedError

    def known(self, rows: Sequence[Row], context: Context) -> Collection[int]:
        """Numbers of the rows that change nothing. One or two queries for the whole file."""
        raise NotImplementedError

    def check(self, rows: Sequence[Row], reading: Reading, context: Context) -> None:
        """Problems that only several rows or the books tell; `reading.problems.append(row.problem(…))`. May do nothing."""

    def years(self, reading: Reading) -> set[int]:
        """Years whose budgets are locked; by default those of the months and dates in the rows."""
        found = super().years(reading)
        for line in reading.lines:
            for value in line.data.values():
                if isinstance(value, date) or hasattr(value, "first_day"):
                    found.add(value.year)
        return found

    def read(self, table: Table, context: Context) -> Reading:
        reading = Reading()
        required = [column.key for column in self.columns if column.is_required]
        body = sort_out(table, key=self.columns[0].key, money=required, marks=())
        columns = Columns(table, body.rows, context, reading)
        values = {column.key: self._values(column, columns) for column in self.columns if table.has(column.key)}
        rows: list[Row] = []
        for at in range(len(body.rows)):
            number = columns.numbers[at]
            if number in reading.rejected_rows:
                continue
            cells = {key: columns.address(at, key) for key in values}
            typed = {column.key: values[column.key][at] if column.key in values else None for column in self.columns}
            row = Row(number, cells[required[0]] if required else columns.address(at, ""), typed, cells)
            rows.append(row)
            line = Line(number, row.cell, data=typed)
            if self.amount_of and typed[self.amount_of] is not None:
                line.amount, line.cell = typed[self.amount_of], cells[self.amount_of]
            line.month = next((v for v in typed.values() if hasattr(v, "first_day")), None)
            reading.lines.append(line)
        reading.working["rows"] = rows
        reading.skipped = body.skipped
        self.check(rows, reading, context)
        months = [line.month for line in reading.lines if line.month is not None]
        if months:
            reading.months = (min(months), max(months))
        return reading

    def match(self, reading: Reading, context: Context) -> None:
        held = set(self.known(reading.working["rows"], context))
        for line in reading.lines:
            if line.row in held:
                line.status = DUPLICATE

    def post(self, reading: Reading, job: Job) -> None:
        new = {line.row for line in reading.lines if line.status == NEW}
        self.save([row for row in reading.working["rows"] if row.number in new], job)

    def _values(self, column: Column, columns: Columns) -> list[Any]:
        key = column.key
        read: dict[str, Callable[[Columns], list[Any]]] = {
            DATE: lambda filled: list(filled.dates(key)),
            AMOUNT: lambda filled: list(filled.amounts(key)),
            NUMBER: lambda filled: list(filled.quantities(key)),
            MONTH: lambda filled: list(filled.months(key, self._years(filled))),
            CODE: lambda filled: list(filled.codes(key, self._days(filled))),
        }
        if column.type in read:
            return read[column.type](columns) if column.is_required else columns.filled(key, read[column.type])
        texts = columns.texts(column.key)
        if column.is_required:
            for at, text in enumerate(texts):
                if not text:
                    message = _("“%(column)s” is empty. Fill it in.") % {"column": column.key}
                    columns.refuse(at, column.key, "missing-value", message)
        return texts

    def _years(self, columns: Columns) -> list[int | None]:
        """The year of months written without one: that of the title, else of the only budget."""
        table, budgets = columns.table, columns.context.budgets
        year = table.period.first.year if table.period else next(iter(budgets)) if len(budgets) == 1 else None
        return [year] * len(columns.rows)

    def _days(self, columns: Columns) -> list[date | None]:
        """The day on which codes must be valid: the start of the only budget's year, else today."""
        years = columns.context.budgets
        day = date(next(iter(years)), 1, 1) if len(years) == 1 else columns.context.today
        return [day] * len(columns.rows)
