"""Percents as a source prints them: `75,4%`, `75.4`, or the share 0.754 of a cell that shows percents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import is_blank, parse_amount, settle_column
from finance.money import round_half_up
from imports.kinds.columns import Columns
from imports.kinds.kind import Table
from imports.kinds.shared_columns import DASHES
from imports.readers.grid import Cell

# A share of a cell is below this, a percent above, unless nothing or far too much was absorbed.
_LARGEST_SHARE = Decimal(2)
_MOST_DECIMALS = 4


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
        number = _number(value)
        if number is None:
            message = _("“%(value)s” is no percent.") % {"value": value}
            self.columns.reading.reject(
                self.table.sheet.row_number(row), self.table.address(row, key), "not-a-number", message, str(value)
            )
            return ""
        if isinstance(value, str):
            return _plain(value)[:12]
        if self._is_share(row, key, number):
            number *= 100
        return f"{round_half_up(number, _MOST_DECIMALS).normalize():f}"[:12]

    def _is_share(self, row: int, key: str, number: Decimal) -> bool:
        cash, plan = (_number(self.table.value(row, name)) for name in ("cash", self.plans[key]))
        if cash is None or not plan:
            return False
        share = cash / plan
        return abs(number - share) < abs(number - share * 100) and abs(number) < max(_LARGEST_SHARE, 2 * abs(share))


def as_printed(value: Cell) -> str:
    """A percent that nothing is compared with: as typed, of a cell that shows percents its hundredfold."""
    if is_blank(value) or value in DASHES:
        return ""
    if isinstance(value, str):
        return _plain(value)[:12]
    number = _number(value)
    if number is None:
        return ""
    return f"{(number * 100 if number <= 1 else number).normalize():f}"[:12]


def _plain(text: str) -> str:
    return re.sub(r"[%\s]", "", text).replace(",", ".")


def _number(value: Cell) -> Decimal | None:
    """As many decimals as the cell has; None for what is no number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    found = (
        parse_amount(_plain(value), settle_column([_plain(value)]), Decimal(100)) if isinstance(value, str) else None
    )
    return found / 100 if isinstance(found, Decimal) else None
