"""Charts of a report as data for a page to draw: the same figures as the table's, in its unit. Pure."""

from __future__ import annotations

from typing import Any

from finance.months import Month
from finance.reporting.chart import Chart
from finance.reporting.figures import cell_text, machine
from finance.reporting.periods import months_side_by_side
from finance.reporting.report import Report


def chart_data(report: Report, chart: Chart) -> dict[str, Any]:
    """`categories` and `series` of equal length. Values are texts as in JSON (`"321443.00"`), None where blank.

    `is_share` marks percents, which need an axis of their own beside money; `is_trend` categories that are months,
    which have names in `short` that fit under an axis; others have none.
    """
    table = report.table(chart.table)
    category = table.column(chart.category)
    wanted = chart.rows or table.children(None)
    rows = [table.row(key) for key in wanted]
    series = []
    for drawn in chart.series:
        column = table.column(drawn.column)
        series.append(
            {
                "key": column.key,
                "name": drawn.label or column.label,
                "drawn_as": drawn.drawn_as,
                "is_share": column.kind == "percent",
                "values": [machine(row.cell(column.key).value, column.kind, report.unit) for row in rows],
            }
        )
    return {
        "key": chart.key,
        "title": chart.title,
        "axis_title": chart.axis_title,
        "is_stacked": chart.is_stacked,
        "is_trend": category.kind == "month",
        "categories": [cell_text(report, row, category) for row in rows],
        "short": _short([row.cell(category.key).value for row in rows], report.language),
        "series": series,
    }


def _short(values: list[Any], language: str) -> list[str]:
    months = [value for value in values if isinstance(value, Month)]
    return months_side_by_side(months, language) if len(months) == len(values) else []
