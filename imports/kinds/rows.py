"""The rows below a header: which are money rows, which are controls, which are neither; and their typed columns.

A column is settled from all its values before one of them is read, and every cell that cannot be read is a problem of
its own, so that a person sees them all at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import ONE, Refusal, is_blank, parse_amount, settle_column
from finance.months import Month
from imports.context import Context
from imports.dates import parse_date, parse_month, settle_dates
from imports.kinds.kind import Problem, Reading, Table
from imports.readers.grid import Broken, Cell, as_code
from imports.refusals import explain
from imports.resolve.letters import skeleton

TOTAL = re.compile(
    r"(?:итого|всего|итог|барлыгы|жиыны|жиынтыгы|жалпы|жалпы сомасы|total|grand total|subtotal|общий итог)(?: |$)"
)
GRAND = re.compile(r"(?:всего|итого по реестру|общий итог|барлыгы|жалпы|grand total)(?: |$)")
_DAY = re.compile(r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d{4}-\d{1,2}-\d)")
STATED = re.compile(
    r"(?:сальдо|остаток|входящий|исходящий|входящее|исходящее|обороты|калдык|калдыгы|кирис калдык|шыгыс калдык"
    r"|басындагы калдык|сонындагы калдык|opening|closing|balance|turnover)(?: |$)"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A row that states a figure about other rows: a subtotal, a total, a balance. `row` counts from 0."""

    row: int
    label: str
    is_total: bool
    is_grand: bool


@dataclass(slots=True)
class Body:
    """The body sorted out: indices of money rows, and the rows that state something about them, both in order."""

    rows: list[int]
    stated: list[Stated]
    skipped: int


def sort_out(table: Table, *, key: str, money: Sequence[str], marks: Sequence[str]) -> Body:
    """Tell money rows from totals, balances, repeated headers and footers.

    `key` is the column that labels of totals displace (date or name). A row is money where a column of `money` is
    filled; without an amount it still is, and is refused later, where it has what no footer has: a code in a column of
    `marks`, or a date beside another cell.
    """
    sheet_rows = table.sheet.rows
    key_at = table.columns.get(key, -1)
    marks_at = [table.columns[k] for k in marks if k in table.columns]
    amounts_at = tuple(table.columns[k] for k in money if k in table.columns)
    header = [v for v in sheet_rows[table.header_row] if v != ""]
    body = Body([], [], 0)
    rows, skipped = body.rows, 0
    left_out = table.left_out
    for i in table.body:
        if i in left_out:
            skipped += 1
            continue
        cells = sheet_rows[i]
        width = len(cells)
        first = cells[key_at] if 0 <= key_at < width else ""
        if isinstance(first, str) and not first[:1].isdigit():
            if stated := _stated(i, cells, amounts_at):
                body.stated.append(stated)
                skipped += 1
                continue
            if first != "" and [v for v in cells if v != ""] == header:
                skipped += 1
                continue
        for at in amounts_at:
            if at < width and cells[at] != "" and not is_blank(cells[at]):
                rows.append(i)
                break
        else:
            if _is_unpaid_row(cells, first, marks_at):
                rows.append(i)
            else:
                skipped += 1
    body.skipped = skipped + (table.first_row - table.header_row - 1)
    return body


def drop_signatures(table: Table, body: Body) -> None:
    """Leave out the last rows of words alone: signatures and footnotes that stand in a column of money, day or code.

    Only for tables whose rows all have a day and an amount.
    """
    while body.rows and all(v == "" or _is_prose(v) for v in table.sheet.rows[body.rows[-1]]):
        body.rows.pop()
        body.skipped += 1


def _is_prose(value: Cell) -> bool:
    """Words or a line to sign on: no code, no day, nothing that could be meant as an amount."""
    if not isinstance(value, str) or value.strip()[:1].isdigit():
        return False
    letters, digits = sum(map(str.isalpha, value)), sum(map(str.isdigit, value))
    return letters >= digits and isinstance(parse_amount(value, settle_column([value])), Refusal)


def _is_unpaid_row(cells: Sequence[Cell], first: Cell, marks_at: Sequence[int]) -> bool:
    for at in marks_at:
        value = cells[at] if at < len(cells) else ""
        if value != "" and (not isinstance(value, str) or any(letter.isdigit() for letter in value)):
            return True
    is_dated = isinstance(first, date) or (isinstance(first, str) and bool(_DAY.match(first)))
    return bool(marks_at) and is_dated and sum(1 for v in cells if v != "") >= 2


def _stated(row: int, cells: Sequence[Cell], amounts_at: Iterable[int]) -> Stated | None:
    for j, value in enumerate(cells):
        if value == "" or j in amounts_at:
            continue
        if not isinstance(value, str):
            return None
        label = skeleton(value)
        if TOTAL.match(label):
            return Stated(row, label, is_total=True, is_grand=bool(GRAND.match(label)))
        if STATED.match(label):
            return Stated(row, label, is_total=False, is_grand=False)
        if not value.strip():
            continue
        return None
    return None


