"""Target indicators of a period: plan, stated and computed fact side by side, execution, and why one was missed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.book_figures import BookFigure, figures
from finance.months import Month
from finance.reporting.formula import Formula, difference, ratio
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from finance.stated import Stated, remarks
from tariffs.asking_together import for_indicators
from tariffs.indicator_records import (
    Measured,
    indicators_of,
    measured,
    nodes_of,
    partly_from,
    values_of,
)
from tariffs.indicators import DONE, DOWN, Status, status
from tariffs.models import Indicator, IndicatorValue, StrategicNode
from tariffs.reports.sources import cell_links
from tariffs.reports.wording import one_facility
from tariffs.stated_results import scale_of

NAME = "indicators"
PLAN, FACT = str(IndicatorValue.Kind.PLAN), str(IndicatorValue.Kind.FACT)
Links = Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator in the period asked for: this year, the year before, the books, where it stands and why."""

    now: Measured
    before: Measured | None
    books: BookFigure | None
    status: Status
    reason: str

    @property
    def computed(self) -> Fraction | None:
        """What the books say, in the indicator's own unit."""
        return self._in_unit(self.books.value) if self.books else None

    @property
    def planned(self) -> Fraction | None:
        """What the plans in the books come to, in the indicator's own unit."""
        return self._in_unit(self.books.planned) if self.books else None

    def _in_unit(self, value: Fraction | None) -> Fraction | None:
        if value is None or self.books is None or not self.books.is_money:
            return value
        return value / Fraction(scale_of(self.now.indicator.unit))


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Indicators stated for exactly these months. Raises ScopeError where there are none, or for several facilities."""
    with translation.override(language):
        one_facility(scope)
        facility = scope.budgets[0].facility
        lines, rows_shown = _lines(scope, first, through)
        links = cell_links(rows_shown)
        columns = _columns(through.year)
        nodes = nodes_of(facility) if any(line.now.indicator.node for line in lines) else []
        of = ReportHeading(scope, first, through, unit, language)
        rows = tuple(_rows(lines, nodes, links, of))
        reached = sum(1 for line in lines if line.status == Status.REACHED)
        counted = {"reached": reached, "of": len(lines)}
        total = Row("total", {"name": Cell(_("Reached %(reached)s of %(of)s") % counted)}, extra=counted)
        notes, doubts = remarks(_stated(lines))
        return beside_form2(
            NAME,
            _("Execution of the target indicators"),
            of,
            tables=(Table(NAME, columns, rows, total, _("Indicators")),),
            notes=(*notes, *_notes(lines)),
            doubts=(*doubts, *_doubts(lines)),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Indicators"), "indicators", build, place=1)


def _lines(scope: Scope, first: Month, through: Month) -> tuple[list[IndicatorLine], list[IndicatorValue]]:
    facility = scope.budgets[0].facility
    earlier, until = (Month(month.year - 1, month.number) for month in (first, through))
    for_indicators(facility, first, through)
    indicators = indicators_of(facility)
    values = values_of(facility, (first, earlier), (through, until))
    now = measured(indicators, values, first, through)
    if not any(kind in one.rows for one in now.values() for kind in (PLAN, FACT)):
        raise ScopeError(_("No indicators are stated for exactly these months. Import them, or choose other months."))
    before = measured(indicators, values, earlier, until)
    books = figures(scope, first, through, {one.indicator.formula for one in now.values()} - {""})
    share = cache(lambda: partly_from(facility))
    lines = [
        IndicatorLine(
            one,
            before.get(named),
            books.get(one.indicator.formula),
            status(one.indicator.better, one.value(PLAN), one.value(FACT), share),
            one.reason,
        )
        for named in indicators
        if (one := now.get(named)) is not None
    ]
    return lines, values


def _columns(year: int) -> tuple[Column, ...]:
    previous, this = str(year - 1), str(year)
    return (
        Column("number", _("No."), "code"),
        Column("name", _("Indicator"), "text"),
        Column("source", _("Source of information"), "text"),
        Column("unit", _("Unit"), "text"),
        Column("previous_plan", _("Plan"), "quantity", group=previous),
        Column("previous_fact", _("Fact"), "quantity", group=previous),
        Column("plan", _("Plan"), "quantity", group=this),
        Column("fact", _("Fact as stated"), "quantity", group=this),
        Column("computed", _("Fact as computed"), "quantity", group=this, decimals=2),
        Column("difference", _("Difference"), "quantity", group=this, decimals=2),
        Column("execution_percent", _("Executed, %"), "percent", decimals=1),
        Column("status", _("Status"), "text"),
        Column("reason", _("Reason"), "text"),
    )


def _rows(
    lines: Sequence[IndicatorLine], nodes: Sequence[StrategicNode], links: Links, of: ReportHeading
) -> Iterator[Row]:
    by_indicator = {line.now.indicator.pk: line for line in lines}
    for heading, indicator in heading_rows([line.now.indicator for line in lines], nodes):
        yield heading or _row(f"indicator-{indicator.pk}", by_indicator[indicator.pk], links, of)


def heading_rows(
    indicators: Sequence[Indicator], nodes: Sequence[StrategicNode]
) -> Iterator[tuple[Row | None, Indicator]]:
    """The indicators in their order, each direction, goal and task as a heading before the first of its own."""
    by_number = {node.number: node for node in nodes}
    shown: set[str] = set()
    for indicator in indicators:
        parts = indicator.node.split(".")
        for depth in range(1, len(parts) + 1):
            number = ".".join(parts[:depth])
            if number in by_number and number not in shown:
                shown.add(number)
                node = by_number[number]
                label = f"{node.get_kind_display()} {number}. {node.name}"
                label = label[:1].upper() + label[1:]
                yield Row(f"node-{number}", {"name": Cell(label)}, level=depth - 1, style="section"), indicator
        yield None, indicator


def _row(key: str, line: IndicatorLine, links: Links, of: ReportHeading) -> Row:
    indicator, better = line.now.indicator, line.now.indicator.better
    cells = {
        "number": Cell(indicator.number),
        "name": Cell(indicator.name, _page(of, indicator.pk)),
        "source": Cell(indicator.source),
        "unit": Cell(indicator.unit),
        "plan": value_cell(line.now, PLAN, links),
        "fact": value_cell(line.now, FACT, links),
        "previous_plan": value_cell(line.before, PLAN, links),
        "previous_fact": value_cell(line.before, FACT, links),
        "computed": Cell(line.computed, _report(of, line.books) if line.computed is not None else None),
        "difference": Cell(formula=difference("fact", "computed") if line.computed is not None else None),
        "execution_percent": Cell(formula=_execution(better, line.now)),
        "status": Cell(status_label(line.status), flag="alert" if line.status == Status.MISSED else ""),
        "reason": Cell(line.reason or None),
    }
    printed = {
        name: _printed(one, kind)
        for name, one, kind in (
            ("plan", line.now, PLAN),
            ("fact", line.now, FACT),
            ("previous_plan", line.before, PLAN),
            ("previous_fact", line.before, FACT),
        )
    }
    extra = {**printed, "status": str(line.status), "reason": line.reason or None, "node": indicator.node or None}
    return Row(key, cells, extra=extra)


def _execution(better: str, of: Measured) -> Formula | None:
    """Fact ÷ plan, plan ÷ fact where less is better; nothing for words."""
    if better == DONE or of.value(PLAN).number is None or of.value(FACT).number is None:
        return None
    return ratio("plan", "fact") if better == DOWN else ratio("fact", "plan")


def value_cell(of: Measured | None, kind: str, links: Links) -> Cell:
    row = of.rows.get(kind) if of else None
    if of is None or row is None:
        return Cell()
    value = of.value(kind)
    shown = value.number if value.number is not None else value.text or None
    return Cell(shown, links.get((IndicatorValue, row.pk)) if shown is not None else None)


def _printed(of: Measured | None, kind: str) -> str | None:
    """The value as printed, for machines: digits with a decimal point, or words."""
    return of.value(kind).text or None if of else None


def status_label(key: Status) -> str:
    """The status in words."""
    return {
        Status.REACHED: _("reached"),
        Status.PARTLY: _("partly reached"),
        Status.MISSED: _("not reached"),
        Status.NO_DATA: _("no data"),
    }[key]


def _stated(lines: Sequence[IndicatorLine]) -> list[Stated]:
    """Facts and plans that the books compute too."""
    facts = [(line.now, FACT, line.now.indicator.name, line.computed) for line in lines]
    plans = [(line.now, PLAN, f"{line.now.indicator.name}, {_('plan')}", line.planned) for line in lines]
    return [
        Stated(called, Decimal(of.value(kind).text), computed)
        for of, kind, called, computed in (*facts, *plans)
        if computed is not None and of.value(kind).number is not None
    ]


def _notes(lines: Sequence[IndicatorLine]) -> Iterator[Remark]:
    if any(line.computed is not None for line in lines):
        yield Remark(_("Status and execution go by the fact as stated; the computed one stands beside it."), "stated")

    for line in lines:
        if line.books is not None and line.books.missing:
            values = {"number": line.now.indicator.number, "name": line.now.indicator.name, "why": line.books.missing}
            text = _("Indicator %(number)s “%(name)s” is not computed. %(why)s")
            yield Remark(text % values, "not-computed")


def _doubts(lines: Sequence[IndicatorLine]) -> Iterator[Remark]:
    for line in lines:
        values = {"number": line.now.indicator.number, "name": line.now.indicator.name}
        if line.status == Status.NO_DATA:
            text = _("Indicator %(number)s “%(name)s”: plan or fact of the period is not known.")
            yield Remark(text % values, "no-data")
        if line.status in (Status.PARTLY, Status.MISSED) and not line.reason:
            text = _("Indicator %(number)s “%(name)s” was not reached; the reason is not given.")
            yield Remark(text % values, "no-reason")


def _page(of: ReportHeading, pk: int) -> str | None:
    """The page where the reason is written and the indicator is set up."""
    try:
        address = reverse("tariffs:indicator", args=[of.scope.budgets[0].key, pk])
    except NoReverseMatch:
        return None
    return f"{address}?{urlencode({'from': str(of.first), 'through': str(of.through)})}"


def _report(of: ReportHeading, figure: BookFigure | None) -> str | None:
    """The report that a computed figure comes from."""
    if figure is None or not figure.report:
        return None
    try:
        address = reverse("report", args=[of.scope.budgets[0].key, figure.report])
    except NoReverseMatch:
        return None
    return f"{address}?{urlencode({'from': str(of.first), 'through': str(of.through)})}"
