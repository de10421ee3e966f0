"""The manager's page: eight figures with how each is made, three charts with their tables, and what to look at."""

from dataclasses import replace

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import rooms
from finance.execution import require_period
from finance.head_figures import HeadFigure
from finance.months import Month
from finance.reporting.report import Cell, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope

NAME, FIGURES = "manager", "figures"


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """From January through the month, whatever the first one asked for. Raises ScopeError."""
    with translation.override(language):
        require_period(scope, first, through)
        parts = [tell(scope, first, through) for room in rooms.rooms() for tell in room.head]
        figures = sorted((figure for part in parts for figure in part.figures), key=lambda figure: figure.place)
        return beside_form2(
            NAME,
            _("Manager's page"),
            ReportHeading(scope, Month(scope.year, 1), through, unit, language),
            tables=(_figures(figures), *(table for part in parts for table in part.tables)),
            charts=tuple(chart for part in parts for chart in part.charts),
            notes=tuple(replace(alert, is_to_explain=False) for part in parts for alert in part.alerts),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Manager's page"), "execution", build, place=90)


def _figures(figures: list[HeadFigure]) -> Table:
    columns = (
        Column("name", _("Figure"), "text"),
        Column("amount", _("Amount")),
        Column("rate", _("₸ per bed-day"), "rate"),
        Column("percent", "%", "percent"),
        Column("quantity", _("Bed-days"), "quantity"),
        Column("beside", _("Beside it"), "text"),
        Column("how", _("How it is made"), "text"),
    )
    rows = tuple(
        Row(
            figure.key,
            {
                "name": Cell(figure.label),
                figure.kind: Cell(figure.value, figure.link, "missing" if figure.value is None else ""),
                "beside": Cell(figure.beside),
                "how": Cell(figure.how),
            },
            extra={"key": figure.key, "kind": figure.kind, "state": figure.state},
        )
        for figure in figures
    )
    return Table(FIGURES, columns, rows, None, _("Figures"))


def alerts(report: Report) -> tuple[Remark, ...]:
    return report.notes
