"""The report as a PDF: A4 landscape, header repeated on every page; same input, same bytes.

Texts travel to the page template as data, so nothing a user wrote is taken for markup.
"""

import json
from pathlib import Path

import fontpkg_noto_sans
import typst

from finance.reporting.paper import as_data
from finance.reporting.report import Report

TEMPLATE = Path(__file__).parent / "pdf.typ"
FONTS = Path(fontpkg_noto_sans.ROOT) / "files"


def render(report: Report) -> bytes:
    made: bytes = typst.compile(  # type: ignore[misc] # its types ask for a file or bytes, a path is text
        str(TEMPLATE),
        ignore_system_fonts=True,
        font_paths=[FONTS],
        sys_inputs={"data": json.dumps(as_data(report), ensure_ascii=False)},
        pdf_tags=False,
    )
    return made
