"""Execution on its page: signs against the plan, classes that open and close, months across, files as the screen."""

import csv
import io
import re
import zipfile
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from finance.figures import CodeFigures
from finance.money import ZERO
from finance.months import Month
from finance.reporting.report import Cell, Column, Report, Row, Table, sum_row
from finance.reporting.rolling_up import rolled_up
from finance.reports.execution import against_plan
from finance.reports.execution_by_month import FIGURES
from tests.ground import web_ground
from tests.ground.pages import element_of, page_of, rows_of, table_of

pytestmark = pytest.mark.django_db
ASKED = "from=2025-01&through=2025-02&unit=tenge"


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def page(client: Client, more: str = "") -> str:
    return client.get(f"/budget/2025-fund/execution/?{ASKED}{more}").content.decode()


def test_each_code_says_with_a_sign_and_a_word_how_it_stands(ground) -> None:
    rows = table_of(page(ground.client("auditor")), "table-execution")
    said = {code: row["Against plan"] for code, row in rows.items()}
    assert (said["111"], said["169"], said["141"], said["149"]) == ("▼ behind", "▲ over plan", "▼ behind", "")


@pytest.mark.parametrize(
    ("cash", "expected"), [("89.99", "behind"), ("90", ""), ("110", ""), ("110.01", "ahead"), ("1000.01", "over")]
)
def test_a_tenth_off_the_plan_since_january_is_far(cash: str, expected: str) -> None:
    figures = CodeFigures(plan_contract=Decimal(1000), plan_period=Decimal(100), cash_year=Decimal(cash))
    assert against_plan(figures) == expected


def test_the_months_of_a_figure_are_drawn_beside_it(ground) -> None:
    cash = element_of(page(ground.client("auditor")), "table-execution").all("svg", class_="trend")
    points = [one.only("polyline").attributes["points"] for one in cash]
    assert "0,1 60,13" in points  # 111: 7 000,25 in January, 1,00 in February
    assert "0,13 60,1" in points  # 169: nothing, then 150,00


def test_the_workbook_draws_the_same_months(ground) -> None:
    address = reverse("download", args=["2025-fund", "execution", "xlsx"]) + "?from=2025-01&through=2025-02&unit=tenge"
    with zipfile.ZipFile(io.BytesIO(ground.client("auditor").get(address).content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    held = dict(re.findall(r'<c r="([A-Z]+\d+)"[^>]*><v>([^<]+)</v>', sheet))
    drawn = re.findall(r"<xm:f>'[^']+'!([A-Z]+\d+):([A-Z]+\d+)</xm:f>", sheet)
    assert {(held[first], held[last]) for first, last in drawn} >= {("7000.25", "1.00"), ("0.00", "150.00")}


def test_a_class_closes_by_its_link_and_the_file_holds_what_is_shown(ground) -> None:
    client = ground.client("auditor")
    opened = page(client)
    link = element_of(opened, "table-execution").only("a", id="fold-160")
    assert link.attributes["aria-expanded"] == "true"
    closed = client.get(reverse("report", args=["2025-fund", "execution"]) + unescape(link.attributes["href"]))
    rows = table_of(closed, "table-execution")
    before = table_of(opened, "table-execution")
    assert set(before) - set(rows) == {"169"}
    assert rows["160"]["Cash execution"] == before["160"]["Cash execution"]
    assert rows[""] == before[""]
    file = next(url for url in page_of(closed).addresses if "execution.csv" in url)
    lines = list(csv.reader(io.StringIO(client.get(file).content.decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines[1:-1]] == list(rows)[:-1]
    again = element_of(closed, "table-execution").only("a", id="fold-160").attributes["href"]
    assert "closed" not in again


@pytest.mark.parametrize("across", range(1, len(FIGURES) + 1))
def test_the_months_of_each_measure_add_up_to_its_column(ground, across: int) -> None:
    ground.post("cash", ("111", 13, "0.11"))
    client, column = ground.client("auditor"), {1: "Plan since January", 2: "Money received", 3: "Cash execution"}
    months = rows_of(page(client, f"&across={across}"), "table-execution")
    whole = table_of(page(client), "table-execution")
    assert list(months[0]) == ["Code", "Name", "Jan", "Feb", "Total"]
    assert {next(iter(row.values())): row["Total"] for row in months} == {
        code: row[column.get(across, "Actual cost")].split()[0] for code, row in whole.items()
    }


def test_each_month_leads_to_entries_that_add_up_to_it(ground) -> None:
    client = ground.client("auditor")
    for across in range(1, len(FIGURES) + 1):
        figures = element_of(page(client, f"&across={across}"), "table-execution").all("a")
        shown = [one for one in figures if one.attributes["href"].startswith("/entries/") and one.text != "0.00"]
        assert shown
        for one in shown:
            behind = page_of(client.get(one.attributes["href"]))
            assert behind.only("dl", class_="figure-total").only("dd").text == one.text, one.attributes["aria-label"]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.decimals(-999, 999, places=2)), min_size=1, max_size=12),
    st.sets(st.sampled_from(["r0", "r1", "r2", "r3", "r4", "nothing"])),
)
def test_whatever_is_closed_the_first_level_and_the_total_stay(made: list[tuple[int, Decimal]], closed: set) -> None:
    """Rows hang below an earlier one or none; a row with others below is their sum."""
    parents = [None if up >= place else f"r{up}" for place, (up, _amount) in enumerate(made)]
    amounts = {f"r{place}": amount for place, (_up, amount) in enumerate(made)}
    for place in reversed(range(len(made))):
        below = [f"r{one}" for one, parent in enumerate(parents) if parent == f"r{place}"]
        amounts[f"r{place}"] = sum((amounts[one] for one in below), ZERO) if below else amounts[f"r{place}"]
    rows = tuple(
        Row(key, {"name": Cell(key), "a": Cell(amounts[key])}, parent,
            style="subtotal" if key in parents else "normal")
        for key, parent in zip(amounts, parents, strict=True)
    )  # fmt: skip
    columns = (Column("name", "", "text"), Column("a", "", total="sum"))
    total = sum_row("total", columns, rows, {"name": "Total"})
    january = Month(2025, 1)
    report = Report("r", "r", january, january, (Table("t", columns, rows, total),))
    shown = rolled_up(report, closed).main
    assert shown.total == total
    plain = [row.cell("a").value for row in shown.rows if row.style == "normal"]
    assert sum(plain, ZERO) == total.cell("a").value
    assert [row.key for row in shown.rows if row.parent is None] == [row.key for row in rows if row.parent is None]
