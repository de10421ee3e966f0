"""One report as text, JSON, CSV and HTML: the same figures, each in the manners of its reader."""

import csv
import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.template.loader import render_to_string

from finance.months import Month
from finance.reporting.html import context
from finance.reporting.render import CONTENT_TYPES, FORMATS, file_name, render
from finance.reporting.report import Cell, Column, Report, ReportError, Row, Table, sum_row
from tests.ground.golden_files import assert_is_golden
from tests.ground.ward_report import ward_report


@pytest.mark.parametrize("ending", ["txt", "json", "csv", "html"])
def test_it_prints_the_expected_file_in_english(ending: str) -> None:
    report = ward_report(language="en")
    assert_is_golden(f"wards-en.{ending}", render(report, "text" if ending == "txt" else ending).decode())


def test_it_prints_json_as_the_interfaces_ask() -> None:
    found = json.loads(render(ward_report(), "json"))
    assert list(found)[:6] == ["report", "unit", "from", "through", "rows", "total"]
    assert (found["report"], found["unit"], found["from"], found["through"]) == (
        "wards",
        "thousand",
        "2025-01",
        "2025-03",
    )
    assert found["rows"][0]["plan"] == "1000.01"
    assert found["rows"][0]["by_month"] == {"2025-01": "1000.01"}
    assert found["total"] == {"plan": "1010.12", "cash": "333.54", "left": "676.58", "percent": "33.0"}
    assert found["cash_balance"] == {"opening": "1.23", "closing": None}
    assert (found["beds"], found["as_of"]) == (160, "2025-03")
    assert found["checks"][1] == {
        "name": "kitchen-given", "difference": "-0.01", "holds": False, "label": "Кухня распределена",
    }  # fmt: skip
    assert found["tables"]["wards"]["rows"][0]["bed_days"] == 200
    assert found["tables"]["wards"]["rows"][1]["margin"] is None


def test_it_rounds_each_figure_on_its_own_and_says_where_the_sum_differs() -> None:
    columns = (Column("code", "Code", "code"), Column("cash", "Cash", total="sum"))
    rows = tuple(Row(code, {"code": Cell(code), "cash": Cell(Decimal("5.00"))}) for code in ("111", "113"))
    table = Table("t", columns, rows, sum_row("total", columns, rows, {}))
    report = Report("r", "R", Month(2025, 1), Month(2025, 1), (table,), "en", "thousand", decimals=0)
    found = json.loads(render(report, "json"))
    assert [row["cash"] for row in found["rows"]] == ["0.01", "0.01"]
    assert found["total"]["cash"] == "0.01"
    assert found["notes"] == ["Cash: the rounded rows add up to 0.02, the rounded total is 0.01."]
    # the printed form has no decimals, and there the figures agree
    assert "rounded" not in render(report, "text").decode()
    in_tenge = Report("r", "R", Month(2025, 1), Month(2025, 1), (table,), "en")
    assert json.loads(render(in_tenge, "json"))["notes"] == []


def test_it_rounds_once_from_the_exact_amount() -> None:
    columns = (Column("cash", "Cash"),)
    table = Table("t", columns, (Row("x", {"cash": Cell(Decimal("1234499.50"))}),))
    report = Report("r", "R", Month(2025, 1), Month(2025, 1), (table,), "en", "thousand", decimals=0)
    assert "1,234" in render(report, "text").decode()


@pytest.mark.parametrize(("language", "figure"), [("ru", "1\xa0000,01"), ("kk", "1\xa0000,01"), ("en", "1,000.01")])
def test_it_writes_figures_in_the_manner_of_the_language(language: str, figure: str) -> None:
    assert figure in render(ward_report(language=language), "text").decode()
    assert figure in render(ward_report(language=language), "html").decode()


