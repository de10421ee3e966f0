"""The report for other programs: one JSON object, money as strings with two decimals."""

import json
from typing import Any

from finance.reporting.figures import machine, machine_extra
from finance.reporting.remarks import doubts, notes
from finance.reporting.report import Report, Row, Table


def render(report: Report) -> str:
    return json.dumps(as_object(report), ensure_ascii=False, indent=2) + "\n"


def as_object(report: Report) -> dict[str, Any]:
    """The object before it becomes text; keys as in the interfaces, further tables under `tables`.

    The rows of a document are its sections, each with its `report`.
    """
    found: dict[str, Any] = {
        "report": report.key,
        "unit": report.unit,
        "from": str(report.first),
        "through": str(report.last),
        "rows": _rows(report, report.main),
        "total": _total(report, report.main),
        **machine_extra(report.extra, report.unit),
        "checks": [
            {
                "name": check.name,
                "difference": machine(check.difference, check.kind, report.unit),
                "holds": check.holds,
                "label": check.label,
            }
            for check in report.checks
        ],
        "notes": notes(report, decimals=2),
        "doubts": doubts(report),
        **{section.key: [remark.text for remark in section.remarks] for section in report.sections},
    }
    for row, part in zip(found["rows"], report.parts, strict=False):
        row["report"] = as_object(part.report) if part.report else None
    if report.answered:
        found["doubts_answered"] = [
            {"doubt": one.doubt.text, "reason": one.reason, "answered_by": one.who, "answered_on": one.day.isoformat()}
            for one in report.answered
        ]
    if subtotals := _subtotals(report, report.main):
        found["subtotals"] = subtotals
    if len(report.tables) > 1:
        found["tables"] = {
            table.key: {"title": table.title, "rows": _rows(report, table), "total": _total(report, table)}
            for table in report.tables[1:]
        }
    return found


def _rows(report: Report, table: Table) -> list[dict[str, Any]]:
    """The rows that add up to the total: headings have no figures and subtotals would count twice."""
    styles = ("normal", "subtotal") if table.lists_subtotals else ("normal",)
    return [_row(report, table, row) for row in table.rows if row.style in styles]


def _subtotals(report: Report, table: Table) -> list[dict[str, Any]]:
    if table.lists_subtotals:
        return []
    return [_row(report, table, row) for row in table.rows if row.style == "subtotal"]


def _row(report: Report, table: Table, row: Row) -> dict[str, Any]:
    cells = {c.key: machine(row.cell(c.key).value, c.kind, report.unit, c.decimals) for c in table.columns}
    return {**cells, **machine_extra(row.extra, report.unit)}


def _total(report: Report, table: Table) -> dict[str, Any]:
    if table.total is None:
        return {}
    total = table.total
    cells = {
        c.key: machine(total.cell(c.key).value, c.kind, report.unit, c.decimals) for c in table.columns if c.is_numeric
    }
    return {**cells, **machine_extra(total.extra, report.unit)}
