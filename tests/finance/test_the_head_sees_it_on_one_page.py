"""The manager's page: eight figures with how each is made and where it leads, three charts, what to look at."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from finance.execution import figures
from finance.head_of_budget import days_of_cash
from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import manager
from finance.scope import of_budget
from tests.ground import web_ground
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed
from tests.ground.pages import page_of

pytestmark = pytest.mark.django_db
FILES = ("plan-2025.xlsx", "plan-amendments-2025.xlsx", "funding-2025-h1.csv", "cash-register-2025-h1.xlsx",
         "cash-balances-2025.csv", *COSTING, *ACTUAL)  # fmt: skip
KEYS = ["execution", "cash-left", "actual-over-cash", "bed-day-cost", "margin", "bed-days", "overdue", "forecast"]


def signed_in(name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    client.cookies["django_language"] = language
    return client


def test_eight_figures_are_those_of_the_reports_behind_them() -> None:
    scope = costed(files=FILES)
    answer = as_object(manager.build(scope, JANUARY, JUNE, language="en"))
    rows = {row["key"]: row for row in answer["rows"]}
    assert list(rows) == KEYS
    assert all(row["how"] and row["beside"] for row in rows.values())
    assert rows["margin"]["amount"] == "-14142501.72"
    assert rows["bed-days"]["quantity"] == 27201
    assert rows["bed-day-cost"]["rate"] == "13530.86"
    assert rows["actual-over-cash"]["amount"] == "52401000.00"
    assert rows["execution"]["percent"] == "40.4"
    assert rows["overdue"]["amount"] is None
    months = {row["month"]: row for row in answer["tables"]["months"]["rows"]}
    assert sum(Decimal(row["cash"]) for row in months.values()) == Decimal("321443000.00")
    ahead = sum(Decimal(row["forecast"] or 0) for row in months.values())
    assert Decimal("321443000.00") + ahead == Decimal(rows["forecast"]["amount"])


def test_the_page_stands_first_for_the_management_and_every_figure_leads_on(query_counts) -> None:
    costed(files=FILES)
    client = signed_in("manager")
    page = client.get("/manager/?through=2025-06")
    assert page.status_code == 200
    with query_counts("manager's page"):
        page = client.get("/manager/?through=2025-06")
    cards = page_of(page).only("dl", class_="figures")
    assert len(cards.all("dt")) == 8
    for address in cards.addresses:
        assert client.get(address).status_code == 200, address
    assert len(page_of(page).all("figure")) == 3
    assert page.context["frame"].often[0].label == "For the head"
    other = signed_in("economist").get("/manager/")
    assert "For the head" in [link.label for link in other.context["frame"].seldom]
    text = page.content.decode()
    assert "Неврология loses 1,568,048.49" in text.replace("\xa0₸", "")


def test_what_is_kept_is_made_anew_once_something_is_posted() -> None:
    ground = web_ground.filled()
    client = ground.client("manager")
    before = page_of(client.get("/manager/")).only("dl", class_="figures").text
    ground.post("cash", ("111", 2, "1000.00"))
    assert page_of(client.get("/manager/")).only("dl", class_="figures").text != before


def test_nothing_is_asked_of_somebody_elses_books() -> None:
    ground = web_ground.filled()
    User.objects.create(username="stranger")
    assert ground.client("stranger").get("/manager/").status_code == 302
    assert ground.client("stranger").get("/manager/?budget=2025-fund").status_code == 404


def test_cash_lasts_as_many_days_as_three_months_say() -> None:
    ground = web_ground.filled()  # 7 000.25 paid in January, 151.00 in February: 59 days
    execution = figures(of_budget(ground.budget), Month(2025, 1), Month(2025, 2))
    assert days_of_cash(Decimal("1212.08"), execution, Month(2025, 2)) == 10
    assert days_of_cash(Decimal("0.00"), execution, Month(2025, 2)) == 0
    assert days_of_cash(None, execution, Month(2025, 2)) is None
    nothing_paid = figures(of_budget(ground.budget), Month(2025, 1), Month(2025, 12))
    assert days_of_cash(Decimal("5.00"), nothing_paid, Month(2025, 12)) is None
