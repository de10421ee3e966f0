"""The half-year report as it is handed in: cover, contents, sections on pages that lie as their tables need."""

import json
import zipfile
from io import BytesIO

import openpyxl
import pypdf
import pytest
from django.db import transaction
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from finance.reporting.figures import cell_text
from finance.reporting.frozen import freeze, thaw
from finance.reporting.layout import on_paper
from finance.reporting.paper import as_data
from finance.reporting.render import BINARY, render
from finance.reporting.report import Report
from tests.ground.formulas import disagreements
from tests.ground.half_year_ground import half_year, reporting


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker) -> dict[str, Report]:
    with django_db_blocker.unblock(), transaction.atomic():
        of = reporting()
        found = {language: half_year(of, language) for language in ("ru", "kk")}
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def files(made) -> dict[tuple[str, str], bytes]:
    return {(language, ending): render(made[language], ending) for language in made for ending in BINARY}


def in_outline(word) -> list[str]:
    return [p.text for p in word.paragraphs if p._p.pPr is not None and p._p.pPr.find(qn("w:outlineLvl")) is not None]


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_word_has_every_section_in_its_outline_and_its_contents(made, files, language: str) -> None:
    report = made[language]
    word = Document(BytesIO(files[language, "docx"]))
    headings = [*(part.heading for part in report.parts), report.sections[0].title]
    assert in_outline(word) == headings
    text = [paragraph.text.rstrip("\t") for paragraph in word.paragraphs]
    assert [line for line in text if line in set(headings)] == [*headings, *headings]  # contents, then the sections
    pages = [field.get(qn("w:instr")).strip() for field in word.element.body.iter(qn("w:fldSimple"))]
    assert pages == [f"PAGEREF section_{number}" for number in range(1, len(headings) + 1)]


def test_paper_leaves_out_columns_that_nothing_is_said_in_and_machines_keep_them(made, files) -> None:
    [quotas] = [part.report for part in made["ru"].parts if part.key == "quotas"]
    asked, printed = quotas.main, on_paper(quotas).main
    left_out = {column.key for column in asked.columns} - {column.key for column in printed.columns}
    assert {"previous_quota", "previous_percent", "disabled", "low_income"} <= left_out
    assert all(row.cell(key).value is None for row in asked.all_rows for key in left_out)
    assert all(any(row.cell(one.key).value is not None for row in asked.all_rows) for one in printed.columns)
    assert all(left_out <= set(row) for row in json.loads(render(quotas, "json"))["rows"])
    [sheet] = [one for one in openpyxl.load_workbook(BytesIO(files["ru", "xlsx"])) if one.title.startswith("8 ")]
    assert not any("2024" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_word_holds_the_texts_of_every_table(made, files) -> None:
    report = on_paper(made["ru"])
    tables = [(part.report, table) for part in report.parts if part.report for table in part.report.tables]
    word = Document(BytesIO(files["ru", "docx"]))
    assert len(word.tables) == len(tables) + 1  # the last is where people sign
    for (of, table), drawn in zip(tables, word.tables, strict=False):
        expected = [[cell_text(of, row, column) for column in table.columns] for row in table.all_rows]
        assert [[cell.text for cell in row.cells] for row in drawn.rows][-len(expected) :] == expected
        width = sum(int(column.get(qn("w:w"))) for column in drawn._tbl.tblGrid)
        assert width <= (273 + 1) * 1440 / 25.4


def test_word_lies_on_its_side_where_tables_are_wide_and_leaves_the_cover_without_a_number(files) -> None:
    sections = list(Document(BytesIO(files["ru", "docx"])).sections)
    turned = [section.orientation for section in sections]
    assert turned[0] == turned[-1] == WD_ORIENT.PORTRAIT
    assert WD_ORIENT.LANDSCAPE in turned
    assert [section.different_first_page_header_footer for section in sections] == [True] + [False] * (
        len(sections) - 1
    )
    assert not sections[0].first_page_footer.paragraphs[0].text


def test_no_page_is_left_half_empty_by_a_section_that_could_lie_too(made) -> None:
    parts = as_data(made["ru"])["parts"]
    lying = [part["is_wide"] for part in parts]
    assert lying == [False] * 3 + [True] * (len(parts) - 3)
    assert all(table["size"] >= 7 for part in parts for table in part["tables"])


@pytest.mark.parametrize(("language", "page_of"), [("ru", "Страница {} из {}"), ("kk", "Бет: {} / {}")])
def test_pdf_numbers_its_pages_but_the_cover(made, files, language: str, page_of: str) -> None:
    pages = pypdf.PdfReader(BytesIO(files[language, "pdf"])).pages
    texts = [page.extract_text() for page in pages]
    lying = [page.mediabox.width > page.mediabox.height for page in pages]
    assert made[language].title in texts[0].replace("\n", " ")
    assert page_of.format(1, len(texts)) not in texts[0]
    assert all(page_of.format(place, len(texts)) in text for place, text in enumerate(texts[1:], start=2)), texts[1][
        -60:
    ]
    assert not lying[0]
    assert any(lying)
    assert all(part.heading in texts[1] for part in made[language].parts)
    assert "373 844" in "".join(texts).replace("\xa0", " ")


def test_the_workbook_has_a_sheet_for_every_table_with_live_sums(made, files) -> None:
    report = made["ru"]
    tables = [table for part in report.parts if part.report for table in part.report.tables]
    book = openpyxl.load_workbook(BytesIO(files["ru", "xlsx"]))
    assert len(book.sheetnames) == len(tables) + 1
    assert not book.worksheets[0].print_title_rows  # remarks over several pages are no rows of its table
    assert book.sheetnames[:3] == ["Содержание", "2 Койки по профилям", "2 Подразделения"]
    said = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value]
    assert "Приказ № 437" in said
    assert any(text.startswith("12. Пояснения") for text in said)
    form = book.worksheets[-1]
    assert any(str(cell.value).startswith("=SUM(") for row in form.iter_rows() for cell in row if cell.value)
    assert all(not disagreements(part.report) for part in report.parts if part.report)


@pytest.mark.parametrize("ending", BINARY)
def test_what_is_kept_of_it_makes_the_same_bytes(made, files, ending: str) -> None:
    assert render(thaw(freeze(made["kk"])), ending) == files["kk", ending]


def test_word_is_a_package_that_says_nothing_of_today(files) -> None:
    with zipfile.ZipFile(BytesIO(files["kk", "docx"])) as package:
        assert {part.date_time[0] for part in package.infolist()} == {1980}
        assert b"2025-06-30" in package.read("docProps/core.xml")
