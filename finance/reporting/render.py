"""The one door to the renderers: `render(report, "xlsx")` gives the bytes of a file."""

from collections.abc import Callable

from django.utils import translation

from finance.reporting import csv, docx, html, json, pdf, text, xlsx
from finance.reporting.layout import on_paper
from finance.reporting.report import Report, ReportError

_RENDERERS: dict[str, Callable[[Report], str | bytes]] = {
    "text": text.render,
    "json": json.render,
    "csv": csv.render,
    "html": html.render,
    "xlsx": xlsx.render,
    "pdf": pdf.render,
    "docx": docx.render,
}
FORMATS = tuple(_RENDERERS)
CONTENT_TYPES = {
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
BINARY = ("xlsx", "pdf", "docx")
_ENDINGS = {"text": "txt"}


def render(report: Report, to: str) -> bytes:
    """The report in the format `to` (one of FORMATS), in its own language whatever the reader's; text is UTF-8.

    Raises ReportError for an unknown format, FormulaError where a formula names a cell the report lacks.
    """
    if to not in _RENDERERS:
        raise ReportError(f"there is no format {to}; choose one of {', '.join(FORMATS)}")
    with translation.override(report.language):
        made = _RENDERERS[to](on_paper(report) if to in BINARY else report)
    return made.encode() if isinstance(made, str) else made


def file_name(report: Report, to: str) -> str:
    """`form2-2025-01-2025-06.xlsx`."""
    return f"{report.key}-{report.first}-{report.last}.{_ENDINGS.get(to, to)}"
