"""The cells of an indicator's values: numbers in its own unit, words where its unit is of words, and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import Refusal, parse_amount, settle_column
from finance.months import Month
from imports.columns.printed_numbers import PERCENT, as_seen, digits_of, without_percent
from imports.columns.shared import DASHES
from imports.kinds.kind import Problem
from imports.periods import Period, parse_period
from imports.policies.costing import CostingReading
from imports.readers.grid import Broken, Cell, as_code
from imports.refusals import explain_number
from imports.rows.sections import FigureColumn, TableSection, cell_of
from imports.sentences import say
from tariffs.indicators import PLUS, has_words
from tariffs.models import Indicator, IndicatorValue

PLAN, FACT, REPORTING, CURRENT, _REASON = IndicatorValue.Kind
_RANGE = re.compile(r"(20\d\d)\s*[-–—]\s*(20\d\d)")
_STAGES = {REPORTING: ("отчётн", "отчетн", "есепті", "reporting"), CURRENT: ("текущ", "ағымдағы", "current")}
_HUNDREDTH = Decimal("0.0001")


def plan_years(titles: Sequence[str]) -> range | None:
    """The years that a title says a plan is of: `2023–2027 жылдарға арналған стратегиялық жоспар`."""
    found = next((match for text in titles if (match := _RANGE.search(text))), None)
    return range(int(found[1]), int(found[2]) + 1) if found else None


class ValueCells:
    """The columns of values of a section, each with its kind and its period, and the cells under them."""

    def __init__(self, section: TableSection, reading: CostingReading, years: range | None) -> None:
        self.section, self.reading, self.years = section, reading, years
        figures = [one for one in section.figures if one.figure in ("plan", "fact", "value")]
        self.columns = staged(figures, has_year_of_row="year" in section.columns)
        texts = [without_percent(self._cell(i, one)) for i in section.rows for one, _kind, _period in self.columns]
        self.style = settle_column(texts)

    def texts(self, i: int) -> list[str]:
        return [as_code(self._cell(i, one)) for one, _kind, _period in self.columns]

    def problems(self) -> bool:
        """Tell columns that no period is known for, that repeat another, or that lie outside the plan's years."""
        found: list[Problem] = []
        seen: dict[tuple[str, Month, Month], str] = {}
        for one, kind, period in self.columns:
            cell = self.section.sheet.address(self.section.header_row, one.place)
            if period is None:
                if "year" not in self.section.columns:
                    message = _("No period is stated for “%(column)s”. Name it in the header or in the title.")
                    found.append(Problem(cell, "missing-column", message % {"column": one.heading}))
                continue
            key = (kind, period.first, period.last)
            if (first := seen.setdefault(key, cell)) != cell:
                message = _("This column says the same as the one in %(cell)s: the same period twice.")
                found.append(Problem(cell, "duplicate-year", message % {"cell": first}))
            if self.years and kind in (PLAN, FACT) and period.last.year not in self.years and not one.is_previous:
                message = _("The year %(year)s lies outside the plan, which is of %(first)s–%(last)s.")
                values = {"year": period.last.year, "first": self.years[0], "last": self.years[-1]}
                found.append(Problem(cell, "outside-the-plan", message % values))
        self.reading.problems += found
        return bool(found)

    def read(self, i: int, indicator: Indicator) -> list[IndicatorValue]:
        """The values of a row, one for each column; cells that cannot be read are refused in the reading."""
        of_row = self._year_of_row(i)
        over = self._merged_over_several(i)
        if over:
            doubt = say("%(cell)s: “%(name)s” has one cell over several columns of values; it belongs to none of them.")
            self.reading.doubts.append(doubt % {"cell": self._address(i, over[0]), "name": indicator.name})
        values, empty = [], []
        for one, kind, period in self.columns:
            value = "" if one in over else self._cell(i, one)
            within = period or of_row
            if within is None:
                continue
            if value == "" and one not in over:
                empty.append(one)
            made = self._value(i, one, value, indicator)
            if made is not None:
                made.first_month, made.last_month, made.kind = within.first, within.last, kind
                values.append(made)
        self._doubt_shares(i, values, indicator)
        if empty and len(empty) < len(self.columns):
            doubt = say("%(cell)s: “%(name)s” has fewer values than columns; each was kept where it stands.")
            self.reading.doubts.append(doubt % {"cell": self._address(i, empty[0]), "name": indicator.name})
        return values

    def _value(self, i: int, one: FigureColumn, cell: Cell, indicator: Indicator) -> IndicatorValue | None:
        made = IndicatorValue(node=indicator.node, number=indicator.number, name=indicator.name,
                              cell=self._address(i, one))  # fmt: skip
        cell = self._as_shown(i, one, cell)
        text = as_code(cell) if not isinstance(cell, Broken) else str(cell)
        if text in ("", *DASHES):
            made.is_left_empty = text == ""
            return made
        if text == PLUS:
            made.text = PLUS
            return made
        number = parse_amount(without_percent(cell), self.style, Decimal(100))
        if has_words(indicator.unit):
            if not isinstance(number, Refusal):
                message = _("“%(value)s” is a number, but the unit is “%(unit)s”. Correct the unit, or write words.")
                self._refuse(i, one, "not-a-text", message % {"value": text, "unit": indicator.unit}, text)
                return None
            made.text = text[:120]
            return made
        if isinstance(number, Refusal):
            is_number_like = number.problem != "not-an-amount" or text[:1].isdigit()
            message = explain_number(number) if is_number_like else _(
                "“%(value)s” is no number, but the unit is “%(unit)s”. Write a number, or a dash where there is none."
            ) % {"value": text, "unit": indicator.unit}  # fmt: skip
            self._refuse(i, one, "not-a-number" if number.problem == "not-an-amount" else number.problem, message, text)
            return None
        if PERCENT in text and not is_of_percents(indicator.unit):
            message = _("“%(value)s” is a percent, but the unit is “%(unit)s”. Correct one of them.")
            self._refuse(i, one, "not-a-number", message % {"value": text, "unit": indicator.unit}, text)
            return None
        made.value, made.text = number / 100, digits_of(cell, number / 100)
        if is_of_percents(indicator.unit) and made.value > 100:
            doubt = say("%(cell)s: “%(name)s” is %(value)s %%, more than 100.")
            self.reading.doubts.append(doubt % {"cell": made.cell, "name": indicator.name, "value": made.text})
        return made

    def _as_shown(self, i: int, one: FigureColumn, cell: Cell) -> Cell:
        """A number that the sheet shows as a percent as people see it: 0.95 is 95 %."""
        if isinstance(cell, float) and (i, one.place) in self.section.sheet.percents:
            seen = as_seen(self.section.sheet, i, one.place, Decimal(repr(cell)))
            return f"{seen.quantize(_HUNDREDTH).normalize():f}{PERCENT}"
        return cell

    def _doubt_shares(self, i: int, values: Sequence[IndicatorValue], indicator: Indicator) -> None:
        """A number below one under a unit of percents may be a share: a doubt, unless all are printed so as text."""
        known = [value for value in values if value.value is not None]
        if not is_of_percents(indicator.unit):
            return
        places = {self._address(i, one): (i, one.place) for one, _kind, _period in self.columns}
        for value in known:
            row, place = places[value.cell]
            cell = cell_of(self.section.sheet, row, place)
            is_typed = isinstance(cell, float) and (row, place) not in self.section.sheet.percents
            is_mixed = any(other.value is not None and other.value >= 1 for other in known)
            may_be_share = is_typed or (is_mixed and PERCENT not in str(cell) and isinstance(cell, str))
            if value.value is not None and 0 < value.value < 1 and may_be_share:
                doubt = say(
                    "%(cell)s: “%(name)s” is read as %(value)s %%. If %(other)s %% is meant, write it with its sign."
                )
                other = f"{(value.value * 100).normalize():f}"
                told = {"cell": value.cell, "name": indicator.name, "value": value.text, "other": other}
                self.reading.doubts.append(doubt % told)

    def _merged_over_several(self, i: int) -> list[FigureColumn]:
        """Columns of values that one cell of the row lies over."""
        found: list[FigureColumn] = []
        for top, left, bottom, right in self.section.sheet.merged:
            if top <= i <= bottom:
                over = [one for one, _kind, _period in self.columns if left <= one.place <= right]
                found += over if len(over) > 1 and cell_of(self.section.sheet, top, left) != "" else []
        return found

    def _year_of_row(self, i: int) -> Period | None:
        """The period of a row's own cell; one that names none is refused."""
        if "year" not in self.section.columns:
            return None
        text = as_code(self.section.value(i, "year"))
        period = parse_period(text) or (parse_period(f"{text} год") if text.isdecimal() else None)
        if period is None:
            address = self.section.sheet.address(i, self.section.columns["year"])
            message = _("“%(value)s” is no year and no part of one.") % {"value": text}
            self.reading.reject(self.section.sheet.row_number(i), address, "not-a-date", message, text)
        return period

    def _cell(self, i: int, one: FigureColumn) -> Cell:
        return cell_of(self.section.sheet, i, one.place)

    def _address(self, i: int, one: FigureColumn) -> str:
        return self.section.sheet.address(i, one.place)

    def _refuse(self, i: int, one: FigureColumn, problem: str, message: str, value: str) -> None:
        self.reading.reject(self.section.sheet.row_number(i), self._address(i, one), problem, message, value)


def is_of_percents(unit: str) -> bool:
    return PERCENT in unit or unit.casefold().startswith(("процент", "пайыз", "percent"))


def staged(
    figures: Sequence[FigureColumn], *, has_year_of_row: bool
) -> list[tuple[FigureColumn, IndicatorValue.Kind, Period | None]]:
    """Each column with what it holds and its period.

    In a plan of years the columns that name no year are those before it: the current year is the last before the
    first planned, the reporting one the year before that.
    """
    headed = [one for one in figures if _names_a_year(one)]
    first = min((one.period.first.year for one in headed if one.period), default=None)
    found = []
    for one in figures:
        text, period = one.heading.casefold(), one.period
        kind = FACT if one.figure == "fact" else PLAN
        stage = next((stage for stage, words in _STAGES.items() if any(word in text for word in words)), None)
        if stage is not None and first is not None:
            kind = stage
            if not _names_a_year(one):
                period = parse_period(f"{first - (1 if stage == CURRENT else 2)} год")
        elif has_year_of_row and not _names_a_year(one):
            period = None
        found.append((one, kind, period))
    return found


def _names_a_year(one: FigureColumn) -> bool:
    return re.search(r"20\d\d", one.heading) is not None
