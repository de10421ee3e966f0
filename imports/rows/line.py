"""One row of a file as it becomes an entry: what it says, and what became of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from finance.money import ZERO, as_text
from finance.months import Month

# HELD: a row of a batch taken up again that is posted already and only stands beside the rows that waited.
NEW, DUPLICATE, UNRESOLVED, REJECTED, HELD = "new", "duplicate", "unresolved", "rejected", "held"


@dataclass(slots=True)
class MonthAmount:
    """One month of a state's row, tenge."""

    month: Month
    amount: Decimal
    cell: str


@dataclass(slots=True)
class Line:
    """One money row of a file, typed. `amount` is the row's whole in tenge; `code` the id of the budget code."""

    row: int
    cell: str
    amount: Decimal = ZERO
    date: date | None = None
    month: Month | None = None
    code: int | None = None
    number: str = ""
    counterparty_number: str = ""
    counterparty_name: str = ""
    contract_number: str = ""
    purpose: str = ""
    knp: str = ""
    name: str = ""
    parts: tuple[MonthAmount, ...] = ()
    # what an entry of the row stands at beside its code: the key of a project's site
    centre: str = ""
    # a paper that its source took back: told and kept, but nothing is bought for its money
    is_cancelled: bool = False
    status: str = NEW
    entry: int | None = None
    offers: tuple[str, ...] = ()
    reason: str = ""
    confidence: float | None = None

    def told(self) -> dict[str, Any]:
        """The row as an import object tells it; `number` is the counterparty's БИН or ИИН, as rules name it."""
        return {
            "row": self.row,
            "cell": self.cell,
            "date": self.date.isoformat() if self.date else None,
            "payment_number": self.number,
            "number": self.counterparty_number,
            "name": self.name or self.counterparty_name,
            "knp": self.knp,
            "purpose": self.purpose,
            "amount": as_text(self.amount),
            "reason": self.reason,
        }

    def waits_as(self) -> dict[str, Any]:
        """What tells the line apart for whoever answers it, beside its name and party."""
        return {}
