"""The rows of a region's consolidated report, typed: facilities, sums of districts above or below them, the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from finance.models import Facility
from finance.money import ZERO, display
from finance.months import Month
from imports.columns.column import Column
from imports.columns.stated_percents import StatedPercents
from imports.columns.typed import Columns
from imports.context import Context
from imports.kinds.kind import Problem, Table
from imports.kinds.region_members import Members
from imports.policies.costing import CostingReading
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.controls import check_column, take
from imports.rows.line import HELD, UNRESOLVED, Line
from imports.rows.money_rows import StatedRow, drop_signatures, sort_out
from imports.rows.sums_above import check_above, headings
from region.absorbing import Absorbed
from region.doubts import doubts_of_row
from region.models import Absorption

FIGURES = ("plan_year", "plan_period", "cash")
PERCENTS = ("percent_period", "percent_year")
TEXTS = ("name", "number", "district", "reason", "from", "through", *FIGURES, "left")
WHOLE_LABEL = 100


@dataclass(frozen=True, slots=True)
class _Place:
    """A money row on its way: where it stands, whose it is, what it says."""

    at: int
    member: Facility | None
    district: str
    first: Month
    last: Month
    of: Absorbed


class AbsorptionRows:
    """Reads one table into `reading`: lines of facilities with the rows they become, controls, problems, doubts."""

    def __init__(
        self, declared: Sequence[Column], table: Table, context: Context, reading: CostingReading
    ) -> None:  # fmt: skip
        self.table, self.context, self.reading = table, context, reading
        self.members = Members(context)
        self.body = sort_out(table, key="name", money=FIGURES, marks=("number",))
        drop_signatures(table, self.body)
        taken = {*self.body.rows, *(one.row for one in self.body.stated)}
        self.headings = headings(table, taken)
        self.above = self._sums_above()
        self.columns = Columns(
            table, self.body.rows, context, reading, declared=declared,
            stated=[*(one.row for one in self.body.stated), *self.above],
        )  # fmt: skip
        self.percents = StatedPercents(
            table, self.columns, {"percent_period": "plan_period", "percent_year": "plan_year"}
        )

    def read(self) -> None:
        if not self._has_period():
            return
        places = [place for cells in self.columns.sound(TEXTS) if (place := self._place(cells.at, cells))]
        self._refuse_twice(places)
        lines: list[Line | None] = [None] * len(self.body.rows)
        for place in places:
            if self.columns.numbers[place.at] not in self.reading.rejected_rows:
                lines[place.at] = self._line(place)
        take(self.columns, self.body, lines, months=self._months(places))
        own = {key: self._lines_of(key, places, lines) for key in FIGURES}
        for key, amounts in own.items():
            check_column(self.columns, self.body, amounts, key)
            by_row = {i: line.amount for i, line in zip(self.body.rows, amounts, strict=True) if line}
            check_above(self.columns, key, self.above, self.headings, by_row)
        self._keep_sums(places)
        self._tell_doubts(places)

    def _has_period(self) -> bool:
        if self.table.period is not None or self.table.has("from") or self.table.has("through"):
            return True
        cell = self.table.sheet.address(self.table.header_row, 0)
        message = _("No period is stated. Write it above the table: “for the first half of 2025”.")
        self.reading.problems.append(Problem(cell, "missing-column", message))
        return False

    # ── whose a row is ──

    def _sums_above(self) -> dict[int, str]:
        """Rows of a district with its sums, above its facilities: they are taken out of the money rows."""
        known = self.members.districts | {skeleton(text): text for text in self.headings.values()}
        found = {}
        for i in self.body.rows:
            name = as_code(self.table.value(i, "name"))
            if not name and self.table.has("district"):
                name = as_code(self.table.value(i, "district"))
            is_facility = as_code(self.table.value(i, "number")) or self.members.named(name) is not None
            if not is_facility and skeleton(name) in known:
                found[i] = known[skeleton(name)]
        self.body.rows = [i for i in self.body.rows if i not in found]
        return found

    def _district_above(self, row: int) -> str:
        before = [i for i in (*self.headings, *self.above) if i < row]
        at = max(before, default=-1)
        return self.headings.get(at) or self.above.get(at, "")

    def _place(self, at: int, cells: Any) -> _Place | None:
        member = self._member(at, cells.number, cells.name)
        if self.columns.numbers[at] in self.reading.rejected_rows:
            return None
        period = self.table.period
        first = cells.first_month or (period.first if period else None)
        last = cells.last_month or (period.last if period else None)
        if first is None or last is None or last < first or first.year != last.year:
            message = _("The row does not say of which months of one year it is. Write them in “from” and “through”.")
            self.columns.refuse(at, "from" if self.table.has("from") else "name", "missing-column", message)
            return None
        of = Absorbed(cells.plan_year, cells.plan_period, cells.cash)
        if member is not None and member.ownership == Facility.Ownership.PRIVATE and of != Absorbed():
            message = _("“%(facility)s” is privately owned and has no budget money. Correct the BIN or the row.")
            key = "number" if cells.number else "name"
            self.columns.refuse(at, key, "private-facility", message % {"facility": member.name}, cells.number)
        self._check_left(at, cells.left, of)
        row = self.body.rows[at]
        district = (member.district if member else "") or cells.district or self._district_above(row)
        return _Place(at, member, district[:WHOLE_LABEL], first, last, of)

    def _member(self, at: int, number: str, name: str) -> Facility | None:
        """The facility by its БИН, else by its name; None where its name waits for an answer."""
        if number:
            member = self.members.by_number.get(number)
            if member is None:
                message = _("There is no facility with the BIN %(number)s below “%(top)s”. Add it, or correct the BIN.")
                values = {"number": number, "top": self.members.top.name}
                self.columns.refuse(at, "number", "unknown-facility", message % values, number)
                return None
            other = self.members.named(name) if name else None
            # a row that repeats a БИН is refused as such
            if other is not None and other.pk != member.pk and self._numbers.count(number) == 1:
                message = _("The BIN is that of “%(one)s”, the name that of “%(other)s”. Correct one of them.")
                message %= {"one": member.name, "other": other.name}
                self.columns.refuse(at, "number", "facility-differs", message, number)
            return member
        if not name:
            message = _("The row names no facility. Write its BIN or its name.")
            self.columns.refuse(at, "number" if self.table.has("number") else "name", "missing-value", message)
        return self.members.named(name)

    @property
    def _numbers(self) -> list[str]:
        return self.columns["number"]

    def _refuse_twice(self, places: Sequence[_Place]) -> None:
        seen: dict[tuple[int, Month, Month], int] = {}
        for place in places:
            if place.member is None:
                continue
            first = seen.setdefault((place.member.pk, place.first, place.last), place.at)
            if first != place.at:
                message = _("“%(facility)s” stands in row %(row)s already. Leave one of them, or correct the BIN.")
                values = {"facility": place.member.name, "row": self.columns.numbers[first]}
                key = "number" if self._numbers[place.at] else "name"
                self.columns.refuse(place.at, key, "duplicate-facility", message % values, self._numbers[place.at])

    # ── what a row says ──

    def _check_left(self, at: int, left: Decimal | None, of: Absorbed) -> None:
        """What the row states as not absorbed: of the year's plan, or of the period's."""
        possible = [
            plan - of.cash for plan in (of.plan_year, of.plan_period) if plan is not None and of.cash is not None
        ]
        if left is None or not possible or left in possible:
            return
        message = _("The cell says %(stated)s is not absorbed, plan minus absorbed is %(found)s.")
        said = {"stated": display(left), "found": display(possible[0])}
        self.columns.refuse(at, "left", "total-differs", message % said, str(left))

    def _line(self, place: _Place) -> Line:
        at, number = place.at, self.columns.numbers[place.at]
        line = Line(
            number, self.columns.address(at, "cash"), place.of.cash or ZERO, month=place.last,
            name=self.columns["name"][at][:255], counterparty_number=self._numbers[at],
        )  # fmt: skip
        if place.member is None:
            line.status, line.offers = UNRESOLVED, self.members.nearest(line.name)
            return line
        if self.context.only_rows is not None and number not in self.context.only_rows:
            line.status = HELD
        row = Absorption(
            member=place.member, first_month=place.first, last_month=place.last, district=place.district,
            reason=self.columns["reason"][at][:255], cell=line.cell, **self._figures(place.of),
            **{key: self.percents.of(self.body.rows[at], key) for key in PERCENTS},
        )  # fmt: skip
        self.reading.declared.append((line, row))
        return line

    @staticmethod
    def _figures(of: Absorbed) -> dict[str, Decimal | None]:
        return {key: getattr(of, key) for key in FIGURES}

    def _months(self, places: Sequence[_Place]) -> list[Month]:
        return [month for place in places for month in (place.first, place.last)]

    # ── what the file states of several rows ──

    def _lines_of(self, key: str, places: Sequence[_Place], lines: Sequence[Line | None]) -> list[Line | None]:
        found: list[Line | None] = [None] * len(lines)
        for place in places:
            if lines[place.at] is not None:
                number, cell = self.columns.numbers[place.at], self.columns.address(place.at, key)
                found[place.at] = Line(number, cell, getattr(place.of, key) or ZERO)
        return found

    def _keep_sums(self, places: Sequence[_Place]) -> None:
        """Sums as the file states them, with their percents: a report tells the stated percent beside its own."""
        if not places or not self.reading.declared or self.context.only_rows is not None:
            return
        # a line that waits is not declared: were a sum to hang on it, it would count as known
        last_line = self.reading.declared[-1][0]
        first, last = places[0].first, places[0].last
        stated = [(one.row, self._sum_of(one)) for one in self.body.stated if one.is_total] + list(self.above.items())
        numbers = [row for row, _of in stated]
        amounts = {key: dict(zip(numbers, self.columns.stated_amounts(key, numbers), strict=True))
                   for key in FIGURES if self.table.has(key)}  # fmt: skip
        seen = set[str]()
        for row, of in stated:
            said = {key: self.percents.of(row, key) for key in PERCENTS}
            if of in seen or not of or not any(said.values()):
                continue
            seen.add(of)
            kept = Absorption(
                sum_of=of, first_month=first, last_month=last, cell=self.table.address(row, "cash"),
                **{key: values[row] for key, values in amounts.items()}, **said,
            )  # fmt: skip
            self.reading.declared.append((last_line, kept))

    def _sum_of(self, one: StatedRow) -> str:
        """The district that a total speaks of, `WHOLE` for all rows; "" where nobody can tell."""
        if one.is_grand:
            return Absorption.WHOLE
        named = [text for folded, text in self.members.districts.items() if f" {folded} " in f" {one.label} "]
        if named:
            return max(named, key=len)
        above = self._district_above(one.row)
        return self.members.districts.get(skeleton(above), "") if above else Absorption.WHOLE

    def _tell_doubts(self, places: Sequence[_Place]) -> None:
        """What every report finds anew, told at once as well."""
        for place in places:
            if place.member is not None:
                found = doubts_of_row(place.member.name, place.of, place.last)
                self.reading.doubts += found
                self.reading.passing_doubts += found
