"""Reports of many rows: a page shows a part and finds by words, paper holds what it can, totals are always whole."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import translation

from finance.months import Month
from finance.reporting import paper, pdf
from finance.reporting.evaluate import fill
from finance.reporting.formula import difference
from finance.reporting.report import Cell, Column, Report, Row, Table, sum_row
from finance.views.sheet import sheet
from tests.ground import web_ground

COLUMNS = (
    Column("number", "Contract", "text"),
    Column("supplier", "Supplier", "text"),
    Column("paid", "Paid", total="sum"),
    Column("owed", "Owed", total="sum"),
    Column("rest", "Rest", total="sum", formula=difference("owed", "paid")),
)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def report(count: int) -> Report:
    """Contract n of supplier n mod 7 paid n + 0.01 and owes n + 0.06 tenge."""
    rows = tuple(
        Row(
            str(n),
            {
                "number": Cell(f"Д-{n}"),
                "supplier": Cell(f"ТОО Поставщик {n % 7}"),
                "paid": Cell(Decimal(n) + Decimal("0.01")),
                "owed": Cell(Decimal(n) + Decimal("0.06")),
                "rest": Cell(Decimal("0.05")),
            },
        )
        for n in range(count)
    )
    table = Table("contracts", COLUMNS, rows, sum_row("total", COLUMNS, rows, {"supplier": "Total"}))
    return fill(Report("obligations", "Obligations", Month(2025, 1), Month(2025, 6), (table,), language="en"))


def shown(laid_out: dict, column: int = 0) -> list[str]:
    return [row["cells"][column]["text"] for row in laid_out["tables"][0]["rows"]]


def test_a_table_of_a_few_rows_stands_whole() -> None:
    laid_out = sheet(report(150), QueryDict())
    assert len(shown(laid_out)) == 150
    assert laid_out["tables"][0]["part"] is None


def test_a_long_table_is_shown_a_hundred_rows_at_a_time_under_its_whole_total() -> None:
    first = sheet(report(250), QueryDict())
    assert shown(first) == [f"Д-{n}" for n in range(100)]
    last = sheet(report(250), QueryDict("page-contracts=3&from=2025-01"))
    assert shown(last) == [f"Д-{n}" for n in range(200, 250)]
    for laid_out in (first, last):
        assert [cell["text"] for cell in laid_out["tables"][0]["total"]["cells"][1:3]] == ["Total", "31,127.50"]
    assert last["tables"][0]["part"].query == "from=2025-01"


def test_rows_are_found_by_all_words_with_their_sums() -> None:
    found = sheet(report(250), QueryDict("find-contracts=поставщик+3+д-10&page-contracts=9"))
    assert shown(found) == ["Д-10", "Д-101", "Д-103", "Д-108"]
    sums = found["tables"][0]["found"]["cells"]
    assert [cell["text"] for cell in sums] == ["", "Found", "322.04", "322.24", "0.20"]
    assert found["tables"][0]["total"]["cells"][2]["text"] == "31,127.50"
    assert shown(sheet(report(250), QueryDict("find-contracts=нет+такого"))) == []


def test_what_rounding_makes_is_told_of_all_rows_and_not_of_the_part() -> None:
    laid_out = sheet(report(250), QueryDict("find-contracts=поставщик+3"))
    assert laid_out["rounding"] == []


def test_paper_holds_what_it_can_and_the_rest_in_one_line_that_adds_up(monkeypatch) -> None:
    monkeypatch.setattr(paper, "_MOST_ROWS", 100)
    rows = pdf.as_data(report(250))["tables"][0]["rows"]
    assert len(rows) == 101
    assert [text for text, _flag in rows[-1]["cells"]] == [
        "", "150 more rows: see the workbook", "26,176.50", "26,184.00", "7.50",
    ]  # fmt: skip
    assert len(pdf.as_data(report(100))["tables"][0]["rows"]) == 100


@pytest.mark.django_db
def test_the_page_keeps_period_and_unit_while_rows_are_looked_for(monkeypatch) -> None:
    ground = web_ground.empty()
    monkeypatch.setattr("finance.views.reports._built", lambda *_asked: report(250))
    address = f"/budget/{ground.budget.key}/obligations/?from=2025-01&through=2025-06&unit=tenge"
    page = ground.client("economist").get(f"{address}&find-contracts=3").content.decode()
    assert '<input type="hidden" name="unit" value="tenge">' in page
    assert 'value="3"' in page
    turned = "?from=2025-01&amp;through=2025-06&amp;unit=tenge&amp;page-contracts=2#table-contracts"
    assert turned in ground.client("economist").get(address).content.decode()
