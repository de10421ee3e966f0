"""Declared formulas as the text a spreadsheet understands. Pure.

In a sheet in thousands an amount is the exact amount ÷ 1000, a rate is not. Every part of a formula therefore carries
its power of a thousand, and parts are brought to one power where they meet: amount = rate × bed-days stays right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from xlsxwriter.utility import xl_col_to_name

from finance.reporting.evaluate import Address
from finance.reporting.formula import Constant, Formula, FormulaError, Operation, Ref, Round, Sum, walk
from finance.reporting.report import Report

_ARGUMENTS = 200
"""Spreadsheets take 255 arguments in a SUM."""
_LONGEST = 8000
"""Characters a spreadsheet takes in one formula, with some to spare (8192)."""
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table stands in the workbook: the sheet's name, rows and columns counted from 0."""

    sheet: str
    rows: dict[str, int]
    columns: dict[str, int]


@dataclass(slots=True)
class _Part:
    text: str
    power: int | None  # None: a plain number, which takes the power of what it meets
    strength: int = 3
    value: Fraction | None = None


@dataclass(slots=True)
class _Guards:
    """What must hold for the formula to have an answer: numeric operands and denominators that are not zero."""

    operands: list[str] = field(default_factory=list)
    denominators: list[str] = field(default_factory=list)


