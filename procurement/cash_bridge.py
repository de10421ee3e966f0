"""From cash to actual cost, code by code. Pure; tenge.

actual = cash + growth of payables − growth of advances and stock + what never was cash + what nobody explains.
Payables are the credit balances of the trial balance, advances and stock its debit balances. The unexplained rest is
a line of its own and never hidden. Source: the reconciliation that IPSAS 24 and GFSM 2014 ask for.
"""

from dataclasses import dataclass
from decimal import Decimal

from finance.money import ZERO


@dataclass(frozen=True, slots=True)
class Stock:
    """Balances of a code at the start and at the end of the period."""

    opening_debit: Decimal = ZERO
    opening_credit: Decimal = ZERO
    closing_debit: Decimal = ZERO
    closing_credit: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Bridge:
    """`advances` is the growth of debit balances: it was paid and is not cost yet, so it is taken off."""

    cash: Decimal
    payables: Decimal
    advances: Decimal
    non_cash: Decimal
    actual: Decimal

    @property
    def unexplained(self) -> Decimal:
        return self.actual - (self.cash + self.payables - self.advances + self.non_cash)


def bridge(cash: Decimal, actual: Decimal, stock: Stock, non_cash: Decimal = ZERO) -> Bridge:
    """The steps from `cash` to `actual` of one code over a period."""
    return Bridge(
        cash,
        stock.closing_credit - stock.opening_credit,
        stock.closing_debit - stock.opening_debit,
        non_cash,
        actual,
    )
