"""The one Report: what a report says, whatever it is rendered to. Pure and frozen.

Amounts are ALWAYS exact tenge; `unit` and `decimals` only say how they are shown. Builders compute every value;
renderers decide nothing. Keys are ASCII and never translated; labels are in the report's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from finance.money import ZERO
from finance.months import Month
from finance.reporting.chart import Chart
from finance.reporting.formula import Formula, Sum

Value = Decimal | Fraction | int | str | date | Month | None
"""A blank is None. Amounts are Decimal (Fraction where exactness needs it); a percent is a share: 1/2 shows as 50,0."""

CellKind = Literal["text", "code", "amount", "rate", "quantity", "percent", "month", "date"]
"""`amount`: money in the report's unit. `rate`: money per something, always tenge. `quantity`: bed-days, people."""

Unit = Literal["tenge", "thousand"]
NUMERIC = frozenset({"amount", "rate", "quantity", "percent"})
LANGUAGES = ("ru", "kk", "en")


class ReportError(ValueError):
    """A report put together wrongly: two rows of one key, a chart over a missing table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`link`: where the figure drills down to. `formula` replaces the column's. `trend`: its months, drawn beside it.
    `flag`: `over` the plan, `excess` over another limit, `alert`, `off` (another column says why), `missing`, `doubt`.
    """

    value: Value = None
    link: str | None = None
    flag: str = ""
    formula: Formula | None = None
    trend: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """`number` is printed in the row of column numbers (`5/6`). Neighbours of one `group` share an upper header.
    `total`: `sum` adds the first-level rows, `formula` applies the column's formula to the total row. `decimals`
    are its own. `is_overspend`: over zero is too much; `is_heat`: larger is darker; `is_optional`: not printed blank.
    """

    key: str
    label: str
    kind: CellKind = "amount"
    group: str = ""
    number: str = ""
    formula: Formula | None = None
    total: Literal["sum", "formula", "none"] = "none"
    decimals: int | None = None
    is_overspend: bool = False
    is_heat: bool = False
    is_optional: bool = False

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True, slots=True)
class Row:
    """`parent` is the row this one rolls up into; a `subtotal` row is the sum of the rows that name it as parent.

    `section` rows are headings: only their first text cell is shown. `extra` goes into the JSON row beside the cells.
    """

    key: str
    cells: Mapping[str, Cell]
    parent: str | None = None
    level: int = 0
    style: Literal["normal", "subtotal", "section"] = "normal"
    extra: Mapping[str, Any] = field(default_factory=dict)

    def cell(self, column: str) -> Cell:
        return self.cells.get(column, BLANK)


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet. `total` is the last row or None; `lists_subtotals` puts subtotals among the rows for machines."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    title: str = ""
    lists_subtotals: bool = False

    def __post_init__(self) -> None:
        for name, keys in (("column", [c.key for c in self.columns]), ("row", [r.key for r in self.all_rows])):
            twice = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
            if twice:
                raise ReportError(f"table {self.key} has the {name} {', '.join(twice)} twice")

    def column(self, key: str) -> Column:
        for column in self.columns:
            if column.key == key:
                return column
        raise ReportError(f"table {self.key} has no column {key}")

    def row(self, key: str) -> Row:
        for row in self.all_rows:
            if row.key == key:
                return row
        raise ReportError(f"table {self.key} has no row {key}")

    @property
    def all_rows(self) -> tuple[Row, ...]:
        return self.rows if self.total is None else (*self.rows, self.total)

    def sums_of(self, key: str, rows: tuple[Row, ...], label: str) -> Row:
        """A row with the sums of some of the rows, `label` standing where the total has its own."""
        own = self.total.cells if self.total else {}
        labelled = [name for name, cell in own.items() if isinstance(cell.value, str)]
        return sum_row(key, self.columns, rows, {(labelled or [self.columns[0].key])[0]: label})

    def children(self, parent: str | None) -> tuple[str, ...]:
        """Keys of the rows that roll up into `parent`; None: those of the first level."""
        return tuple(r.key for r in self.rows if r.parent == parent and r.style != "section")

    def formula(self, row: Row, column: Column) -> Formula | None:
        """How the figure of this cell is recomputed, or None where it is a plain figure."""
        own = row.cell(column.key).formula
        if own is not None or row.style == "section":
            return own
        if row is self.total:
            return {"sum": Sum(), "formula": column.formula, "none": None}[column.total]
        if row.style == "subtotal" and column.total == "sum":
            return Sum(rows=self.children(row.key))
        return column.formula


