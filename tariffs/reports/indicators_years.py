"""Target indicators of several years: plan and fact of each, whole years only."""

from collections.abc import Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.months import Month
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.indicator_records import Measured, Named, indicators_of, measured, nodes_of, values_of
from tariffs.models import Indicator
from tariffs.reports.indicators import FACT, PLAN, Links, heading_rows, value_cell
from tariffs.reports.sources import cell_links
from tariffs.reports.wording import one_facility

NAME = "indicators-years"
KINDS = (PLAN, FACT)
ByYear = dict[int, dict[Named, Measured]]


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Every year from that of `first` to that of `through`. Raises ScopeError where no whole year is stated."""
    with translation.override(language):
        one_facility(scope)
        facility = scope.budgets[0].facility
        years = range(first.year, through.year + 1)
        indicators = indicators_of(facility)
        values = values_of(facility, [Month(year, 1) for year in years], [Month(year, 12) for year in years])
        by_year = {year: measured(indicators, values, Month(year, 1), Month(year, 12)) for year in years}
        shown = [one for named, one in indicators.items() if any(named in of for of in by_year.values())]
        if not shown:
            raise ScopeError(_("No indicator is stated for a whole year of these. Import a plan of years."))
        links = cell_links(values)
        columns = _columns(by_year)
        rows: list[Row] = []
        for heading, indicator in heading_rows(shown, nodes_of(facility)):
            rows.append(heading if heading is not None else _row(len(rows), indicator, by_year, links))
        return beside_form2(
            NAME,
            _("Target indicators by year"),
            ReportHeading(scope, first, through, unit, language),
            tables=(Table(NAME, columns, tuple(rows), None, _("Indicators by year")),),
            doubts=tuple(_doubts(shown, by_year)),
            extra={"total": None},
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Indicators by year"), "indicators", build, place=2, spans_years=True)


def _columns(by_year: ByYear) -> tuple[Column, ...]:
    """Plan and fact of a year, where anybody states one."""
    stated = [
        Column(f"{kind}-{year}", _("Plan") if kind == PLAN else _("Fact"), "quantity", group=str(year))
        for year, of in by_year.items()
        for kind in KINDS
        if any(one.value(kind).is_known for one in of.values())
    ]
    return (
        Column("number", _("No."), "code"),
        Column("name", _("Indicator"), "text"),
        Column("unit", _("Unit"), "text"),
        *stated,
    )


def _row(place: int, indicator: Indicator, by_year: ByYear, links: Links) -> Row:
    cells = {"number": Cell(indicator.number), "name": Cell(indicator.name), "unit": Cell(indicator.unit)}
    stated: dict[str, dict[str, str]] = {}
    for year, of in by_year.items():
        one = of.get(indicator.indicator)
        for kind in KINDS if one is not None else ():
            cells[f"{kind}-{year}"] = value_cell(one, kind, links)
            if one is not None and one.value(kind).is_known:
                stated.setdefault(str(year), {})[kind] = one.value(kind).text
    return Row(f"indicator-{place}", cells, extra={"node": indicator.node or None, "values": stated})


def _doubts(shown: Sequence[Indicator], by_year: ByYear) -> Iterator[Remark]:
    """Years between two stated ones that an indicator says nothing of."""
    for indicator in shown:
        said = [y for y, of in by_year.items() if (one := of.get(indicator.indicator)) and _is_said(one)]
        gaps = [str(year) for year in range(said[0], said[-1]) if year not in said] if said else []
        if gaps:
            text = _("Indicator %(number)s “%(name)s” says nothing of %(years)s.")
            values = {"number": indicator.number, "name": indicator.name, "years": ", ".join(gaps)}
            yield Remark(text % values, "no-year")


def _is_said(one: Measured) -> bool:
    return any(one.value(kind).is_known for kind in KINDS)
