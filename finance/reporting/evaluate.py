"""Recomputes a report from its own formulas, exactly: proof that a live workbook gives the printed figures. Pure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up
from finance.reporting.formula import Constant, Formula, FormulaError, Operation, Ref, Round, Sum
from finance.reporting.report import Report, Row, Table, Value

Address = tuple[str, str, str]
"""Table, row, column."""


def number(value: Value) -> Fraction | None:
    """The exact number in a cell, None for text and blanks."""
    if isinstance(value, (Decimal, Fraction, int)):
        return Fraction(value)
    return None


class Evaluation:
    """One pass over a report; a cell referred to counts as its value, else as what its formula gives."""

    def __init__(self, report: Report) -> None:
        self._tables = {table.key: table for table in report.tables}
        self._rows = {(t.key, r.key): r for t in report.tables for r in t.all_rows}
        self._columns = {(t.key, c.key): c for t in report.tables for c in t.columns}
        self._open: set[Address] = set()
        self._found: dict[Address, Fraction | None] = {}

    def cell(self, table: str, row: str, column: str) -> Fraction | None:
        """The number of a cell; raises FormulaError where there is no such cell or it depends on itself."""
        address = (table, row, column)
        if address in self._found:
            return self._found[address]
        if (table, row) not in self._rows or (table, column) not in self._columns:
            raise FormulaError(f"the report has no cell {table} / {row} / {column}")
        if address in self._open:
            raise FormulaError(f"the cell {table} / {row} / {column} depends on itself")
        held = self._rows[table, row].cell(column).value
        formula = self._tables[table].formula(self._rows[table, row], self._columns[table, column])
        if held is not None or formula is None:
            self._found[address] = number(held)
        else:
            self._open.add(address)
            self._found[address] = self.formula(formula, address)
            self._open.discard(address)
        return self._found[address]

    def formula(self, formula: Formula, at: Address) -> Fraction | None:
        """What `formula` gives in the cell `at`."""
        if isinstance(formula, Constant):
            return formula.value
        if isinstance(formula, Ref):
            return self.cell(formula.table or at[0], formula.row or at[1], formula.column)
        if isinstance(formula, Sum):
            return self._sum(formula, at)
        if isinstance(formula, Round):
            inner = self.formula(formula.inner, at)
            return None if inner is None else Fraction(round_half_up(inner, formula.decimals))
        if isinstance(formula, Operation):
            return _apply(formula.operator, self.formula(formula.left, at), self.formula(formula.right, at))
        raise FormulaError(f"no such formula: {formula!r}")

    def _sum(self, formula: Sum, at: Address) -> Fraction:
        table = formula.table or at[0]
        if table not in self._tables:
            raise FormulaError(f"the report has no table {table}")
        rows = self._tables[table].children(None) if formula.rows is None else formula.rows
        values = [self.cell(table, row, formula.column or at[2]) for row in rows]
        return sum((v for v in values if v is not None), Fraction(0))


def _apply(operator: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    return left * right if operator == "*" else left / right


def fill(report: Report) -> Report:
    """The report with every blank cell that has a formula computed by it; cells with a value stay as they are."""
    evaluation = Evaluation(report)

    def filled_row(table: Table, row: Row) -> Row:
        found = {}
        for column in numeric[table.key]:
            cell = row.cell(column.key)
            if cell.value is None and table.formula(row, column) is not None:
                found[column.key] = replace(cell, value=exact(evaluation.cell(table.key, row.key, column.key)))
        return replace(row, cells={**row.cells, **found}) if found else row

    numeric = {table.key: [column for column in table.columns if column.is_numeric] for table in report.tables}
    tables = []
    for table in report.tables:
        rows = tuple(filled_row(table, row) for row in table.rows)
        total = None if table.total is None else filled_row(table, table.total)
        tables.append(replace(table, rows=rows, total=total))
    return replace(report, tables=tuple(tables))


def exact(value: Fraction | None) -> Value:
    """A Fraction as Decimal with two decimals where that loses nothing."""
    if value is None:
        return None
    rounded = round_half_up(value)
    return rounded if Fraction(rounded) == value else value
