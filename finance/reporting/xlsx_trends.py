"""The small line of months that the screen draws beside a figure, as a sparkline beside the table."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from finance.reporting.report import Cell, Report, Table
from finance.reporting.xlsx_formula import TablePlace

WIDTH = 14


def add_trends(sheet: Worksheet, report: Report, table: Table, place: TablePlace, heading: Format) -> None:
    """In the column behind the table; the months it is drawn of, in tenge, stand hidden behind it."""
    trends = {row.key: trend for row in table.all_rows if (trend := _trend(row.cells.values()))}
    if not trends:
        return
    drawn = len(table.columns)
    head = min(place.rows.values()) - 1
    with translation.override(report.language):
        sheet.write_string(head, drawn, _("By month"), heading)
    sheet.set_column(drawn, drawn, WIDTH)
    sheet.set_column(drawn + 1, drawn + max(map(len, trends.values())), None, None, {"hidden": True})
    for key, trend in trends.items():
        line = place.rows[key]
        for column, amount in enumerate(trend, start=drawn + 1):
            sheet.write_number(line, column, amount)
        first, last = (xl_rowcol_to_cell(line, column) for column in (drawn + 1, drawn + len(trend)))
        quoted = sheet.get_name().replace("'", "''")
        sheet.add_sparkline(
            line, drawn,
            {"range": f"'{quoted}'!{first}:{last}", "show_hidden": True, "axis": True, "series_color": "#0B5866"},
        )  # fmt: skip


def _trend(cells: Iterable[Cell]) -> tuple[Decimal, ...]:
    return next((cell.trend for cell in cells if len(cell.trend) > 1), ())
