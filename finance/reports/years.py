"""Plan, cash and actual cost of the same months of several years, side by side by code."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import code_names
from finance.models import COUNTED_BY_DATE, Measure
from finance.money import ZERO
from finance.months import Month
from finance.reporting.formula import Ref
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.several_years import SameMonths, amounts, missing_years

NAME = "years"
FIGURES = {"plan": "plan_months", "cash": "cash", "actual": "actual"}
COUNTED = (Measure.PLAN, Measure.AMENDMENT, Measure.CASH, Measure.ACTUAL)


@dataclass(frozen=True)
class ComparedYears:
    """Tenge by code id, year and figure, of `years` that have a budget."""

    sums: Mapping[int, Mapping[tuple[int, str], Decimal]]
    years: tuple[int, ...]


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """The months of `first` to `through` in every year; the plan with the changes dated by the last of them.

    `change_percent` is the actual cost of the last year against the year before. Raises ScopeError.
    """
    with translation.override(language):
        months = SameMonths(first, through)
        months.require()
        compared = compare(scope, months)
        names = code_names(scope)
        columns = _columns(compared.years)
        rows = [
            _row(str(pk), compared.sums[pk], compared.years, (scope, months, names[pk].code), names[pk].name(language))
            for pk in names
            if pk in compared.sums
        ]
        table = summed(NAME, columns, rows, _("By code"))
        return beside_form2(
            NAME,
            _("Years side by side"),
            ReportHeading(scope, first, through, unit, language),
            tables=(replace(table, total=_total(table, compared.years)),),
            notes=_notes(compared.years),
            doubts=year_doubts(scope, months.years),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Years side by side"), "years", build, place=30, spans_years=True)


def compare(scope: Scope, months: SameMonths) -> ComparedYears:
    sums: defaultdict[int, defaultdict[tuple[int, str], Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for one in amounts(scope, months.first, months.through, COUNTED):
        first, last = months.of(one.year)
        if not first <= one.month <= last or (one.measure in COUNTED_BY_DATE and one.dated > last):
            continue
        figure = "plan" if one.measure in (Measure.PLAN, Measure.AMENDMENT) else one.measure
        sums[one.code][one.year, figure] += one.amount
    return ComparedYears(sums, tuple(year for year in scope.years if year in months.years))


def year_doubts(scope: Scope, years: range) -> list[Remark]:
    """Years between two others that have no budget."""
    text = _("%(year)s lies between other years and has no budget: nothing of it is shown.")
    return [Remark(text % {"year": year}, "missing-year") for year in missing_years(scope, years)]


def _columns(years: tuple[int, ...]) -> tuple[Column, ...]:
    labels = {"plan": _("Adjusted plan"), "cash": _("Paid"), "actual": _("Actual cost")}
    change = None
    if len(years) > 1:
        last, before = (Ref(_key("actual", year)) for year in (years[-1], years[-2]))
        change = last / before - 1
    return (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        *(
            Column(_key(figure, year), label, group=str(year), total="sum")
            for year in years
            for figure, label in labels.items()
        ),
        Column("change_percent", _("Change, %"), "percent", formula=change, total="formula"),
    )


def _key(figure: str, year: int) -> str:
    return f"{figure}_{year}"


def _row(
    key: str, sums: Mapping[tuple[int, str], Decimal], years: tuple[int, ...], of: tuple[Scope, SameMonths, str],
    name: str,
) -> Row:  # fmt: skip
    scope, months, code = of
    cells = {"code": Cell(code), "name": Cell(name)}
    for year in years:
        links = Links(scope.in_year(year), *months.of(year))
        for figure, linked in FIGURES.items():
            cells[_key(figure, year)] = Cell(sums.get((year, figure), ZERO), links.of(linked, code))
    return Row(key, cells, extra={"values": _values(cells, years)})


def _values(cells: Mapping[str, Cell], years: tuple[int, ...]) -> dict[str, dict[str, object]]:
    """`{"2024": {"plan": …, "cash": …, "actual": …}}`."""
    return {str(year): {figure: cells[_key(figure, year)].value for figure in FIGURES} for year in years}


def _total(table: Table, years: tuple[int, ...]) -> Row:
    assert table.total is not None
    return replace(table.total, extra={"values": _values(table.total.cells, years)})


def _notes(years: tuple[int, ...]) -> tuple[Remark, ...]:
    if len(years) < 2:
        return ()
    text = _("The change is that of the actual cost of %(last)s against %(before)s.")
    return (Remark(text % {"last": years[-1], "before": years[-2]}, "change"),)
