"""What stands on printed pages, the same for PDF and Word: texts, widths and styles, nothing left to compute."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from finance.reporting.figures import cell_text, line_text
from finance.reporting.layout import HeadCell, header_rows, number_row, width_in_characters
from finance.reporting.periods import period_in_words
from finance.reporting.remarks import parts, unit_line
from finance.reporting.report import Report, Row, Table

PAGE, PAGES = "\x01", "\x02"
"""Stand in the words at the foot of a page where its number and the number of pages go."""
PAPER_IN_MM = (210, 297)
MARGINS_IN_MM = {True: (12, 12, 10, 12), False: (20, 12, 12, 14)}
"""Left, right, above and below, by whether the page lies on its long side; standing ones are bound on the left."""
WIDTH_IN_MM = {True: 273, False: 178}
_DIGIT_IN_MM_PER_POINT = 0.212
_LARGEST, _SMALLEST = 9.0, 4.5
_MOST_ROWS = 2000
"""Fifty pages. A table of 50 000 rows would take the composer five gigabytes of memory."""


def as_data(report: Report) -> dict[str, Any]:
    """What a page prints."""
    return {
        "language": report.language,
        "title": report.title,
        "period": period_in_words(report.first, report.last, report.language),
        "header": [[line.label, line_text(report, line)] for line in report.header],
        "summary": [[line.label, line_text(report, line)] for line in report.summary],
        "unit": unit_line(report),
        "tables": [_table(report, table) for table in report.tables],
        "remarks": [{"title": title, "texts": texts} for title, texts in parts(report)],
        "signatures": [[signature.position, signature.name] for signature in report.signatures],
        "generated": report.generated,
        "page": _("Page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES},
    }


def _table(report: Report, table: Table) -> dict[str, Any]:
    widths = [width_in_characters(report, table, column) for column in table.columns]
    fitting = WIDTH_IN_MM[True] / (sum(widths) * _DIGIT_IN_MM_PER_POINT)
    return {
        "title": table.title if len(report.tables) > 1 else "",
        "widths": widths,
        "size": round(max(_SMALLEST, min(_LARGEST, fitting)), 2),
        "aligns": [
            "right" if c.is_numeric else "center" if c.kind in ("code", "month", "date") else "left"
            for c in table.columns
        ],
        "head": [[_head(cell) for cell in row] for row in header_rows(table)],
        "numbers": number_row(table),
        "rows": [_row(report, table, row, row.style) for row in _printed(table)],
        "total": _row(report, table, table.total, "total") if table.total else None,
    }


def _printed(table: Table) -> tuple[Row, ...]:
    """The rows that paper can hold; those beyond stand in one line with their sums, so that the total still adds up."""
    kept, rest = table.rows[:_MOST_ROWS], table.rows[_MOST_ROWS:]
    if not rest:
        return kept
    label = _("%(count)s more rows: see the workbook") % {"count": len(rest)}
    return (*kept, replace(table.sums_of("rest", rest, label), style="subtotal"))


def _head(cell: HeadCell) -> dict[str, Any]:
    return {"text": cell.label, "column": cell.column, "columns": cell.columns, "rows": cell.rows}


def _row(report: Report, table: Table, row: Row, style: str) -> dict[str, Any]:
    return {
        "style": style,
        "level": row.level,
        "cells": [[cell_text(report, row, column), row.cell(column.key).flag] for column in table.columns],
    }