class FormulaWriter:
    """Writes the formulas of one report, once every table has its place."""

    def __init__(self, report: Report, places: dict[str, TablePlace]) -> None:
        self._report = report
        self._places = places
        self._tables = {table.key: table for table in report.tables}
        self._rows = {(t.key, r.key): r for t in report.tables for r in t.all_rows}
        self._columns = {(t.key, c.key): c for t in report.tables for c in t.columns}

    def write(self, formula: Formula, at: Address) -> str | None:
        """`=SUM(C8:C24)` for the cell `at`; None where a spreadsheet could not hold it, and the value stands alone."""
        guards = _Guards()
        part = self._to_power(self._part(formula, at, guards), self._power(at[0], at[2]))
        text = part.text
        if guards.denominators:
            zero = [f"{denominator}=0" for denominator in dict.fromkeys(guards.denominators)]
            condition = zero[0] if len(zero) == 1 else f"OR({','.join(zero)})"
            text = f'IF({condition},"",{text})'
        if guards.operands:
            operands = list(dict.fromkeys(guards.operands))
            text = f'IF(COUNT({",".join(operands)})<{len(operands)},"",{text})'
        return f"={text}" if len(text) < _LONGEST and len(guards.operands) < _ARGUMENTS else None

    def address(self, table: str, row: str, column: str, *, seen_from: str) -> str:
        """`E8`, or `'Sheet'!E8` from another table; raises FormulaError where there is no such cell."""
        place = self._places.get(table)
        if place is None or row not in place.rows or column not in place.columns:
            raise FormulaError(f"the report has no cell {table} / {row} / {column}")
        cell = f"{xl_col_to_name(place.columns[column])}{place.rows[row] + 1}"
        return cell if table == seen_from else f"{quoted(place.sheet)}!{cell}"

    def _power(self, table: str, column: str) -> int:
        if (table, column) not in self._columns:
            raise FormulaError(f"the report has no column {table} / {column}")
        is_scaled = self._report.unit == "thousand" and self._columns[table, column].kind == "amount"
        return 1 if is_scaled else 0

    def _part(self, formula: Formula, at: Address, guards: _Guards) -> _Part:
        if isinstance(formula, Constant):
            return _constant(formula.value)
        if isinstance(formula, Ref):
            return self._ref(formula, at, guards)
        if isinstance(formula, Sum):
            return self._sum(formula, at)
        if isinstance(formula, Round):
            inner = self._part(formula.inner, at, guards)
            return _Part(f"ROUND({inner.text},{formula.decimals + 3 * (inner.power or 0)})", inner.power)
        if isinstance(formula, Operation):
            return self._operation(formula, at, guards)
        raise FormulaError(f"no such formula: {formula!r}")

    def _ref(self, ref: Ref, at: Address, guards: _Guards) -> _Part:
        table, row = ref.table or at[0], ref.row or at[1]
        text = self.address(table, row, ref.column, seen_from=at[0])
        if self._may_be_blank(table, row, ref.column):
            guards.operands.append(text)
        return _Part(text, self._power(table, ref.column))

    def _may_be_blank(self, table: str, row: str, column: str) -> bool:
        held = self._rows[table, row]
        if held.cell(column).value is None:
            return True
        formula = self._tables[table].formula(held, self._columns[table, column])
        return formula is not None and any(isinstance(p, Operation) and p.operator == "/" for p in walk(formula))

    def _sum(self, formula: Sum, at: Address) -> _Part:
        table, column = formula.table or at[0], formula.column or at[2]
        if table not in self._tables:
            raise FormulaError(f"the report has no table {table}")
        rows = self._tables[table].children(None) if formula.rows is None else formula.rows
        power = self._power(table, column)
        ranges = [
            self.address(table, first, column, seen_from=at[0])
            + ("" if first == last else f":{self.address(table, last, column, seen_from=table)}")
            for first, last in self._runs(table, rows)
        ]
        if not ranges:
            return _Part("0", power)
        while len(ranges) > _ARGUMENTS:
            chunks = [ranges[i : i + _ARGUMENTS] for i in range(0, len(ranges), _ARGUMENTS)]
            ranges = [f"SUM({','.join(chunk)})" for chunk in chunks]
        return _Part(f"SUM({','.join(ranges)})", power)

    def _runs(self, table: str, rows: tuple[str, ...]) -> list[tuple[str, str]]:
        """First and last row of each unbroken stretch, so that a sum names ranges."""
        lines = self._places[table].rows
        missing = [row for row in rows if row not in lines]
        if missing:
            raise FormulaError(f"the report has no rows {missing} in {table}")
        runs: list[tuple[str, str]] = []
        for row in sorted(rows, key=lambda key: lines[key]):
            if runs and lines[row] == lines[runs[-1][1]] + 1:
                runs[-1] = (runs[-1][0], row)
            else:
                runs.append((row, row))
        return runs

    def _operation(self, formula: Operation, at: Address, guards: _Guards) -> _Part:
        left = self._part(formula.left, at, guards)
        right = self._part(formula.right, at, guards)
        operator, strength = formula.operator, _STRENGTH[formula.operator]
        if operator in "+-":
            power = left.power if left.power is not None else right.power
            left, right = self._to_power(left, power), self._to_power(right, power)
        elif left.power is None and right.power is None:
            power = None
        else:
            sign = 1 if operator == "*" else -1
            power = (left.power or 0) + sign * (right.power or 0)
        if operator == "/":
            guards.denominators.append(right.text if right.strength == 3 else f"({right.text})")
        left_text = left.text if left.strength >= strength else f"({left.text})"
        # the right side of − and ÷ keeps its brackets even at equal strength
        is_tighter = right.strength > strength or (right.strength == strength and operator in "+*")
        right_text = right.text if is_tighter else f"({right.text})"
        return _Part(f"{left_text}{operator}{right_text}", power, strength)

    def _to_power(self, part: _Part, power: int | None) -> _Part:
        """The same quantity as another power of a thousand."""
        if power is None or part.power == power:
            return part
        if part.value is not None:
            return _Part(_constant(part.value / Fraction(1000) ** power).text, power, part.strength)
        steps = (part.power or 0) - power
        if steps == 0:
            return _Part(part.text, power, part.strength)
        text = part.text if part.strength >= 2 else f"({part.text})"
        factor = 1000 ** abs(steps)
        return _Part(f"{text}*{factor}" if steps > 0 else f"{text}/{factor}", power, 2)


def _constant(value: Fraction) -> _Part:
    """A decimal where the number is one, else a division."""
    denominator = value.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return _Part(f"({value.numerator}/{value.denominator})", None, 3, value)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value.numerator * 10**places // value.denominator)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return _Part(f"(-{text})" if value < 0 else text, None, 3, value)


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def sheet_names(titles: list[str]) -> list[str]:
    """Names a workbook accepts: 31 characters at most, without its forbidden signs, no two alike whatever the case."""
    names: list[str] = []
    for place, title in enumerate(titles, start=1):
        clean = "".join(" " if character in "[]:*?/\\" or ord(character) < 32 else character for character in title)
        clean = " ".join(clean.split()).strip("'")[:31].rstrip() or str(place)
        name, number = clean, 2
        while name.casefold() in {taken.casefold() for taken in names} or name.casefold() == "history":
            ending = f" {number}"
            name, number = clean[: 31 - len(ending)] + ending, number + 1
        names.append(name)
    return names
