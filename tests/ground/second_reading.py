"""A second, simple-minded reading of the files that tests damage: what they hold, or nothing.

Nothing here asks the program. A reading returns the figures that the file honestly states, `None` where no honest
reading gives any, so that the file must be refused, and raises NoTableError where there is no table of its kind.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl

Rows = Sequence[Sequence[object]]
Figures = dict[str, Any] | None
TOTALS = re.compile(r"\s*(?:итого|всего|жиынтығы|барлығы)(?!\w)", re.IGNORECASE)
STATED = re.compile(r"\s*(?:остаток|сальдо|обороты|входящий|исходящий)(?!\w)", re.IGNORECASE)
MONTHS = ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_SPACES = re.compile(r"[ \u00a0\u202f\u2009'’]")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


class UnopenedError(Exception):
    """The container is damaged. If the program still opens it, it must find the figures that were there before."""


class NoTableError(Exception):
    """No row reads like the header of the file's kind."""


def amount_of(value: object, scale: int = 1) -> Decimal | None:
    """Tenge of a cell in units of `scale` tenge; None where it is no amount of whole tiyn."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float, Decimal)):
        exact = Decimal(repr(value) if isinstance(value, float) else value) * scale
        rounded = exact.quantize(Decimal("0.01"))
        return rounded if abs(exact - rounded) < Decimal("0.000001") else None
    text = re.sub(r"(?:₸|тг|тенге|KZT)\s*$", "", str(value).strip())
    text = _SPACES.sub("", text).replace("\u2212", "-")
    if re.fullmatch(r"[^-]+-", text):
        text = "-" + text[:-1]
    places = 2 if scale == 1 else 5
    if re.fullmatch(rf"-?\d{{1,3}}(,\d{{3}})+(\.\d{{1,{places}}})?", text):
        text = text.replace(",", "")
    elif not re.fullmatch(rf"-?\d+([.,]\d{{1,{places}}})?|-?\d{{4,}}[.,]\d{{3,}}", text):
        return None
    amount = Decimal(text.replace(",", ".")) * scale
    return amount if amount == amount.quantize(Decimal("0.01")) else None


def day_of(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def month_of(value: object, year: int | None = None) -> str | None:
    """`2025-01` of a cell that names a month; a bare number or name takes `year`."""
    day = day_of(value)
    if day is not None:
        return f"{day:%Y-%m}" if day.day == 1 else None
    text = text_of(value).casefold()
    if found := re.fullmatch(r"(\d{4})[-./](\d{1,2})", text) or re.fullmatch(r"()(\d{1,2})", text):
        year, number = int(found[1] or year or 0), int(found[2])
        return f"{year:04d}-{number:02d}" if year and 1 <= number <= 12 else None
    return None


def code_of(value: object) -> str:
    """The three digits that a cell begins with."""
    found = re.match(r"(\d{3})(?![\d])", text_of(value))
    return found[1] if found else ""


def text_of(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def texts_of(row: Sequence[object]) -> list[str]:
    return [text_of(cell).casefold() for cell in row]


def sheets_of(data: bytes) -> list[list[list[object]]]:
    """The rows of every sheet of an .xlsx or .ods; raises UnopenedError."""
    try:
        if zipfile.ZipFile(io.BytesIO(data)).namelist()[:1] == ["mimetype"]:
            return _open_document(data)
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    except Exception as error:
        raise UnopenedError from error


def _open_document(data: bytes) -> list[list[list[object]]]:
    root = ET.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("content.xml"))
    return [[[_ods_cell(cell) for cell in row] for row in table.iter(f"{_TABLE}table-row")]
            for table in root.iter(f"{_TABLE}table")]  # fmt: skip


def _ods_cell(cell: ET.Element) -> object:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "float":
        return Decimal(cell.get(f"{_OFFICE}value", ""))
    if kind == "date":
        return date.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
    return "".join(cell.itertext())


def lines_of(data: bytes, encoding: str, delimiter: str) -> list[list[object]]:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as error:
        raise NoTableError from error


def only_one(sheets: Sequence[Rows], read: Callable[[Rows], Figures]) -> Figures:
    """The reading of the one sheet that has a table; of two tables none is the right one."""
    found = []
    for rows in sheets:
        try:
            found.append(read(rows))
        except NoTableError:
            continue
    return found[0] if len(found) == 1 else None


def unit_above(rows: Rows, head: int, height: int) -> int | None:
    """Tenge in one unit of the table's amounts: 1, 1000 or a million; None where two units are named.

    A header that names thousands does so for its column, whatever `тенге` stands in a title above.
    """
    own, above = _units(rows[head : head + height]), _units(rows[:head])
    units = own if own and above <= {1} else own | above
    return None if len(units) > 1 else next(iter(units), 1)


def _units(rows: Rows) -> set[int]:
    said = " | ".join(text for row in rows for text in texts_of(row))
    found = re.findall(r"(?:(тыс\w*|мың|млн)[. -]*)?(?:тенге|теңге|тг)(?!\w)", said)
    return {1 if not prefix else 1_000_000 if prefix == "млн" else 1000 for prefix in found}


@dataclass
class Table:
    """The rows under a header by the header's words. `scale` is the unit in tenge."""

    names: list[str]
    rows: list[list[object]]
    scale: int
    head: int
    height: int
    headers: list[list[str]]

    def place(self, *words: str) -> int:
        """The only column headed by one of `words`, `спец*` by its beginning; -1 without it, -2 where there are two."""
        places = [at for at, name in enumerate(self.names) if name in words]
        places = places or [at for at, name in enumerate(self.names) if _fits(name, words)]
        return places[0] if len(places) == 1 else -1 if not places else -2

    def lines(self) -> Iterator[list[object]]:
        """Rows that are neither blank nor the header again, padded to its width."""
        for row in self.rows:
            cells = [*row, *[""] * (len(self.names) - len(row))]
            said = [text for text in texts_of(cells) if text]
            if said and said not in self.headers:
                yield ["" if cell is None else cell for cell in cells]