class Columns:
    """Typed columns of the money rows. Cells that cannot be read are rejected in `reading` and come back as None."""

    def __init__(self, table: Table, rows: Sequence[int], context: Context, reading: Reading) -> None:
        self.table = table
        self.rows = rows
        self.context = context
        self.reading = reading
        sheet = table.sheet
        is_workbook = sheet.row_numbers is None and sheet.page_lines is None
        self.numbers = [i + 1 for i in rows] if is_workbook else [sheet.row_number(i) for i in rows]

    def address(self, at: int, key: str) -> str:
        return self.table.address(self.rows[at], key)

    def addresses(self, key: str) -> list[str]:
        """The address of each row's cell under `key`."""
        sheet, place = self.table.sheet, self.table.columns.get(key, 0)
        if sheet.row_numbers is None and sheet.page_lines is None and sheet.cell_lines is None:
            before = sheet.address(0, place)[:-1]
            return [f"{before}{number}" for number in self.numbers]
        return [sheet.address(i, place) for i in self.rows]

    def refuse(self, at: int, key: str, problem: str, message: str, value: object = None) -> None:
        self.reading.reject(self.numbers[at], self.address(at, key), problem, message, value)

    def raw(self, key: str) -> list[Cell]:
        return self.table.values(key, self.rows)  # type: ignore[arg-type]

    def texts(self, key: str, limit: int = 0) -> list[str]:
        """Text with single spaces; numbers typed as such without `.0`."""
        texts = []
        for value in self.raw(key):
            if type(value) is str:
                # no-break and double spaces are rare, so most cells are taken as they stand
                is_plain = value.isprintable() and "  " not in value and value[-1:] != " " and value[:1] != " "
                texts.append(value if is_plain else as_code(value))
            else:
                texts.append(as_code(value))
        if limit:
            return [text if len(text) <= limit else text[:limit] for text in texts]
        return texts

    def amounts(self, key: str, *, stated: Sequence[int] = (), blank: Decimal | None = None) -> list[Decimal | None]:
        """Exact tenge. `stated` rows (totals) help to settle the column; `blank` is what an empty cell means."""
        values = self.raw(key)
        others = [v for v in self.table.values(key, list(stated)) if not is_blank(v)]
        style = settle_column([*values, *others])
        scale = self.table.scale if self.table.scale != 1 else ONE
        amounts: list[Decimal | None] = []
        for at, value in enumerate(values):
            if blank is not None and is_blank(value):
                amounts.append(blank)
                continue
            found = parse_amount(value if value != "" else None, style, scale)
            if isinstance(found, Refusal):
                self.refuse(at, key, found.problem, explain(found), _shown(value))
                amounts.append(None)
            else:
                amounts.append(found)
        return amounts

    def stated_amounts(self, key: str, rows: Sequence[int]) -> list[Decimal | None]:
        """What totals say in a column; None where they say nothing. A total that cannot be read is an error."""
        values = self.table.values(key, list(rows))
        style = settle_column([*self.raw(key), *values])
        scale = self.table.scale if self.table.scale != 1 else ONE
        amounts: list[Decimal | None] = []
        for i, value in zip(rows, values, strict=True):
            if is_blank(value):
                amounts.append(None)
                continue
            found = parse_amount(value, style, scale)
            if isinstance(found, Refusal):
                number = self.table.sheet.row_number(i)
                problem = Problem(self.table.address(i, key), found.problem, explain(found), number, _shown(value))
                self.reading.problems.append(problem)
                amounts.append(None)
            else:
                amounts.append(found)
        return amounts

    def dates(self, key: str) -> list[date | None]:
        values = self.raw(key)
        different = list(dict.fromkeys(values))
        period = self.table.period
        within = (period.first_day, period.last_day) if period is not None else None
        style = settle_dates([v for v in different if not is_blank(v)], within)
        known: dict[Cell, date | Refusal] = {}
        for value in different:
            found = parse_date(value, style)
            known[value] = found.date() if isinstance(found, datetime) else found
        days: list[date | None] = []
        for at, value in enumerate(values):
            found = known[value]
            if isinstance(found, Refusal):
                self.refuse(at, key, found.problem, explain(found), _shown(value))
                days.append(None)
            else:
                days.append(found)
        return days

    def months(self, key: str, years: Sequence[int | None]) -> list[Month | None]:
        months: list[Month | None] = []
        for at, value in enumerate(self.raw(key)):
            found = parse_month(value, years[at])
            if isinstance(found, Refusal):
                self.refuse(at, key, found.problem, explain(found), _shown(value))
                months.append(None)
            else:
                months.append(found)
        return months

    def codes(self, key: str, days: Sequence[date | None]) -> list[int | None]:
        """Ids of the codes valid on their days; `unknown-code` where there is none."""
        book, answers = self.context.codes, self.context.answers.rows
        known: dict[tuple[Cell, date], int | None] = {}
        codes: list[int | None] = []
        for at, value in enumerate(self.raw(key)):
            day = days[at]
            if day is None:
                codes.append(None)
                continue
            if (value, day) not in known:
                life = book.find(value, day)
                known[value, day] = life.pk if life else None
            found = known[value, day]
            if found is None and self.numbers[at] in answers:
                life = book.valid(answers[self.numbers[at]], day)
                found = life.pk if life else None
            if found is None:
                self.refuse(at, key, "unknown-code", self.no_code(as_code(value), day), _shown(value))
            codes.append(found)
        return codes

    def no_code(self, text: str, day: date) -> str:
        if not text:
            return _("The budget code is missing. Write the code of this row.")
        return _("“%(code)s” is no budget code on %(day)s. Correct it, or add the code to the list of codes.") % {
            "code": text,
            "day": f"{day:%d.%m.%Y}",
        }


def _shown(value: Cell) -> Cell:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Broken) else value
