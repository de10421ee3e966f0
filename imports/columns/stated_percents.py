"""Percents as a source states them: `75,4%`, `75.4`, or the share 0.754 of a cell that shows percents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.amounts import is_blank
from imports.columns.percents import no_percent, number_of, printed, says_percent
from imports.columns.shared import DASHES
from imports.columns.typed import Columns, shown
from imports.kinds.kind import Table

# A share of a cell is below this, a percent above, unless nothing or far too much was absorbed.
_LARGEST_SHARE = Decimal(2)


@dataclass(frozen=True, slots=True)
class StatedPercents:
    """`plans` says of which plan each column of percents is, to tell 0.754 from 75.4 %."""

    table: Table
    columns: Columns
    plans: Mapping[str, str]

    def of(self, row: int, key: str) -> str:
        """With a decimal point, "" for nothing; refused where it is no number."""
        value = self.table.value(row, key)
        if is_blank(value) or value in DASHES:
            return ""
        number = number_of(value)
        if number is None:
            self.columns.reading.reject(
                self.table.sheet.row_number(row), self.table.address(row, key), "not-a-number", no_percent(value),
                shown(value),
            )  # fmt: skip
            return ""
        is_share = not says_percent(self.table, row, key, value) and self._is_share(row, key, number)
        return printed(self.table, row, key, is_share=is_share)

    def _is_share(self, row: int, key: str, number: Decimal) -> bool:
        cash, plan = (number_of(self.table.value(row, name)) for name in ("cash", self.plans[key]))
        if cash is None or not plan:
            return False
        share = cash / plan
        return abs(number - share) < abs(number - share * 100) and abs(number) < max(_LARGEST_SHARE, 2 * abs(share))
