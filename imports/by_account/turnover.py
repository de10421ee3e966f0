"""What files of 1C by account are made of: rows as the sheet writes them, turnovers told by their analytics. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from finance.money import ZERO

# 7210 and 8110 with their sub-accounts 8110.1, as the standard chart of accounts numbers them
_ACCOUNT = re.compile(r"\s*(\d{4}(?:[./]\d{1,3}){0,2})\b(?!\s*(?:г\b|год|ж\b|жыл))")
# assets, liabilities, capital and income: what stands there is never a cost
_NEVER_COST = frozenset("123456")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the sheet: its label with the spaces before it counted, the corresponding account, tenge.

    An empty cell of money is zero; `is_filled` tells whether any of the two was filled.
    """

    row: int
    cell: str
    label: str
    debit: Decimal
    credit: Decimal
    indent: int = 0
    corresponding: str = ""
    is_filled: bool = True

    @property
    def account(self) -> str:
        """`7210` of «7210, Административные расходы»; empty where the label names no account."""
        found = _ACCOUNT.match(self.label)
        return found[1].replace("/", ".") if found else ""


@dataclass(frozen=True, slots=True)
class Turnover:
    """Debit turnover of an account under one article of cost and one department, tenge. Either may be empty."""

    account: str
    article: str
    department: str
    amount: Decimal
    row: int
    cell: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.account, self.article, self.department


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A sum that the sheet states and its parts do not make: tenge and the cell."""

    row: int
    cell: str
    label: str
    stated: Decimal
    found: Decimal


class UnclearError(Exception):
    """The sheet can be read two ways or not at all; `row` and `cell` say where."""

    def __init__(self, row: SheetRow) -> None:
        super().__init__(row.cell)
        self.row = row


def is_cost(account: str) -> bool:
    """Whether an account may hold cost; by the first digit of the standard chart of accounts (order No. 185)."""
    return account[:1] not in _NEVER_COST


def added_up(found: list[Turnover]) -> list[Turnover]:
    """One turnover for each account, article and department, at the place where it stands first."""
    sums: dict[tuple[str, str, str], Turnover] = {}
    for part in found:
        known = sums.get(part.key)
        sums[part.key] = (
            part if known is None else Turnover(*part.key, known.amount + part.amount, known.row, known.cell)
        )
    return list(sums.values())


def total_of(rows: list[SheetRow]) -> tuple[Decimal, Decimal]:
    return sum((row.debit for row in rows), ZERO), sum((row.credit for row in rows), ZERO)