@dataclass(frozen=True, slots=True)
class Caption:
    """A labelled value above the table (header) or under it (summary): `Caption("opening", "Opening", amount)`."""

    key: str
    label: str
    value: Value
    kind: CellKind = "text"
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """An identity the report proves; the difference is exact tenge. `holds` is None with nothing to compare with."""

    name: str
    label: str
    difference: Decimal | Fraction | None
    holds: bool | None
    kind: CellKind = "amount"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence under the table. `key` names its reason (`over-plan`), `link` leads to what it speaks of.

    `is_to_explain`: whoever issues it says why. `about`, a code or profile, and `facts` of it are for machines.
    """

    text: str
    key: str = ""
    link: str | None = None
    is_to_explain: bool = False
    about: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Further sentences under the table with a heading of their own: explanations, what a correction changed."""

    key: str
    title: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A doubt that somebody answered: why it may stand, who said so and on which day. `number` is the answer's."""

    doubt: Remark
    reason: str
    who: str
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class Signature:
    position: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document: a text of the facility, a report, or both.

    `missing` says what is not there and why, `link` where it is seen to.
    """

    key: str
    number: str
    title: str
    texts: tuple[str, ...] = ()
    report: Report | None = None
    missing: str = ""
    link: str | None = None

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}"

    def through(self, change: Callable[[Report], Report]) -> Part:
        return self if self.report is None else replace(self, report=change(self.report))


@dataclass(frozen=True, slots=True)
class Report:
    """`decimals` are those of printed amounts (JSON always has two). `period` is inclusive.

    `header` and `summary` stand above and under the first table, `sections` under everything. Checks, notes and doubts
    are printed unless `are_remarks_printed` says no; JSON always has them. `extra` holds further JSON keys
    (`cash_balance`); a Decimal in it is an amount in tenge and is shown in the unit. A document has `parts`.
    """

    key: str
    title: str
    first: Month
    last: Month
    tables: tuple[Table, ...]
    language: str = "ru"
    unit: Unit = "tenge"
    decimals: int = 2
    header: tuple[Caption, ...] = ()
    summary: tuple[Caption, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()
    answered: tuple[Answered, ...] = ()
    sections: tuple[Section, ...] = ()
    are_remarks_printed: bool = True
    signatures: tuple[Signature, ...] = ()
    generated: str = ""
    charts: tuple[Chart, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if not self.tables:
            raise ReportError(f"report {self.key} has no table")
        if self.language not in LANGUAGES:
            raise ReportError(f"report {self.key} cannot be printed in '{self.language}'")

    @property
    def main(self) -> Table:
        return self.tables[0]

    def table(self, key: str) -> Table:
        for table in self.tables:
            if table.key == key:
                return table
        raise ReportError(f"report {self.key} has no table {key}")


def sum_row(key: str, columns: tuple[Column, ...], rows: tuple[Row, ...], label: Mapping[str, str]) -> Row:
    """The total row: exact sums of first-level rows in the columns that say `total="sum"`, `label` in text columns.

    Columns with `total="formula"` are left for `evaluate.fill` or for the builder.
    """
    counted = [row for row in rows if row.parent is None and row.style != "section"]
    cells = {name: Cell(text) for name, text in label.items()}
    for column in columns:
        if column.total == "sum":
            cells[column.key] = Cell(_sum([row.cell(column.key).value for row in counted], column.kind))
    return Row(key, cells)


def _sum(values: list[Value], kind: CellKind) -> Value:
    numbers = [v for v in values if isinstance(v, (int, Decimal, Fraction))]
    if any(isinstance(n, Fraction) for n in numbers):
        return sum((Fraction(n) for n in numbers), Fraction(0))
    return sum((n for n in numbers if not isinstance(n, Fraction)), 0 if kind == "quantity" else ZERO)
