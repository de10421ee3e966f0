"""Report pages: periods and units from the address, downloads with the same figures, few queries."""

import json

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tests.ground import web_ground
from tests.ground.pages import element_of, page_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> web_ground.WebGround:
    return web_ground.filled()


def page(ground: web_ground.WebGround, name: str, query: str = "") -> HttpResponse:
    answer = ground.client("auditor").get(f"{reverse('report', args=[ground.budget.key, name])}?{query}")
    assert answer.status_code == 200
    return answer


def by_code(answer: HttpResponse) -> dict[str, dict[str, str]]:
    """The rows of Form No.2 by their code, text by the column's number."""
    return {row["2"]: row for row in rows_of(answer, "table-form2")}


def test_it_shows_january_through_the_last_month_with_data(ground) -> None:
    caption = element_of(page(ground, "form2"), "table-form2").only("caption")
    assert caption.text.endswith(", January–February 2025")


def test_it_shows_tenge_or_thousands(ground) -> None:
    in_tenge = by_code(page(ground, "form2", "unit=tenge"))
    assert (in_tenge["111"]["7"], in_tenge["141"]["4"]) == ("7,001.25", "3,000.50")
    in_thousands = by_code(page(ground, "form2", "unit=thousand"))
    assert (in_thousands["111"]["7"], in_thousands["141"]["4"]) == ("7", "3")


def test_the_form_may_be_in_another_language_than_the_page(ground) -> None:
    answer = page(ground, "form2", "language=kk")
    assert "№ 2 нысан" in element_of(answer, "table-form2").only("caption").text
    assert page_of(answer).only("html").attributes["lang"] == "en"


@pytest.mark.parametrize("query", ["from=2025-13x", "from=2025-05&through=2025-02", "from=2024-01", "through=2026-01"])
def test_an_impossible_period_is_refused_with_a_sentence(ground, query: str) -> None:
    answer = ground.client("auditor").get(f"{reverse('report', args=[ground.budget.key, 'form2'])}?{query}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


def test_there_is_no_report_of_another_name(ground) -> None:
    assert ground.client("auditor").get(reverse("report", args=[ground.budget.key, "nothing"])).status_code == 404


@pytest.mark.parametrize(("ending", "begins"), [("xlsx", b"PK"), ("pdf", b"%PDF"), ("csv", b""), ("json", b"{")])
def test_it_gives_files(ground, ending: str, begins: bytes) -> None:
    answer = ground.client("auditor").get(reverse("download", args=[ground.budget.key, "form2", ending]))
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert f".{ending}" in answer["Content-Disposition"]


def test_the_file_holds_the_period_and_figures_of_the_page(ground) -> None:
    address = reverse("download", args=[ground.budget.key, "form2", "json"])
    found = json.loads(ground.client("auditor").get(f"{address}?from=2025-02&through=2025-02&unit=tenge").content)
    assert (found["from"], found["through"]) == ("2025-02", "2025-02")
    assert found["total"]["cash"] == "151.00"


def test_the_page_says_when_the_cash_does_not_add_up(ground) -> None:
    ground.post("cash", ("151", 2, "5.00"))
    assert "DOES NOT HOLD" in page(ground, "form2").content.decode()


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("form2", "page of form2"),
        ("execution", "page of execution"),
        ("cash-reconciliation", "page of cash-reconciliation"),
    ],
)
def test_a_report_costs_as_many_queries_whatever_the_number_of_entries(
    ground, query_counts, name: str, counted: str
) -> None:
    client, address = ground.client("auditor"), reverse("report", args=[ground.budget.key, name])
    client.get(address)
    with query_counts(counted):
        client.get(address)
    ground.post("cash", *[("151", 1, "10.10")] * 60)
    with query_counts(counted):
        client.get(address)


def test_the_first_page_costs_few_queries(ground, query_counts) -> None:
    client = ground.client("economist")
    client.get(reverse("home"))
    with query_counts("first page"):
        client.get(reverse("home"))


def test_the_first_page_says_what_needs_doing(ground) -> None:
    said = ground.client("economist").get(reverse("home")).content.decode()
    assert "over the year" in said
    assert 'aria-label="Paid (cash): 7 thousand tenge"' in said


def test_an_empty_budget_shows_the_next_step() -> None:
    said = web_ground.empty().client("economist").get(reverse("home")).content.decode()
    assert "The books are empty" in said
    assert reverse("imports:list") in said