def table_of(rows: Rows, *required: tuple[str, ...]) -> Table:
    """The uppermost table whose header holds a word of each of `required`, in one row or in two; or NoTableError."""
    found = [
        (at + height, height, at)
        for height in (1, 2)
        for at in range(len(rows) - height + 1)
        if all(any(_fits(head, words) for head in _heads(rows[at : at + height])) for words in required)
    ]
    if not found:
        raise NoTableError
    first, height, at = min(found)
    if height == 1 and first < len(rows) and _is_lower_half(texts_of(rows[at]), texts_of(rows[first])):
        height, first = 2, first + 1
    header = rows[at : at + height]
    if first < len(rows) and texts_of(rows[first])[:3] == ["1", "2", "3"]:
        first += 1
    scale = unit_above(rows, at, height)
    if scale is None:
        raise NoTableError
    again = [[text for text in texts_of(row) if text] for row in header]
    return Table(_heads(header), [list(row) for row in rows[first:]], scale, at, height, again)


def _is_lower_half(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the words of a row stand only where the row above has none, and none of them is a figure."""
    places = [at for at, text in enumerate(lower) if text]
    return bool(places) and all(
        (at >= len(upper) or not upper[at]) and not any(map(str.isdigit, lower[at])) for at in places
    )


def _heads(header: Rows) -> list[str]:
    """The lowest words of each column."""
    rows = [texts_of(row) for row in header]
    width = max(len(row) for row in rows)
    return [next((row[at] for row in reversed(rows) if at < len(row) and row[at]), "") for at in range(width)]


def _fits(head: str, words: Sequence[str]) -> bool:
    return any(head.startswith(word[:-1]) if word.endswith("*") else head == word for word in words)


def repeats_class(
    code: str, figures: Sequence[Decimal], rows: Sequence[tuple[str, Sequence[Decimal]]], *, has_total: bool
) -> bool:
    """Whether a row of 110 says of each figure what 111, 112 and so on come to; 100 what all of 1xx come to.

    A single row below it proves nothing unless a total of the file leaves the class out.
    """
    stem = code.rstrip("0")
    below = [sums for other, sums in rows if len(other) == 3 and other[: len(stem)] == stem]
    columns = [sum(column, Decimal(0)) for column in zip(*below, strict=True)]
    return len(below) + has_total > 1 and any(columns) and columns == list(figures)


class Sums:
    """Amounts by code and month, and what totals between them say."""

    def __init__(self) -> None:
        self.read: list[tuple[Decimal, str, str]] = []
        self.classes: list[tuple[Decimal, str, str]] = []
        self.has_total = False
        self.since = 0
        self.is_sound = True

    def add(self, amount: Decimal, code: str, month: str) -> None:
        self.read.append((amount, code, month))

    def check(self, label: str, stated: Decimal) -> None:
        """A total is of all rows above, of the rows since the last total, or of the code or month it names."""
        self.has_total = True
        named = re.findall(r"\d+", label)
        month = next((number for number, stem in enumerate(MONTHS, 1) if re.search(rf"\b{stem}", label.casefold())), 0)
        parts = [
            self.read,
            [one for one in self.read if one[1] in named],
            [one for one in self.read if month and one[2][5:] == f"{month:02d}"],
        ]
        if not re.match(r"\s*(?:всего|барлығы)", label, re.IGNORECASE):
            parts.append(self.read[self.since :])
        if all(stated != sum((one[0] for one in part), Decimal(0)) for part in parts):
            self.is_sound = False
        self.since = len(self.read)

    def figures(self, *, has_codes: bool = True) -> Figures:
        for amount, code, month in self.classes:
            rows = [(one[1], [one[0]]) for one in self.read if one[2] == month]
            self.is_sound &= repeats_class(code, [amount], rows, has_total=self.has_total)
        if not self.is_sound:
            return None
        found: dict[str, Any] = {"total": f"{sum((one[0] for one in self.read), Decimal(0)):.2f}"}
        found["by_month"] = self._by(2)
        if has_codes:
            found["by_code"] = self._by(1)
        return found

    def _by(self, at: int) -> dict[str, str]:
        sums: dict[str, Decimal] = {}
        for one in self.read:
            if one[at]:
                sums[str(one[at])] = sums.get(str(one[at]), Decimal(0)) + one[0]
        return {key: f"{amount:.2f}" for key, amount in sorted(sums.items())}
