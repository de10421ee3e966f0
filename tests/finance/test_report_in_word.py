"""The Word document of a report: every figure and remark, repeated headers, page numbers, the same bytes."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from finance.months import Month
from finance.reporting.figures import cell_text
from finance.reporting.render import render
from finance.reporting.report import Cell, Column, Report, Row, Table, sum_row
from tests.ground.ward_report import INJECTED, ward_report


def opened(report: Report):
    return Document(BytesIO(render(report, "docx")))


def one_table(*rows: Row, label: str = "Name", title: str = "R") -> Report:
    columns = (Column("name", label, "text"), Column("cash", "Cash", total="sum"))
    table = Table("t", columns, rows, sum_row("total", columns, rows, {"name": "Total"}))
    return Report("r", title, Month(2025, 1), Month(2025, 1), (table,), "en")


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_its_tables_hold_the_texts_of_the_report(language: str) -> None:
    report = ward_report(language=language)
    tables = opened(report).tables
    for table, made in zip(report.tables, tables, strict=False):
        rows = [[cell.text for cell in row.cells] for row in made.rows]
        expected = [[cell_text(report, row, column) for column in table.columns] for row in table.all_rows]
        assert rows[-len(expected) :] == expected


def test_it_says_what_stands_around_the_tables() -> None:
    word = opened(ward_report())
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for said in ("Расходы отделений & кухни", "январь–март 2025", "Организация: =Центр «Өмір»", "Остаток на начало"):
        assert said in text
    assert "149: касса больше плана" in text
    signed = word.tables[-1]
    assert [[cell.text for cell in row.cells] for row in signed.rows] == [
        ["Руководитель", "", ""],
        ["Экономист", "", "А. Б."],
    ]


def test_remarks_are_left_out_where_they_are_not_printed() -> None:
    word = opened(replace(ward_report(), are_remarks_printed=False))
    assert not any("касса больше плана" in paragraph.text for paragraph in word.paragraphs)


def test_headers_are_repeated_groups_span_and_figures_stand_right() -> None:
    made = opened(ward_report()).tables[0]
    heads = [row for row in made.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert len(heads) == 3  # groups, labels, numbers
    assert [cell.text for cell in heads[0].cells][:4] == ["Наименование", "Код", "Год", "Год"]
    assert [cell.text for cell in heads[1].cells][2:4] == ["План", "Касса"]
    figure = made.rows[3].cells[2].paragraphs[0]
    assert figure._p.pPr.find(qn("w:jc")).get(qn("w:val")) == "right"
    widths = [int(column.get(qn("w:w"))) for column in made._tbl.tblGrid]
    assert sum(widths) <= opened(ward_report()).sections[0].page_width.twips


def test_it_lies_on_a4_and_counts_its_pages() -> None:
    section = opened(ward_report()).sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    fields = section.footer._element.findall(f".//{qn('w:fldSimple')}")
    assert [field.get(qn("w:instr")).strip() for field in fields] == ["PAGE", "NUMPAGES"]
    assert "По данным на 01.04.2025" in section.footer.paragraphs[0].text


@pytest.mark.parametrize("text", [*INJECTED, "a\x00b\x0bc", "line\nline", "<w:p/>&amp;"])
def test_a_users_text_stays_the_letters_it_is(text: str) -> None:
    report = one_table(Row("x", {"name": Cell(text), "cash": Cell(Decimal("5.00"))}), label=text, title=text)
    word = opened(report)
    expected = text.replace("\x00", "").replace("\x0b", "")
    assert word.paragraphs[0].text == expected
    assert [row.cells[0].text for row in word.tables[0].rows] == [expected, expected, "Total"]


def test_nothing_in_it_tells_when_it_was_made() -> None:
    content = render(ward_report(), "docx")
    assert content == render(ward_report(), "docx")
    with ZipFile(BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    about = opened(ward_report()).core_properties
    assert (about.created.date(), about.modified.date(), about.author) == (Month(2025, 3).last_day,) * 2 + ("",)


def test_a_long_report_is_written_in_no_time() -> None:
    report = one_table(*(Row(str(i), {"name": Cell(f"row {i}"), "cash": Cell(Decimal(i))}) for i in range(3000)))
    rows = opened(report).tables[0]._tbl.tr_lst
    assert len(rows) == 1 + 2000 + 1 + 1  # header, what paper holds, the rest in one line, total
