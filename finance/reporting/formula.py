"""Formulas as declarations: what a figure is made of, said once, for a workbook to show live. Pure.

A formula never produces the figure of a report: the builder does. It says how the figure can be recomputed, and
`evaluate` proves that it can. Blank operands: a sum skips them, anything else stays blank; so does division by zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


class FormulaError(ValueError):
    """A formula that names a cell the report lacks, or adds money to what is no money."""


@dataclass(frozen=True)
class Formula:
    """Base of all formulas; they combine with + − × ÷, plain numbers included."""

    def __add__(self, other: Operand) -> Operation:
        return Operation("+", self, operand(other))

    def __sub__(self, other: Operand) -> Operation:
        return Operation("-", self, operand(other))

    def __mul__(self, other: Operand) -> Operation:
        return Operation("*", self, operand(other))

    def __truediv__(self, other: Operand) -> Operation:
        return Operation("/", self, operand(other))

    def parts(self) -> tuple[Formula, ...]:
        return ()


Operand = Formula | int | Decimal | Fraction


def operand(value: Operand) -> Formula:
    return value if isinstance(value, Formula) else Constant(Fraction(value))


@dataclass(frozen=True)
class Constant(Formula):
    value: Fraction


@dataclass(frozen=True)
class Ref(Formula):
    """A cell. `row` and `table` left out mean the row and the table of the cell that holds the formula."""

    column: str
    row: str | None = None
    table: str | None = None


@dataclass(frozen=True)
class Sum(Formula):
    """Sum of a column over rows. Without `rows`: the rows of the first level (those without a parent).

    `column` and `table` left out mean those of the cell that holds the formula.
    """

    rows: tuple[str, ...] | None = None
    column: str | None = None
    table: str | None = None


@dataclass(frozen=True)
class Operation(Formula):
    operator: str
    left: Formula
    right: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Round(Formula):
    """Half up to `decimals` of a tenge (or of a unit); negative decimals round to tens and more."""

    inner: Formula
    decimals: int = 2

    def parts(self) -> tuple[Formula, ...]:
        return (self.inner,)


def ratio(numerator: str, denominator: str) -> Operation:
    """Share of one column in another of the same row; blank where the denominator is zero. For `percent` columns."""
    return Ref(numerator) / Ref(denominator)


def difference(left: str, right: str) -> Operation:
    """`left` − `right` of the same row."""
    return Ref(left) - Ref(right)


def walk(formula: Formula) -> Iterator[Formula]:
    """The formula and everything inside it, outermost first."""
    yield formula
    for part in formula.parts():
        yield from walk(part)
