"""What a page is asked for: budget or facility, period, unit, language. Read from the address and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from finance.asking_once import once
from finance.clock import today
from finance.execution import balances
from finance.kept import kept
from finance.languages import active_language
from finance.models import Budget, Measure
from finance.months import Month, MonthError, span, year_months
from finance.reporting.periods import month_in_words, period_in_words
from finance.reporting.report import Unit
from finance.reports.parameters import AnyParameter, ParameterError
from finance.scope import Scope, of_budget, of_facility, of_project, of_years
from finance.views.reach import Reach

EXTENTS = ("budget", "facility", "tree")
MOST_CLOSED = 500
UNITS: tuple[Unit, ...] = ("thousand", "tenge")


@dataclass(frozen=True, slots=True)
class Asked:
    """`extent`: the budget alone, every budget of its facility and year, or those of the branches too.

    `years` are those to choose from for a report that spans years: then the budget stands for its programme and source.
    `closed` are the sums whose rows are rolled up, by code.
    """

    budget: Budget
    first: Month
    last: Month
    unit: Unit = "thousand"
    language: str = field(default_factory=active_language)
    extent: str = "budget"
    parameters: tuple[tuple[AnyParameter, int | str], ...] = ()
    years: tuple[int, ...] = ()
    closed: tuple[str, ...] = ()

    @once
    def scope(self, reach: Reach) -> Scope:
        facility, with_branches = self.budget.facility, self.extent == "tree"
        if self.budget.project and self.years:
            years = range(self.first.year, self.last.year + 1)
            return of_project(self.budget.project, years, allowed=reach.budgets)
        if self.years:
            like = self.budget if self.extent == "budget" else None
            years = range(self.first.year, self.last.year + 1)
            return of_years(facility, years, like=like, with_branches=with_branches, allowed=reach.budgets)
        if self.extent == "budget":
            return of_budget(self.budget)
        return of_facility(facility, self.budget.year, with_branches=with_branches, allowed=reach.budgets)

    @property
    def query(self) -> str:
        """The address part that asks for the same again."""
        asked = {"from": str(self.first), "through": str(self.last), "unit": self.unit}
        if self.extent != ("facility" if self.years else "budget"):
            asked["scope"] = self.extent
        if self.language != get_language():
            asked["language"] = self.language
        asked |= {one.name: str(value) for one, value in self.parameters if value != one.default}
        asked |= {"closed": ",".join(self.closed)} if self.closed else {}
        return urlencode(asked)

    @property
    def numbers(self) -> dict[str, int | str]:
        """The report's parameters by name."""
        return {one.name: value for one, value in self.parameters}

    def during(self, first: Month, last: Month) -> Asked:
        return replace(self, first=first, last=last)

    def periods(self) -> list[Choice]:
        """Quarters, half-year, nine months and the year as one click each; of several years each and all of them."""
        if self.years:
            spans = [(year, year) for year in self.years[1:-1]] + [(self.years[1], self.years[-2])]
            spans = list(dict.fromkeys(spans))
            return [self._choice(_span(*years), Month(years[0], 1), Month(years[1], 12)) for years in spans]
        year = self.budget.year
        named = [
            (_("Q 1"), 1, 3),
            (_("Q 2"), 4, 6),
            (_("Q 3"), 7, 9),
            (_("Q 4"), 10, 12),
            (_("Half-year"), 1, 6),
            (_("9 months"), 1, 9),
            (_("Year"), 1, 12),
        ]
        return [self._choice(label, Month(year, first), Month(year, last)) for label, first, last in named]

    def _choice(self, label: str, first: Month, last: Month) -> Choice:
        hint = period_in_words(first, last, active_language())
        return Choice(label, f"?{self.during(first, last).query}", (self.first, self.last) == (first, last), hint)

    def months(self) -> list[tuple[str, str]]:
        """Months of the year or years as options: `2025-01`, its name."""
        language = active_language()
        years = self.years or (self.budget.year,)
        return [(str(month), month_in_words(month, language)) for year in years for month in year_months(year)]

    @property
    def period_in_words(self) -> str:
        return period_in_words(self.first, self.last, active_language())

    def neighbours(self) -> tuple[Choice | None, Choice | None]:
        """The periods of the same length before and after, where they lie in the year."""
        length = self.last.number - self.first.number + 1
        year, first, last = self.budget.year, self.first.number, self.last.number
        before = after = None
        if self.years:
            return None, None
        if first - length >= 1:
            before = self._choice("‹", Month(year, first - length), Month(year, last - length))
        if last + length <= 12:
            after = self._choice("›", Month(year, first + length), Month(year, last + length))
        return before, after

    def single_months(self) -> list[Choice]:
        if self.years:
            return []
        return [
            self._choice(f"{month.number:02d}", month, month)
            for month in span(Month(self.budget.year, 1), Month(self.budget.year, 12))
        ]


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    url: str
    is_current: bool
    hint: str = ""


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def years_around(budget: Budget, budgets: Iterable[Budget]) -> tuple[int, ...]:
    """Years of the facility's budgets, with one before and one after, which plans speak of."""
    own = [one.year for one in budgets if one.facility_id == budget.facility_id]
    return tuple(range(min(own) - 1, max(own) + 2))


def asked(
    query: QueryDict, budget: Budget, parameters: tuple[AnyParameter, ...] = (), years: tuple[int, ...] = ()
) -> Asked:
    """Reads what an address asks; `parameters` are those of the report, `years` those it may span.

    What cannot be read is answered with 404 and a sentence, never with a guess.
    """
    if years:
        first = _month(query, "from") or Month(years[1], 1)
        last = _month(query, "through") or Month(years[-2], 12)
    else:
        last = _month(query, "through") or last_month_with_data(budget)
        first = _month(query, "from") or Month(budget.year, 1)
    if first > last:
        raise Http404(_("The period ends before it begins."))
    if not years and (first.year != budget.year or last.year != budget.year):
        raise Http404(_("This budget is of %(year)s; ask for months of that year.") % {"year": budget.year})
    unit: Unit = "tenge" if _one_of(query, "unit", UNITS) == "tenge" else "thousand"
    language = _one_of(query, "language", [code for code, _name in settings.LANGUAGES], active_language())
    try:
        numbers = tuple((one, one.read(query.get(one.name, "").strip())) for one in parameters)
    except ParameterError as error:
        raise Http404(str(error)) from error
    extent = _one_of(query, "scope", EXTENTS, "facility" if years else "")
    closed = tuple(sorted(set(filter(None, query.get("closed", "").split(",")))))[:MOST_CLOSED]
    return Asked(budget, first, last, unit, language, extent, numbers, years, closed)


def last_month_with_data(budget: Budget) -> Month:
    """The last month with money received, paid or spent; without any, this month or the budget's January."""

    def last() -> Month | None:
        held = balances([budget.pk], budget.year, (Measure.FUNDING, Measure.CASH, Measure.ACTUAL))
        return max((month.calendar for _budget, _code, _measure, month, _dated, _amount in held), default=None)

    found, now = kept(("last month", budget.pk), last), Month.of(today())
    return found or (now if now.year == budget.year else Month(budget.year, 1))


def _month(query: QueryDict, name: str) -> Month | None:
    text = query.get(name, "")
    if not text:
        return None
    try:
        return Month.parse(text)
    except MonthError as error:
        raise Http404(_("Write the month as 2025-01.")) from error


def _one_of(query: QueryDict, name: str, allowed: tuple[str, ...] | list[str], default: str = "") -> str:
    value = query.get(name, "")
    return value if value in allowed else default or allowed[0]
