"""Where a contract with its agreements stands: promised, taken back, accepted, paid, open and owed. Pure.

What last year left unpaid and this year took over (`is_payable_carried`) was accepted last year: no act of this year
says so, its commitment is used by paying, and what closing did not take back counts as accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.money import ZERO, total
from finance.months import Month

ByMonth = Mapping[Month, Decimal]


@dataclass(frozen=True, slots=True)
class ContractPosition:
    """Tenge. `released` was promised and taken back by closing; `owed` is below zero where it is paid in advance."""

    promised: Decimal = ZERO
    released: Decimal = ZERO
    accepted: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def committed(self) -> Decimal:
        return self.promised - self.released

    @property
    def left(self) -> Decimal:
        """Still to be delivered."""
        return self.committed - self.accepted

    @property
    def owed(self) -> Decimal:
        return self.accepted - self.paid

    @property
    def advance(self) -> Decimal:
        return self.paid - self.accepted


@dataclass(frozen=True, slots=True)
class MonthPosition:
    """A month of a contract; `open_amount` is promised and not accepted from the first month through this one."""

    month: Month
    own: ContractPosition
    open_amount: Decimal


def used(accepted: Decimal, paid: Decimal, *, is_payable_carried: bool) -> Decimal:
    """What a commitment was used for: closing takes back the rest."""
    return paid if is_payable_carried else accepted


def position(
    promised: Decimal,
    accepted: Decimal,
    paid: Decimal,
    *,
    is_payable_carried: bool = False,
    is_closed: bool = False,
    accrued: Decimal | None = None,
) -> ContractPosition:
    """The position as papers have it. `accepted` is by all acts, `accrued` the part of it that counts so far."""
    released = promised - used(accepted, paid, is_payable_carried=is_payable_carried) if is_closed else ZERO
    if is_payable_carried:
        accrued = promised - released
    return ContractPosition(promised, released, accepted if accrued is None else accrued, paid)


def by_month(
    promised: ByMonth, released: ByMonth, accepted: ByMonth, paid: ByMonth, *, is_payable_carried: bool
) -> list[MonthPosition]:
    """Every month in which something was promised, released, accepted or paid."""
    lines, open_amount = [], ZERO
    for month in sorted({*promised, *released, *accepted, *paid}):
        signed, back = promised.get(month, ZERO), released.get(month, ZERO)
        done = signed - back if is_payable_carried else accepted.get(month, ZERO)
        own = ContractPosition(signed, back, done, paid.get(month, ZERO))
        open_amount += own.left
        lines.append(MonthPosition(month, own, open_amount))
    return lines


def whole(lines: list[MonthPosition]) -> ContractPosition:
    """All months together."""
    names = ("promised", "released", "accepted", "paid")
    return ContractPosition(*(total(getattr(line.own, name) for line in lines) for name in names))
