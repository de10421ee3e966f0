"""The typed columns of a table's rows, read as they are declared.

A column is settled from all its values before one of them is read, and every cell that cannot be read is a problem of
its own, so that a person sees them all at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Self, TypeVar

from finance.amounts import ONE, Refusal, is_blank, parse_amount, settle_column
from finance.months import Month
from finance.party_numbers import party_number
from imports.columns.column import ACCOUNT, DATE, MONTH, PARTY, TEXT, Column
from imports.columns.said_above import said_above, year_said_above
from imports.columns.types import READERS
from imports.context import Context
from imports.dates import parse_date, parse_month, settle_dates
from imports.kinds.kind import Problem, Reading, Table
from imports.readers.grid import Broken, Cell, as_code
from imports.refusals import explain, no_code, other_day
from imports.rows.money_rows import Body

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row none of whose cells was refused: `row.month` is the typed value of the column `month`."""

    at: int
    cells: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.cells[name]


class Columns:
    """Typed columns of the money rows. Cells that cannot be read are rejected in `reading` and come back as None.

    `stated` are the rows of totals, which help to settle a column. `valid_on` says when the code and the centre of each
    row must stand, `in_years` which year a month without one is of: a kind gives them before it reads such columns.
    """

    def __init__(
        self, table: Table, rows: Sequence[int], context: Context, reading: Reading, *,
        declared: Sequence[Column] = (), stated: Sequence[int] = (),
    ) -> None:  # fmt: skip
        self.table, self.context, self.reading = table, context, reading
        self.rows, self.stated = rows, stated
        self.declared = {column.key: column for column in declared}
        self.valid_on: Sequence[date | None] = ()
        self.in_years: Sequence[int | None] = ()
        # rows, by their place in the sheet, whose digits are those of a class, with what keeps them from being its sum
        self.unfit: Mapping[int, str] = {}
        self._read: dict[str, list[Any]] = {}
        sheet = table.sheet
        is_workbook = sheet.row_numbers is None and sheet.page_lines is None
        self.numbers = array("I", (i + 1 if is_workbook else sheet.row_number(i) for i in rows))

    @classmethod
    def below(
        cls, table: Table, body: Body, context: Context, reading: Reading, declared: Sequence[Column]
    ) -> Self:  # fmt: skip
        """The columns of the money rows of `body`; its totals help to settle them."""
        return cls(table, body.rows, context, reading, declared=declared, stated=[one.row for one in body.stated])

    def __getitem__(self, key: str) -> list[Any]:
        """Typed values of a declared column; None, or what the column says, where a cell is empty or there is none."""
        if key not in self._read:
            self._read[key] = self._typed(self.declared[key])
        return self._read[key]

    def known(self, key: str) -> list[Any]:
        """What was read of a column so far; nothing where nobody asked for it."""
        return self._read.get(key, [])

    def forget(self) -> None:
        """Give up what was read: the typed values of a million rows take memory that their lines need."""
        self._read.clear()

    def sound(self, keys: Sequence[str] = ()) -> Iterator[TypedRow]:
        """The rows all of whose cells could be read, with the columns `keys` or all that are declared.

        Of every column the problems are told before the first row.
        """
        chosen = keys or list(self.declared)
        names = [self.declared[key].name or key for key in chosen]
        values = [self[key] for key in chosen]
        for at, cells in enumerate(zip(*values, strict=True)):
            if self.numbers[at] not in self.reading.rejected_rows:
                yield TypedRow(at, dict(zip(names, cells, strict=True)))

    def of(self, rows: Sequence[int], reading: Reading, stated: Sequence[int]) -> Self:
        """The same columns of other rows, their problems told to `reading`."""
        declared = tuple(self.declared.values())
        other = type(self)(self.table, rows, self.context, reading, declared=declared, stated=stated)
        other.unfit = self.unfit
        return other

    def only(self, places: Sequence[int]) -> Self:
        """The same columns of some of the rows, counted from 0."""
        part = self.of([self.rows[at] for at in places], self.reading, self.stated)
        part.valid_on = [self.valid_on[at] for at in places] if self.valid_on else ()
        part.in_years = [self.in_years[at] for at in places] if self.in_years else ()
        return part

    def _typed(self, column: Column) -> list[Any]:
        if column.may_be_told and (column.type == DATE or not self.table.has(column.key)):
            told = self._told(column)
            if told is not None:
                return told
        read = READERS[column.type]
        if (column.in_title or column.said_above) and not self.table.has(column.key):
            return [said_above(column, self.table, self.reading)] * len(self.rows)
        if column.type in (TEXT, PARTY, ACCOUNT):
            found = read(self, column)
            return ["" if text in column.blanks else text for text in found] if column.blanks else found
        if not self.table.has(column.key):
            return [column.blank] * len(self.rows)
        if column.must_be_filled:
            return read(self, column)
        filled = [
            at for at, value in enumerate(self.raw(column.key)) if not is_blank(value) and value not in column.blanks
        ]
        if len(filled) == len(self.rows):
            return read(self, column)
        found = [column.blank] * len(self.rows)
        if filled:
            for at, value in zip(filled, read(self.only(filled), column), strict=True):
                found[at] = value
        return found

    def _told(self, column: Column) -> list[Any] | None:
        """The day or month that was named for all rows; None where none was."""
        period = self.table.period
        if column.type == MONTH:
            return [period.first] * len(self.rows) if period is not None and period.first == period.last else None
        if (day := self.table.day) is None:
            return None
        if not self.table.has(column.key):
            return [day] * len(self.rows)
        return [self._told_day(at, column.key, found, day) for at, found in enumerate(self._days_read(column.key))]

    def _told_day(self, at: int, key: str, found: date | Refusal, day: date) -> date | None:
        """The day named for all rows, where the row's own cannot be read or is the same."""
        if isinstance(found, Refusal) or found == day:
            return day
        self.refuse(at, key, "not-a-date", other_day(found, day), found.isoformat())
        return None

    def address(self, at: int, key: str) -> str:
        return self.table.address(self.rows[at], key)

    def addresses(self, key: str) -> list[str]:
        """The address of each row's cell under `key`."""
        sheet, place = self.table.sheet, self.table.columns.get(key, 0)
        if sheet.row_numbers is None and sheet.page_lines is None and sheet.cell_lines is None:
            before = sheet.address(0, place)[:-1]
            return [f"{before}{number}" for number in self.numbers]
        return [sheet.address(i, place) for i in self.rows]

    def refuse(
        self, at: int, key: str, problem: str, message: str, value: object = None, *, asks: tuple[str, ...] = ()
    ) -> None:
        self.reading.reject(self.numbers[at], self.address(at, key), problem, message, value, asks=asks)

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
        return [text[:limit] for text in texts] if limit else texts

    def party_numbers(self, key: str) -> list[str]:
        """БИН or ИИН of each row, twelve digits however they are written."""
        return [party_number(v if isinstance(v, (str, int, float)) else str(v))[:12] for v in self.raw(key)]

    def amounts(self, key: str) -> list[Decimal | None]:
        """Exact tenge; the rows of totals help to settle the column."""
        values = self.raw(key)
        others = [v for v in self.table.values(key, list(self.stated)) if not is_blank(v)]
        style = settle_column([*values, *others])
        scale = self.table.scale if self.table.scale != 1 else ONE
        read = (parse_amount(value if value != "" else None, style, scale) for value in values)
        return self._kept(key, values, read)

    def _kept(
        self, key: str, values: Sequence[Cell], read: Iterable[T | Refusal], asks: tuple[str, ...] = ()
    ) -> list[T | None]:
        """What was read of the `values`; None where it was refused, which is told."""
        kept: list[T | None] = []
        for at, (found, value) in enumerate(zip(read, values, strict=True)):
            if isinstance(found, Refusal):
                self.refuse_cell(at, key, found, value, asks=asks)
                kept.append(None)
            else:
                kept.append(found)
        return kept

    def stated_amounts(self, key: str, rows: Sequence[int]) -> list[Decimal | None]:
        """What totals say in a column; None where they say nothing. A total that cannot be read is an error."""
        values = self.table.values(key, list(rows))
        nothing = self.declared[key].blanks if key in self.declared else ()
        style = settle_column([*self.raw(key), *values])
        scale = self.table.scale if self.table.scale != 1 else ONE
        amounts: list[Decimal | None] = []
        for i, value in zip(rows, values, strict=True):
            if is_blank(value) or value in nothing:
                amounts.append(None)
                continue
            found = parse_amount(value, style, scale)
            if isinstance(found, Refusal):
                number = self.table.sheet.row_number(i)
                problem = Problem(self.table.address(i, key), found.problem, explain(found), number, shown(value))
                self.reading.problems.append(problem)
                amounts.append(None)
            else:
                amounts.append(found)
        return amounts

    def dates(self, key: str) -> list[date | None]:
        """Where no cell can be read, one day may be named for all."""
        found = self._days_read(key)
        is_any = any(not isinstance(day, Refusal) for day in found)
        asks = ("day",) if not is_any and key in self.declared and self.declared[key].may_be_told else ()
        return self._kept(key, self.raw(key), found, asks)

    def _days_read(self, key: str) -> list[date | Refusal]:
        values = self.raw(key)
        different = list(dict.fromkeys(values))
        within = (period.first_day, period.last_day) if (period := self.table.period) is not None else None
        style = settle_dates([v for v in different if not is_blank(v)], within, self.table.grid.epoch)
        if key in self.declared and self.declared[key].may_be_told:
            style = replace(style, completed_by=within)
        known: dict[Cell, date | Refusal] = {}
        for value in different:
            found = parse_date(value, style)
            known[value] = found.date() if isinstance(found, datetime) else found
        return [known[value] for value in values]

    @cached_property
    def year(self) -> int | None:
        """The year of months that name none: of the title, of the chosen budget, else of the only one."""
        return year_said_above(self.table, self.context)

    def months(self, key: str) -> list[Month | None]:
        values, years = self.raw(key), self.in_years or [self.year] * len(self.rows)
        return self._kept(key, values, map(parse_month, values, years))

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
                life = book.find(value, day) or book.valid(self.context.names.resolve(as_code(value)).code or "", day)
                known[value, day] = life.pk if life else None
            found = known[value, day]
            if found is None and self.numbers[at] in answers:
                life = book.valid(answers[self.numbers[at]], day)
                found = life.pk if life else None
            if found is None:
                self.refuse(at, key, "unknown-code", self.no_code(at, as_code(value), day), shown(value))
            codes.append(found)
        return codes

    def no_code(self, at: int, text: str, day: date) -> str:
        """Why a row has no code: its cell is empty, holds the digits of a class, or of nothing."""
        return self.unfit.get(self.rows[at]) or no_code(text, day, self.context.codes.of_class(text, day))

    def refuse_cell(self, at: int, key: str, refusal: Refusal, value: Cell, *, asks: tuple[str, ...] = ()) -> None:
        self.refuse(at, key, refusal.problem, explain(refusal), shown(value), asks=asks)


def shown(value: object) -> object:
    """A cell's value as it is told of: a day as text, an error cell by its name."""
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, Broken) else value
