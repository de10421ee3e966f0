"""The day of each row of a bank statement: when money moved."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from finance.amounts import Refusal, is_blank
from imports.bank.layouts import DAYS
from imports.context import Context
from imports.dates import DateStyle, parse_date
from imports.kinds.kind import Table
from imports.refusals import explain, other_day
from imports.rows.timing import FUTURE, NO_BUDGET, ahead, no_budget


class RefusedCellError(Exception):
    """A cell that cannot be read: the column, a key of the interface, why, and what would settle it."""

    def __init__(self, key: str, problem: str, message: str, *asks: str) -> None:
        super().__init__(message)
        self.key, self.problem, self.asks = key, problem, asks


class StatementDays:
    """The days of a statement's rows, read in its `style`."""

    def __init__(self, table: Table, context: Context) -> None:
        self.table, self.context = table, context
        self.style: DateStyle | None = None
        self.filled: dict[str, bool] = {}

    def of(self, index: int, *, is_received: bool) -> date:
        """Of its debit or credit, else of the operation, of the document only at last. Raises RefusedCellError."""
        own, other = ("received_date", "spent_date") if is_received else ("spent_date", "received_date")
        keys = [key for key in (own, "date", "value_date", "document_date") if self.table.has(key)] or [other]
        key = next((k for k in keys if not is_blank(self.table.value(index, k))), keys[0] if keys else "date")
        if keys and keys[0] == own == "spent_date" and key != own and self._is_filled_elsewhere(own):
            message = _(
                "The payment has no day of debit, so it may not have been carried out. Write the day, or delete it."
            )
            raise RefusedCellError(own, "not-a-date", message)
        day = self._own_or_named(index, key)
        if day > self.context.today:
            raise RefusedCellError(key, FUTURE, ahead())
        if day.year not in self.context.budgets:
            raise RefusedCellError(key, NO_BUDGET, no_budget(day.year))
        return day

    def _own_or_named(self, index: int, key: str) -> date:
        """The row's own day, or the one that was named for all rows where there is none that can be read."""
        day, named = parse_date(self.table.value(index, key), self.style), self.table.day
        if isinstance(day, Refusal):
            if named is None:
                raise RefusedCellError(key, day.problem, explain(day), *(() if self._is_any_read else ("day",)))
            return named
        if named is not None and day != named:
            raise RefusedCellError(key, "not-a-date", other_day(day, named))
        return day

    @cached_property
    def _is_any_read(self) -> bool:
        """Whether the day of any row can be read."""
        days = (self.table.value(i, key) for i in self.table.body for key in DAYS if self.table.has(key))
        return any(not isinstance(parse_date(day, self.style), Refusal) for day in days)

    def _is_filled_elsewhere(self, key: str) -> bool:
        if key not in self.filled:
            self.filled[key] = any(not is_blank(self.table.value(i, key)) for i in self.table.body)
        return self.filled[key]