def test_it_fits_a_terminal_and_never_cuts_a_figure() -> None:
    columns = (Column("name", "Name", "text"), *(Column(f"c{i}", f"Column {i}", total="sum") for i in range(8)))
    cells = {f"c{i}": Cell(Decimal("9999999999999.99")) for i in range(8)}
    rows = (Row("a", {"name": Cell("слово " * 40), **cells}),)
    report = Report("r", "R", Month(2025, 1), Month(2025, 1), (Table("t", columns, rows),), "ru")
    text = render(report, "text").decode()
    assert max(len(line) for line in text.splitlines()) <= 200
    assert text.count("9\xa0999\xa0999\xa0999\xa0999,99") == 8
    assert max(len(line) for line in render(ward_report(), "text").decode().splitlines()) <= 160


def test_it_gives_csv_that_a_russian_spreadsheet_reads_and_never_runs() -> None:
    content = render(ward_report(), "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert lines[1][:3] == ["Наименование", "Код", "Год: План"]
    assert lines[2][2] == "1000,01"
    fields = [field for line in lines for field in line]
    assert "'=1+1" in fields
    assert "'@SUM(A1)" in fields
    assert [f for f in fields if f.startswith(("=", "+", "@", "\t"))] == []
    assert [f for f in fields if f.startswith("-") and not re.fullmatch(r"-\d+(,\d+)?", f)] == []


def test_it_gives_a_native_table_with_links_on_the_page_and_none_in_the_document() -> None:
    page = render_to_string("reporting/table.html", context(ward_report()))
    assert '<a href="/entries/?code=111">1\xa0000,01</a>' in page
    assert page.count("<tfoot>") == 2
    assert 'scope="row"' in page
    assert 'scope="colgroup" colspan="2"' in page
    assert "flag-over" in page
    assert "/entries/" not in render(ward_report(), "html").decode()


def test_it_shows_markup_in_a_name_as_the_letters_it_is() -> None:
    columns = (Column("name", "<i>", "text"),)
    table = Table("t", columns, (Row("x", {"name": Cell("<script>alert(1)</script>")}),))
    html = render(Report("r", "<b>", Month(2025, 1), Month(2025, 1), (table,), "ru"), "html").decode()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "<b>" not in html


def test_it_names_its_files_and_refuses_a_format_it_does_not_know() -> None:
    assert file_name(ward_report(), "text") == "wards-2025-01-2025-03.txt"
    assert file_name(ward_report(), "pdf") == "wards-2025-01-2025-03.pdf"
    assert set(CONTENT_TYPES) == set(FORMATS)
    with pytest.raises(ReportError, match="odt"):
        render(ward_report(), "odt")


def test_it_refuses_a_report_put_together_wrongly() -> None:
    row = Row("x", {"a": Cell(Decimal(1))})
    with pytest.raises(ReportError, match="row x twice"):
        Table("t", (Column("a", "A"),), (row, row))
    with pytest.raises(ReportError, match="column a twice"):
        Table("t", (Column("a", "A"), Column("a", "B")), (row,))
    table = Table("t", (Column("a", "A"),), (row,))
    with pytest.raises(ReportError, match="'de'"):
        Report("r", "R", Month(2025, 1), Month(2025, 1), (table,), "de")
    with pytest.raises(ReportError, match="no table"):
        Report("r", "R", Month(2025, 1), Month(2025, 1), ())
    with pytest.raises(ReportError, match="no column lost"):
        table.column("lost")


def test_it_hands_its_charts_to_the_page_as_the_figures_of_the_table() -> None:
    codes, wards = context(ward_report())["charts"]
    assert codes["categories"][:2] == ["Заработная плата", "Приобретение запасов"]
    assert [(s["name"], s["drawn_as"], s["is_share"]) for s in codes["series"]] == [
        ("План", "bar", False), ("Касса", "bar", False), ("%", "line", True),
    ]  # fmt: skip
    assert codes["series"][0]["values"][:2] == ["1000.01", "10.11"]
    assert wards["series"][1]["values"] == ["3500.55", None, "3000.00"]
    assert (codes["is_stacked"], wards["is_stacked"]) == (True, False)
