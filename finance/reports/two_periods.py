"""Two periods side by side by code, any months of any two years, and the year's heat: codes by month.

Without asking, a period is set against the same months of the year before; where that year has no budget, against the
months just before it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import balances, code_names, require_period
from finance.models import Budget, Measure
from finance.money import ZERO
from finance.months import Month, span, year_months
from finance.reporting.formula import Ref
from finance.reporting.periods import months_side_by_side, period_in_words
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.reports.parameters import Parameter
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError

NAME, HEAT = "two-periods", "heat"
FIGURES = {"plan": "plan_months", "cash": "cash", "actual": "actual"}
MEASURES = {Measure.PLAN: "plan", Measure.AMENDMENT: "plan", Measure.CASH: "cash", Measure.ACTUAL: "actual"}
Sums = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True)
class ComparedPeriod:
    """Months of one year, inclusive, and the budgets of that year; none where it has none."""

    scope: Scope | None
    first: Month
    last: Month


def build(
    scope: Scope,
    first: Month,
    through: Month,
    *,
    unit: Unit = "tenge",
    language: str = "ru",
    against_year: int = 0,
    against_from: int = 0,
    against_through: int = 0,
) -> Report:
    """Months inclusive; of the other period its year and the numbers of its months. Raises ScopeError."""
    with translation.override(language):
        require_period(scope, first, through)
        now = ComparedPeriod(scope, first, through)
        other = _other(now, against_year, against_from, against_through)
        names = code_names(scope)
        own, before = _sums(now), _sums(other)
        rows = [
            _row(str(pk), (now, other), (own.get(pk, {}), before.get(pk, {})), names[pk].code, names[pk].name(language))
            for pk in names
            if pk in own or pk in before
        ]
        table = summed(NAME, _columns(now, other, language), rows, _("By code"))
        return beside_form2(
            NAME,
            _("Two periods side by side"),
            ReportHeading(scope, first, through, unit, language),
            tables=(table, _heat(scope, language)),
            notes=(Remark(_("Set against: %(period)s.") % {
                "period": period_in_words(other.first, other.last, language)}, "against"),),
        )  # fmt: skip


REPORT = RegisteredReport(
    NAME, gettext_lazy("Two periods"), "years", build, place=40,
    parameters=(
        Parameter("against_year", lambda: _("Year of the other period"), 0, 0, 2200),
        Parameter("against_from", lambda: _("its first month"), 0, 0, 12),
        Parameter("against_through", lambda: _("its last month"), 0, 0, 12),
    ),
)  # fmt: skip


def _other(now: ComparedPeriod, year: int, first: int, last: int) -> ComparedPeriod:
    """The period asked for; what is left out as the module says. Raises ScopeError."""
    assert now.scope is not None
    if first and last and first > last:
        raise ScopeError(_("The other period ends before it begins."))
    if not year and not first and not last:
        before = of_year(now.scope, now.first.year - 1)
        length = now.last.number - now.first.number + 1
        if before is None and now.first.number > length:
            return ComparedPeriod(
                now.scope, Month(now.first.year, now.first.number - length), Month(now.first.year, now.first.number - 1)
            )
        year = now.first.year - 1
    year = year or now.first.year
    begins, ends = first or min(now.first.number, last or 12), last or max(now.last.number, first or 1)
    return ComparedPeriod(of_year(now.scope, year), Month(year, begins), Month(year, ends))


def of_year(scope: Scope, year: int) -> Scope | None:
    """What the same facilities have of another year from the same programmes and sources; None for nothing."""
    if year == scope.year:
        return scope
    same = {(one.facility_id, one.programme_id, one.source_id) for one in scope.budgets}
    found = Budget.objects.filter(year=year, facility__in={facility for facility, _p, _s in same})
    budgets = tuple(
        one for one in found.select_related("facility", "programme", "source").order_by("key")
        if (one.facility_id, one.programme_id, one.source_id) in same
    )  # fmt: skip
    return Scope(budgets, scope.facility, scope.is_tree) if budgets else None


def _sums(period: ComparedPeriod) -> Sums:
    """Tenge by code id and figure; the plan with the changes made by the end of the period."""
    found: defaultdict[int, defaultdict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    if period.scope is None:
        return found
    for _budget, code, measure, month, dated, amount in balances(
        period.scope.budget_ids, period.first.year, tuple(MEASURES)
    ):
        is_plan = measure in (Measure.PLAN, Measure.AMENDMENT)
        if period.first <= month.calendar <= period.last and not (is_plan and dated > period.last):
            found[code][MEASURES[Measure(measure)]] += amount
    return found


def _columns(now: ComparedPeriod, other: ComparedPeriod, language: str) -> tuple[Column, ...]:
    labels = {"plan": _("Adjusted plan"), "cash": _("Paid"), "actual": _("Actual cost")}
    named = (("before", other), ("now", now))
    change = Ref("actual_now") / Ref("actual_before") - 1
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        *(
            Column(f"{figure}_{key}", label, group=period_in_words(one.first, one.last, language), total="sum")
            for key, one in named
            for figure, label in labels.items()
        ),
        Column("change", _("Change of actual cost"), formula=Ref("actual_now") - Ref("actual_before"), total="formula",
               is_overspend=True),
        Column("change_percent", _("Change, %"), "percent", formula=change, total="formula"),
    )  # fmt: skip


def _row(
    key: str,
    periods: tuple[ComparedPeriod, ComparedPeriod],
    sums: tuple[Mapping[str, Decimal], Mapping[str, Decimal]],
    code: str,
    name: str,
) -> Row:
    cells = {"code": Cell(code), "name": Cell(name)}
    for which, period, own in zip(("now", "before"), periods, sums, strict=True):
        links = Links(period.scope, period.first, period.last) if period.scope is not None else None
        for figure, linked in FIGURES.items():
            cells[f"{figure}_{which}"] = Cell(own.get(figure, ZERO), links.of(linked, code) if links else None)
    return Row(key, cells)


def _heat(scope: Scope, language: str) -> Table:
    """Actual cost of each code by month, the heavier the darker within its row; cash where nothing was accrued."""
    months = year_months(scope.year)
    amounts: defaultdict[int, defaultdict[Month, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    every = list(balances(scope.budget_ids, scope.year, (Measure.ACTUAL, Measure.CASH)))
    measure = Measure.ACTUAL if any(one[2] == Measure.ACTUAL for one in every) else Measure.CASH
    for _budget, code, of, month, _dated, amount in every:
        if of == measure:
            amounts[code][month.calendar] += amount
    short = months_side_by_side(months, language)
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        *(Column(f"m{month.number:02}", label, total="sum", is_heat=True)
          for month, label in zip(months, short, strict=True)),
    )  # fmt: skip
    names = code_names(scope)
    rows = []
    for pk, name in names.items():
        if pk not in amounts:
            continue
        cells = {"code": Cell(name.code), "name": Cell(name.name(language))}
        for month in span(months[0], months[-1]):
            link = Links(scope, month, month).of(str(measure.value), name.code)
            cells[f"m{month.number:02}"] = Cell(amounts[pk].get(month, ZERO), link)
        rows.append(Row(str(pk), cells))
    title = _("Codes by month: %(measure)s") % {"measure": str(measure.label)}
    return summed(HEAT, columns, rows, title)
