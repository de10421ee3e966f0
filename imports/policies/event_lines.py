"""Lines of registers that have a million rows: what all rows have in common is held once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from finance.months import Month
from imports.kinds.kind import NEW, Line
from imports.readers.grid import Sheet


class RegisterSheet:
    """The sheet that the lines of a register stand on, and the column whose cells are theirs; both from 0."""

    __slots__ = ("column", "sheet")

    def __init__(self, sheet: Sheet, column: int) -> None:
        self.sheet, self.column = sheet, column


class EventLine:
    """A `Line` of a register, a third of its size. `event` is what the row says: the day second, the quantity last.

    Everything else that a line may say is what `Line` says where it is left out.
    """

    __slots__ = ("at", "event", "register", "status")
    code = entry = confidence = None
    is_cancelled = False
    number = counterparty_number = counterparty_name = contract_number = purpose = knp = name = reason = centre = ""
    parts: tuple[Any, ...] = ()
    offers: tuple[str, ...] = ()
    told, waits_as = Line.told, Line.waits_as

    def __init__(self, register: RegisterSheet, at: int, event: tuple[Any, ...]) -> None:
        self.register, self.at, self.event = register, at, event
        self.status = NEW

    @property
    def amount(self) -> Decimal:
        amount: Decimal = self.event[-1]
        return amount

    @property
    def date(self) -> date:
        day: date = self.event[1]
        return day

    @property
    def row(self) -> int:
        return self.register.sheet.row_number(self.at)

    @property
    def cell(self) -> str:
        return self.register.sheet.address(self.at, self.register.column)

    @property
    def month(self) -> Month:
        return Month.of(self.date)
