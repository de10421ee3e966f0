"""The printed page: A4 landscape, header repeated, every letter there, same bytes."""

from decimal import Decimal
from io import BytesIO

import pdfplumber
import pypdf
import pytest
import typst

from finance.months import Month
from finance.reporting.paper import as_data
from finance.reporting.pdf import FONTS, TEMPLATE
from finance.reporting.render import render
from finance.reporting.report import Cell, Column, Report, Row, Table, sum_row
from tests.ground.ward_report import INJECTED, ward_report


def text_of(content: bytes) -> str:
    with pdfplumber.open(BytesIO(content)) as pdf:
        return "\n".join(page.extract_text() for page in pdf.pages)


def test_it_prints_the_figures_on_a4_landscape() -> None:
    content = render(ward_report(), "pdf")
    page = pypdf.PdfReader(BytesIO(content)).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    text = text_of(content).replace("\xa0", " ")
    for figure in ("1 000,01", "333,34", "−0,10", "33,0", "1 010,12", "3 800,00", "4/5", "март 2025 г."):
        assert figure in text


def test_it_makes_the_same_bytes_twice() -> None:
    content = render(ward_report(), "pdf")
    assert content == render(ward_report(), "pdf")
    assert "/CreationDate" not in (pypdf.PdfReader(BytesIO(content)).metadata or {})


def test_it_has_every_kazakh_letter_and_the_tenge_sign() -> None:
    text = text_of(render(ward_report(language="kk"), "pdf"))
    assert "₸ әіңғүұқөһ" in text
    assert "2025 жылғы қаңтар–наурыз" in text


@pytest.mark.parametrize("text", [*INJECTED, '*b* _i_ `c` @ref <label> \\ #image("x") // c /* d', "] #panic()"])
def test_it_prints_markup_in_a_name_as_the_letters_it_is(text: str) -> None:
    columns = (Column("name", text, "text"), Column("cash", "Cash", total="sum"))
    rows = (Row("x", {"name": Cell(text), "cash": Cell(Decimal("5.00"))}),)
    table = Table("t", columns, rows, sum_row("total", columns, rows, {"name": text}), title=text)
    report = Report("r", text, Month(2025, 1), Month(2025, 1), (table,), "en", generated=text)
    found = "".join(text_of(render(report, "pdf")).split())
    assert found.count("".join(text.split())) >= 4


def test_it_repeats_the_header_and_numbers_every_page() -> None:
    columns = (Column("name", "Heading of names", "text", number="1"), Column("cash", "Cash", number="2", total="sum"))
    rows = tuple(Row(str(i), {"name": Cell(f"row {i}"), "cash": Cell(Decimal(i))}) for i in range(120))
    table = Table("t", columns, rows, sum_row("total", columns, rows, {"name": "Total"}))
    content = render(Report("r", "R", Month(2025, 1), Month(2025, 1), (table,), "en"), "pdf")
    with pdfplumber.open(BytesIO(content)) as pdf:
        pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 2
    for place, page in enumerate(pages, start=1):
        assert "Heading of names" in page
        assert f"Page {place} of {len(pages)}" in page


def test_it_compiles_without_a_warning() -> None:
    import json

    data = {"data": json.dumps(as_data(ward_report()))}
    _made, warnings = typst.compile_with_warnings(
        str(TEMPLATE), ignore_system_fonts=True, font_paths=[FONTS], sys_inputs=data, pdf_tags=False
    )
    assert [warning.message for warning in warnings] == []
