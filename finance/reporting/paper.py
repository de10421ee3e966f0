"""What stands on printed pages, the same for PDF and Word: texts, widths and styles, nothing left to compute."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from finance.reporting.figures import cell_text, line_text
from finance.reporting.layout import HeadCell, header_rows, number_row, width_in_characters
from finance.reporting.periods import period_in_words
from finance.reporting.remarks import parts, unit_line
from finance.reporting.report import Part, Report, Row, Table

PAGE, PAGES = "\x01", "\x02"
"""Stand in the words at the foot of a page where its number and the number of pages go."""
PAPER_IN_MM = (210, 297)
MARGINS_IN_MM = {True: (12, 12, 10, 12), False: (20, 12, 12, 14)}
"""Left, right, above and below, by whether the page lies on its long side; standing ones are bound on the left."""
WIDTH_IN_MM = {True: 273, False: 178}
_DIGIT_IN_MM_PER_POINT = 0.212
_LARGEST, _SMALLEST = 9.0, 4.5
_READABLE = 7.0
"""Points: a section of a document whose tables would be smaller on a standing page lies on its long side."""
_NARROWEST_WORDS = 16
_MOST_ROWS = 2000
"""Fifty pages. A table of 50 000 rows would take the composer five gigabytes of memory."""
_WHOLE = 14
"""Rows of a table that no page may part."""


def as_data(report: Report) -> dict[str, Any]:
    """What a page prints; of a document also its cover, its contents and its sections."""
    data: dict[str, Any] = {
        "language": report.language,
        "title": report.title,
        "period": period_in_words(report.first, report.last, report.language),
        "remarks": [{"title": title, "texts": texts} for title, texts in parts(report)],
        "signatures": [[signature.position, signature.name] for signature in report.signatures],
        "generated": report.generated,
        "page": _("Page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES},
        "cover": None,
    }
    if not report.parts:
        return data | _block(report, is_wide=True)
    sections = [{"title": one.title, "texts": [said.text for said in one.remarks]} for one in report.sections]
    headings = [*(one.heading for one in report.parts), *(one.title for one in report.sections)]
    return data | {
        "cover": _cover(report),
        "contents": {"title": report.main.title, "lines": headings},
        "parts": _parts(report),
        "sections": sections,
        "remarks": data["remarks"][len(sections) :],
    }


def _cover(report: Report) -> dict[str, Any]:
    """Whose document it is and who approves it: the first of those who sign."""
    lines = {line.key: line_text(report, line) for line in report.header}
    approving = report.signatures[:1]
    return {
        "over": lines.get("administrator", ""),
        "organisation": lines.get("organisation", ""),
        "number": next((f"{one.label} {lines[one.key]}" for one in report.header if one.key == "number"), ""),
        "approved": pgettext("on a title page", "APPROVED") if approving else "",
        "position": approving[0].position if approving else "",
        "name": approving[0].name if approving else "",
        "day": _("“____” ______________ %(year)s") % {"year": report.last.year},
        "foot": ", ".join(text for text in (lines.get("district", ""), str(report.last.year)) if text),
    }


def _parts(report: Report) -> list[dict[str, Any]]:
    """The sections. One that could stand lies where both its neighbours do, so that no page is left half empty."""
    needs = [part.report is not None and _must_lie(part.report) for part in report.parts]
    before, after = [False, *needs], [*needs[1:], False]
    lying = [one or (left and right) for one, left, right in zip(needs, before, after, strict=False)]
    return [_part(part, is_wide=is_wide) for part, is_wide in zip(report.parts, lying, strict=True)]


def _must_lie(report: Report) -> bool:
    widest = max(sum(_widths(report, table)) for table in report.tables)
    return WIDTH_IN_MM[False] / (widest * _DIGIT_IN_MM_PER_POINT) < _READABLE


def _part(part: Part, *, is_wide: bool) -> dict[str, Any]:
    """A form, which has header lines of its own, begins on a new page under its own title."""
    texts = [*part.texts, *([part.missing] if part.missing else [])]
    found = {"heading": part.heading, "texts": texts, "is_wide": is_wide, "title": ""}
    if part.report is None:
        return found | {"header": [], "summary": [], "tables": []}
    title = part.report.title if part.report.header else ""
    return found | {"title": title} | _block(part.report, is_wide=is_wide)


def _block(report: Report, *, is_wide: bool) -> dict[str, Any]:
    """Tables and the lines around them."""
    return {
        "header": [[line.label, line_text(report, line)] for line in report.header],
        "summary": [[line.label, line_text(report, line)] for line in report.summary],
        "tables": [_table(report, table, is_wide=is_wide) for table in report.tables],
    }


def _widths(report: Report, table: Table) -> list[int]:
    return [width_in_characters(report, table, column) for column in table.columns]


def _giving_way(widths: list[int], table: Table, most: float) -> list[int]:
    """Words wrap: columns of words are narrowed, the widest first, until all have room within `most` characters."""
    words = [not column.is_numeric for column in table.columns]
    limit = max(widths)
    while limit > _NARROWEST_WORDS and sum(widths) > most:
        limit -= 1
        widths = [min(width, limit) if is_words else width for width, is_words in zip(widths, words, strict=True)]
    return widths


def _table(report: Report, table: Table, *, is_wide: bool) -> dict[str, Any]:
    widths = _widths(report, table)
    widths = _giving_way(widths, table, WIDTH_IN_MM[is_wide] / (_READABLE * _DIGIT_IN_MM_PER_POINT))
    fitting = WIDTH_IN_MM[is_wide] / (sum(widths) * _DIGIT_IN_MM_PER_POINT)
    return {
        "title": table.title if len(report.tables) > 1 else "",
        "unit": unit_line(report, table),
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
        "is_whole": len(table.rows) <= _WHOLE,
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
