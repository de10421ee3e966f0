"""The report as a native HTML table: a fragment for a page of the application, or a document that stands alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from finance.reporting.drawing import chart_data
from finance.reporting.figures import cell_text, line_text
from finance.reporting.layout import header_rows, number_row
from finance.reporting.periods import period_in_words
from finance.reporting.remarks import answered_text, check_text, notes, unit_line
from finance.reporting.report import Caption, Column, Part, Remark, Report, Row, Table

DOCUMENT = "reporting/document.html"


def render(report: Report) -> str:
    """A whole document with its own style; drill-down links are left out, since it is read away from the program."""
    parts = [_part(part) for part in report.parts]
    return render_to_string(DOCUMENT, context(report, with_links=False) | {"parts": parts})


def context(
    report: Report, *, with_links: bool = True, chosen: Mapping[str, Sequence[Row]] | None = None
) -> dict[str, Any]:
    """What the templates need: texts only, nothing left to compute.

    `chosen` are the rows to lay out of tables too long for a page, by key; what is said around them is of all rows.
    """
    laid_out = {table.key: table.rows for table in report.tables} | dict(chosen or {})
    said = {note.text for note in report.notes}
    rounding = [Remark(text, "rounding") for text in notes(report) if text not in said]
    return {
        "report": report,
        "period": period_in_words(report.first, report.last, report.language),
        "header": [_line(report, line, with_links=with_links) for line in report.header],
        "summary": [_line(report, line, with_links=with_links) for line in report.summary],
        "tables": [_table(report, table, laid_out[table.key], with_links=with_links) for table in report.tables],
        "sections": report.sections,
        "checks": [{"text": check_text(report, check), "holds": check.holds} for check in report.checks],
        "notes": [*report.notes, *rounding],
        "doubts": report.doubts,
        "answered": [(one, answered_text(one)) for one in report.answered],
        "charts": [chart_data(report, chart) for chart in report.charts],
        "with_links": with_links,
    }


def _part(part: Part) -> dict[str, Any]:
    found = context(part.report, with_links=False) if part.report else {}
    return {**found, "part": part, "tables": told_apart(part, found.get("tables", []))}


def told_apart(part: Part, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The laid out tables of a document's section: two sections may have tables of one key."""
    return [table | {"key": f"{part.key}-{table['key']}"} for table in tables]


def _line(report: Report, line: Caption, *, with_links: bool) -> dict[str, Any]:
    return {
        "label": line.label,
        "text": line_text(report, line),
        "link": line.link if with_links else None,
        "is_numeric": line.kind not in ("text", "code"),
    }


def _table(report: Report, table: Table, rows: Sequence[Row], *, with_links: bool) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "unit": unit_line(report, table),
        "head": header_rows(table),
        "numbers": number_row(table),
        "columns": table.columns,
        "rows": [laid_out_row(report, table, row, with_links=with_links) for row in rows],
        "total": laid_out_row(report, table, table.total, with_links=with_links) if table.total else None,
    }


def laid_out_row(report: Report, table: Table, row: Row, *, with_links: bool = True) -> dict[str, Any]:
    return {
        "key": row.key,
        "style": row.style,
        "level": row.level,
        "cells": [_cell(report, row, column, with_links=with_links) for column in table.columns],
    }


def _cell(report: Report, row: Row, column: Column, *, with_links: bool) -> dict[str, Any]:
    cell = row.cell(column.key)
    return {
        "text": cell_text(report, row, column),
        "link": cell.link if with_links else None,
        "flag": cell.flag,
        "kind": column.kind,
        "is_numeric": column.is_numeric,
    }
