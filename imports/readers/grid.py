"""A source file as it stands: sheets of typed cells, each with the address that people find it by.

Pure. An empty cell is `""`. Rows and columns count from 0 here and from 1 in addresses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from xlsxwriter.utility import xl_col_to_name

from imports.readers.number_formats import PLAIN, Shown

# The day that Excel counts as 0; books begun on an old Mac count from 1904, OpenDocument says its own.
EXCEL_EPOCH, MAC_EPOCH = date(1899, 12, 30), date(1904, 1, 1)

ERROR_VALUE, NOT_COMPUTED = "error-value", "formula-without-value"

LONGEST_NAME = 60  # of 80 letters that the books keep of an address


@dataclass(frozen=True, slots=True)
class Broken:
    """What stands in a cell that holds something but no value: an error, a formula that was never computed.

    It is never empty, and no reading of it as an amount, a day, a month, a code or a number succeeds. `shown` is what
    a person sees there, `reason` the key of its sentence.
    """

    shown: str
    reason: str = ERROR_VALUE

    def __str__(self) -> str:
        return self.shown


Cell = str | float | int | bool | date | time | timedelta | Broken

UNREADABLE = "unreadable-file"
TOO_LARGE = "too-large"
NO_TABLE = "no-table-found"


def column_number(letters: str) -> int:
    """`A` → 0, `AB` → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


class ReadError(Exception):
    """A file that is refused as a whole.

    `problem` is a key of the import interface (`unreadable-file`, `too-large`, `no-table-found`), `reason` the finer
    cause, `cell` its address where one is known, `details` the values that the message quotes.
    """

    def __init__(self, problem: str, reason: str, cell: str | None = None, **details: object) -> None:
        super().__init__(f"{problem}: {reason}")
        self.problem = problem
        self.reason = reason
        self.cell = cell
        self.details = details


@dataclass(frozen=True, slots=True)
class CellWarning:
    """A cell that is read, but whose value the file itself does not vouch for."""

    cell: str
    problem: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of cells. `merged` holds (top, left, bottom, right), inclusive.

    `row_numbers` gives the line of the file where rows are not sheet rows; `cell_lines` the line of each cell where a
    record spreads over lines; `page_lines` (page, line) for PDF; `field_names` what stands for a column's letter.
    `hidden_rows` and `hidden_columns` are those that a person who opens the file does not see, from 0; `broken` says
    where cells of type `Broken` stand, (row, column), `percents` which numbers are shown as percents: 0.95 as 95 %,
    `shown` which otherwise than they are: 385 000 000 as 385 000, or 385 as `385 тыс. тг`.
    `levels` say how far a row is set in, by an indent of its cells or by its group, where it is.
    `parts` are the first row and the name of each sheet, where several of a workbook were put below each other.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    row_numbers: Sequence[int] | None = None
    cell_lines: Sequence[Sequence[int]] | None = None
    page_lines: Sequence[tuple[int, int]] | None = None
    field_names: Mapping[int, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    broken: Sequence[tuple[int, int]] = ()
    percents: frozenset[tuple[int, int]] = frozenset()
    shown: Mapping[tuple[int, int], Shown] = field(default_factory=dict)
    parts: tuple[tuple[int, str], ...] = ()
    levels: Mapping[int, int] = field(default_factory=dict)

    def address(self, row: int, column: int) -> str:
        """`Реестр!D17`; `17:D` or `17:Сумма` in text, `22:СуммаРасход` by key; `p1:25:7` in PDF.

        A header too long for an address gives way to the letter of its column.
        """
        name = self.field_names.get(column, "")
        label = name if 0 < len(name) <= LONGEST_NAME else xl_col_to_name(column)
        if self.page_lines is not None:
            page, line = self.page_lines[row]
            return f"p{page}:{line}:{label}"
        if self.cell_lines is not None:
            return f"{self.cell_lines[row][column]}:{label}"
        if self.row_numbers is not None:
            return f"{self.row_numbers[row]}:{label}"
        first, sheet = next((part for part in reversed(self.parts) if part[0] <= row), (0, self.name))
        return f"{sheet}!{xl_col_to_name(column)}{row - first + 1}"

    def row_number(self, row: int) -> int:
        """The number people count by: the sheet's row, or the line of the file that opens the record."""
        if self.page_lines is not None:
            return self.page_lines[row][1]
        return row + 1 if self.row_numbers is None else self.row_numbers[row]

    def shown_at(self, row: int, column: int) -> Shown:
        """How the number of a cell is shown."""
        return self.shown.get((row, column), PLAIN)

    @property
    def shows_otherwise(self) -> bool:
        """Whether any number is shown otherwise than it is."""
        return bool(self.shown)

    def with_fields(self, names: Mapping[int, str]) -> Sheet:
        """The same sheet whose text addresses name columns by their headers; workbooks keep their letters."""
        folded = {column: " ".join(name.split()) for column, name in names.items() if name.strip()}
        return replace(self, field_names={**self.field_names, **folded})


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole file: its format, encoding (text only), sheets, doubts about cells, and what its own header states.

    `epoch` is the day from which its numbers of days are counted.
    """

    format: str
    encoding: str | None
    sheets: tuple[Sheet, ...]
    warnings: tuple[CellWarning, ...] = ()
    header: Mapping[str, str] = field(default_factory=dict)
    epoch: date = EXCEL_EPOCH


def as_code(value: Cell | None) -> str:
    """A code, document number or БИН as text, whether it was typed as text or as a number: 111.0 → `111`."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return " ".join(str(value).split())
