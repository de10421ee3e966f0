"""The list of entries: narrowed by words and sums, turned page by page without counting, taken away as files, kept."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from finance.drill import Drill
from finance.entry_list import EntryList, Narrowing
from finance.models import SavedView
from finance.months import Month
from tests.ground import web_ground

pytestmark = pytest.mark.django_db
YEAR = "budget=2025-fund&measure=cash&from=2025-01&through=2025-12"


@pytest.fixture
def ground() -> web_ground.WebGround:
    found = web_ground.filled()
    found.post(
        "cash",
        ("141", 3, "1500000.00"),
        ("141", 3, "-500.50"),
        counterparty_name="ТОО Сүт өнімдері",
        counterparty_number="991240999248",
        purpose="=2+3 молоко за март",
    )
    return found  # fmt: skip


def amounts(client: Client, query: str) -> list[str]:
    page = client.get(f"/entries/?{YEAR}&{query}")
    assert page.status_code == 200
    return [f"{entry.amount}" for entry in page.context["page"].rows]


def test_words_are_found_in_any_case_and_alphabet_beside_a_range_of_sums(ground) -> None:
    client = ground.client("auditor")
    assert amounts(client, "words=СУТ онимдери") == ["1500000.00", "-500.50"]
    assert amounts(client, "words=молако") == ["1500000.00", "-500.50"]
    assert amounts(client, "words=молоко&least=1 000") == ["1500000.00"]
    assert amounts(client, "most=500,50") == ["1.00", "150.00", "-500.50"]
    assert amounts(client, "least=500,51&most=8000") == ["7000.25"]
    assert amounts(client, "words=хлеб") == []
    refused = client.get(f"/entries/?{YEAR}&least=много")
    assert (refused.status_code, "no sum" in refused.content.decode()) == (404, True)


def test_pages_follow_each_other_both_ways_and_miss_nothing(ground) -> None:
    ground.post("cash", *[("151", 1 + n % 12, "10.10") for n in range(230)])
    client = ground.client("auditor")
    seen, query, pages = [], "", []
    while query is not None:
        with CaptureQueriesContext(connection) as captured:
            page = client.get(f"/entries/?{YEAR}&{query}").context["page"]
        assert not any("COUNT(" in one["sql"] for one in captured.captured_queries)
        pages.append(page)
        seen += [entry.pk for entry in page.rows]
        query = f"after={page.after}" if page.after else None
    whole = EntryList(
        Drill.parse(client.get(f"/entries/?{YEAR}").wsgi_request.GET), Narrowing(), [ground.budget.pk], []
    )
    assert seen == [entry.pk for entry in whole.every()]
    assert [len(page.rows) for page in pages] == [100, 100, 35]
    back = client.get(f"/entries/?{YEAR}&before={pages[2].before}").context["page"]
    assert back.rows == pages[1].rows
    assert client.get(f"/entries/?{YEAR}&before={back.before}").context["page"].before is None
    for wrong in ("after=1", "before=2025-02-31.5", "after=2025-01-01.x"):
        assert client.get(f"/entries/?{YEAR}&{wrong}").status_code == 404


def test_files_hold_what_is_shown_and_add_up(ground) -> None:
    client = ground.client("economist", "ru")
    answer = client.get(f"/entries.csv?{YEAR}&words=молоко")
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [row[5] for row in rows[1:]] == ["1500000,00", "-500,50", "1499499,50"]
    assert {row[9] for row in rows[1:3]} == {"'=2+3 молоко за март"}
    answer = client.get(f"/entries.xlsx?{YEAR}&words=молоко")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [sheet.cell(row, 6).value for row in (2, 3, 4)] == [1500000, -500.5, "=SUM(F2:F3)"]
    assert sheet.cell(2, 10).value == "=2+3 молоко за март"
    assert sheet.cell(2, 10).data_type == "s"
    assert sheet.cell(2, 1).value.date() == date(2025, 3, 31)
    assert client.get(f"/entries.pdf?{YEAR}").status_code == 404
    assert client.get(f"/entries.csv?{YEAR}&least=x").status_code == 404


def test_nobody_reads_or_finds_what_is_not_theirs(ground) -> None:
    ground.post("cash", ("169", 4, "77.00"), counterparty_name="Сериков Асан Болатович", purpose="Алименты")
    sees, sees_not = ground.client("economist"), ground.client("manager")
    assert amounts(sees, "words=Сериков") == ["77.00"]
    assert amounts(sees_not, "words=Сериков") == []
    for client, is_told in ((sees, True), (sees_not, False)):
        answer = client.get(f"/entries.csv?{YEAR}&words=алименты")
        text = b"".join(answer.streaming_content).decode()
        assert ("77.00" in text, "Сериков" in text) == (True, is_told)
    User.objects.create(username="stranger")
    assert ground.client("stranger").get(f"/entries.csv?{YEAR}").status_code == 404


def test_a_view_is_kept_for_its_person_alone(ground) -> None:
    client = ground.client("auditor")
    query = f"{YEAR}&words=молоко"
    client.post("/entries/views/", {"name": "Молоко", "query": f"{query}&after=2025-01-31.1"})
    (view,) = SavedView.objects.all()
    page = client.get(f"/entries/?{YEAR}")
    assert [one.name for one in page.context["saved_views"]] == ["Молоко"]
    assert "after" not in view.query
    assert amounts(client, view.query) == ["1500000.00", "-500.50"]
    other = ground.client("economist")
    assert other.get(f"/entries/?{YEAR}").context["saved_views"] == []
    other.post(f"/entries/views/{view.pk}/forget/", {"query": YEAR})
    assert SavedView.objects.count() == 1
    client.post(f"/entries/views/{view.pk}/forget/", {"query": YEAR})
    assert not SavedView.objects.exists()


def test_a_narrowed_list_is_added_up_when_asked(ground) -> None:
    ground.post("cash", *[("151", 1, "10.10")] * 130)
    client = ground.client("auditor")
    narrowed = f"/entries/?{YEAR}&most=10,10&least=10,10"
    assert client.get(narrowed).context["total"] is None
    assert client.get(f"{narrowed}&all=1").context["total"] == Decimal("1313.00")
    months = (Month(2025, 1), Month(2025, 12))
    assert client.get(f"/entries/?{YEAR}").context["total"] == Drill(("cash",), *months, budgets=("2025-fund",)).total()
