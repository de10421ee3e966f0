"""The rejected rows as a workbook: each row as it stood in the file, and a column of reasons."""

from datetime import date, datetime
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from finance.clock import today
from imports.pipeline.looking import Look
from imports.views.recognised import rejected_rows, shown_sheet

WIDTH_OF_REASONS = 70


def workbook(look: Look) -> bytes | None:
    """None where no row was rejected or the file could not be read. Text never becomes a formula."""
    sheet, table = shown_sheet(look), look.found.table
    if sheet is None or table is None:
        return None
    reasons = rejected_rows(look.json["problems"])
    rows = [row for row in table.body if sheet.row_number(row) in reasons]
    if not rows:
        return None
    width = max(len(sheet.rows[row]) for row in (*rows, table.header_row))
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime.combine(today(), datetime.min.time())})
    page = book.add_worksheet(_("Rejected rows")[:31])
    bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "dd.mm.yyyy"})
    wrapped = book.add_format({"text_wrap": True})
    page.write_string(0, 0, _("Row"), bold)
    for column in range(width):
        header = sheet.rows[table.header_row]
        page.write_string(0, column + 1, str(header[column]) if column < len(header) else "", bold)
    page.write_string(0, width + 1, _("Why it was rejected"), bold)
    for line, row in enumerate(rows, 1):
        page.write_number(line, 0, sheet.row_number(row))
        for column, cell in enumerate(sheet.rows[row], 1):
            if isinstance(cell, (bool, str)):
                page.write_string(line, column, str(cell))
            elif isinstance(cell, (int, float)):
                page.write_number(line, column, cell)
            elif isinstance(cell, date):
                page.write_datetime(line, column, cell, day)
            else:
                page.write_string(line, column, str(cell))
        page.write_string(line, width + 1, "\n".join(reasons[sheet.row_number(row)]), wrapped)
    page.freeze_panes(1, 1)
    page.set_column(width + 1, width + 1, WIDTH_OF_REASONS)
    book.close()
    return made.getvalue()
