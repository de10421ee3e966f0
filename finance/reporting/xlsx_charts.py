"""Native charts on a sheet of their own, so that the form itself prints clean. Their figures are the table's cells."""

import re
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name as letters

from finance.reporting.chart import Chart, Series
from finance.reporting.report import Report, ReportError
from finance.reporting.xlsx_formula import TablePlace, quoted

_COLOURS = ("#1F4E79", "#C55A11", "#548235", "#7F6000", "#7030A0", "#2E75B6", "#A5A5A5", "#833C0B")
_ROWS_APART = 24
_GRID = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}}
_REFERENCE = re.compile(r"!(?=\$?[A-Z])")


def add_charts(workbook: Workbook, report: Report, places: dict[str, TablePlace], sheet_name: str) -> None:
    sheet = workbook.add_worksheet(sheet_name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.set_h_pagebreaks([number * _ROWS_APART for number in range(1, len(report.charts))])
    for number, chart in enumerate(report.charts):
        if chart.table not in places:
            raise ReportError(f"chart {chart.key} is drawn from a table that is not there: {chart.table}")
        drawn = _drawn(workbook, report, chart, places[chart.table])
        sheet.insert_chart(number * _ROWS_APART, 0, drawn, {"description": chart.title, "y_offset": 8})


def _drawn(workbook: Workbook, report: Report, chart: Chart, place: TablePlace) -> Any:
    bars = [series for series in chart.series if series.drawn_as == "bar"]
    lines = [series for series in chart.series if series.drawn_as == "line"]
    stacked = {"subtype": "stacked"} if chart.is_stacked and len(bars) > 1 else {}
    first = workbook.add_chart({"type": "column", **stacked} if bars else {"type": "line"})
    second = workbook.add_chart({"type": "line"}) if bars and lines else None
    for number, series in enumerate(bars + lines):
        options = _series(report, chart, place, series, _COLOURS[number % len(_COLOURS)])
        if second is not None and series.drawn_as == "line" and _is_share(report, chart, series):
            # a share beside money would lie flat on the axis
            options["y2_axis"] = True
            second.set_y2_axis({"num_format": "0%"})
        (second if second is not None and series.drawn_as == "line" else first).add_series(options)
    if second is not None:
        first.combine(second)
    first.set_title({"name": _plain(chart.title), "name_font": {"size": 12}})
    first.set_legend({"position": "bottom"})
    first.set_y_axis({"name": _plain(chart.axis_title), "num_format": "#,##0", "major_gridlines": _GRID})
    # below the bars that go under zero
    first.set_x_axis({"label_position": "low"})
    first.set_size({"width": 860, "height": 440})
    return first


def _is_share(report: Report, chart: Chart, series: Series) -> bool:
    return report.table(chart.table).column(series.column).kind == "percent"


def _series(report: Report, chart: Chart, place: TablePlace, series: Series, colour: str) -> dict[str, Any]:
    rows = chart.rows or report.table(chart.table).children(None)
    name = series.label or report.table(chart.table).column(series.column).label
    drawn = {
        "line": {"color": colour, "width": 2.25},
        "marker": {"type": "circle", "size": 6, "fill": {"color": colour}},
    }
    return {
        "name": _plain(name),
        "categories": _cells(place, chart.category, rows),
        "values": _cells(place, series.column, rows),
        **({"fill": {"color": colour}, "gap": 60} if series.drawn_as == "bar" else drawn),
    }


def _cells(place: TablePlace, column: str, rows: tuple[str, ...]) -> str:
    """`='Sheet'!$C$8:$C$24`; rows that do not stand together make a union in brackets."""
    if column not in place.columns:
        raise ReportError(f"a chart names a column that is not there: {column}")
    letter = letters(place.columns[column])
    numbers = sorted(place.rows[row] + 1 for row in rows)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    areas = [f"{quoted(place.sheet)}!${letter}${first}:${letter}${last}" for first, last in runs]
    return f"={areas[0]}" if len(areas) == 1 else f"=({','.join(areas)})"


def _plain(text: str) -> str:
    """XlsxWriter takes a title like `Итоги!A1` for a reference; an invisible joiner keeps it a title."""
    return _REFERENCE.sub("!\u2060", text)
