"""Pages of costing: where a cost comes from, runs with their controls, what if, volumes typed in; and who may."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from finance.models import Document
from tariffs.declaring import standing
from tariffs.models import CostingRun, Scenario, Volume
from tests.ground.costing_ground import costed
from tests.ground.pages import element_of, fields_of, rows_of, table_of

pytestmark = pytest.mark.django_db
TRACE = "/costing/2025-fund/trace/?from=2025-01&through=2025-06&profile=neurology"


@pytest.fixture
def economist() -> Client:
    costed()
    return signed_in("economist")


def signed_in(name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username=name))
    return client


def ran(client: Client, **options: str) -> CostingRun:
    data = {"from": "2025-01", "through": "2025-06", "method": "step-down", "measure": "actual"} | options
    client.post("/costing/2025-fund/run/", data)
    return CostingRun.objects.latest("id")


def test_every_figure_of_the_report_leads_to_its_trace(economist) -> None:
    page = economist.get("/budget/2025-fund/bed-day-cost/?from=2025-01&through=2025-06")
    addresses = element_of(page, "table-bed-day-cost").addresses
    months = "/costing/2025-fund/trace/?from=2025-01&through=2025-06&"
    for profile in ("neurology", "orthopaedics", "somatic"):
        assert any(link.startswith(months) and f"profile={profile}" in link for link in addresses), profile
    traced = economist.get(f"{TRACE}&code=141")
    (food,) = [row for row in rows_of(traced, "table-codes") if row["Code"] == "141"]
    assert (food["In the ledger"], food["In all"]) == ("39,586,000.00", "37,379,743.76")
    assert any(
        link.startswith("/entries/?budget=2025-fund&code=141&measure=actual")
        for link in element_of(traced, "table-codes").addresses
    )
    sources = element_of(traced, "table-sources").addresses
    assert sources
    assert [link for link in sources if not re.match(r"/imports/\d+/cell/\?at=", link)] == []


def test_a_trace_of_what_does_not_exist_is_not_found(economist) -> None:
    for address in (f"{TRACE}&code=999", TRACE.replace("neurology", "surgery"), f"{TRACE}&method=guess",
                    TRACE.replace("2025-06", "июнь"), TRACE.replace("2025-fund", "other")):  # fmt: skip
        assert economist.get(address).status_code == 404, address


def test_an_economist_runs_locks_and_runs_again(economist) -> None:
    run = ran(economist)
    page = economist.get(f"/costing/runs/{run.pk}/")
    controls = table_of(page, "controls")
    assert list(controls) == [f"R{number}" for number in range(1, 16)]
    assert controls["R1"]["State"] == "holds"
    assert table_of(page, "table-bed-day-cost")["Total"]["Full cost"] == "373,844,000.00"
    economist.post(f"/costing/runs/{run.pk}/lock/")
    run.refresh_from_db()
    assert run.is_locked
    economist.post(f"/costing/runs/{run.pk}/again/")
    again = CostingRun.objects.latest("id")
    assert again.version == 2
    compared = economist.get(f"/costing/runs/{again.pk}/?with={run.pk}").content.decode()
    assert "Both runs give the same costs" in compared
    listed = rows_of(economist.get("/costing/"), "Costing runs")
    assert [(row["Version"], row["State"], row["Full cost, tenge"]) for row in listed] == [
        ("2", "open", "373,844,000.00"), ("1", "locked", "373,844,000.00"),
    ]  # fmt: skip


def test_a_period_that_cannot_be_costed_says_why_and_leaves_no_run(economist) -> None:
    answer = economist.post(
        "/costing/2025-fund/run/", {"from": "2025-07", "through": "2025-07", "method": "direct"}, follow=True
    )
    assert "This month has no drivers" in answer.content.decode()
    assert not CostingRun.objects.exists()


def test_only_who_may_cost_makes_and_locks_runs(economist) -> None:
    run = ran(economist)
    auditor = signed_in("auditor")
    assert auditor.get(f"/costing/runs/{run.pk}/").status_code == 200
    for address in (f"/costing/runs/{run.pk}/lock/", f"/costing/runs/{run.pk}/again/", "/costing/2025-fund/volumes/",
                    f"/costing/runs/{run.pk}/what-if/save/"):  # fmt: skip
        assert auditor.post(address).status_code == 403, address
    outsider = Client()
    outsider.force_login(User.objects.create(username="stranger"))
    assert outsider.get(f"/costing/runs/{run.pk}/").status_code == 404
    assert outsider.get(TRACE).status_code == 404


def test_what_if_shows_margin_and_break_even_beside_the_base_and_saves(economist) -> None:
    run = ran(economist)
    address = f"/costing/runs/{run.pk}/what-if/"
    page = economist.get(f"{address}?tariff-neurology=14000&price-141=10")
    neurology = table_of(page, "result")["Неврология"]
    assert (neurology["Cost of a bed-day: base"], neurology["Cost of a bed-day: scenario"]) == (
        "13,091.60",
        "13,237.13",
    )
    assert (neurology["Margin: base"], neurology["Margin: scenario"]) == ("−1,568,048.49", "19,594,300.38")
    assert (neurology["Break-even, bed-days: base"], neurology["Break-even, bed-days: scenario"]) == (
        "25,827",
        "24,039",
    )
    answer = economist.post(
        f"{address}save/", {"name": "Dearer", "query": "tariff-neurology=14000&price-141=10"}, follow=True
    )
    scenario = Scenario.objects.get()
    assert answer.redirect_chain[-1][0].endswith(f"?scenario={scenario.pk}")
    neurology = next(row for row in scenario.results if row["profile"] == "neurology")
    assert neurology["tariff"] == "14000.00"
    assert Decimal(neurology["revenue"]) == Decimal("14000.00") * 25685
    assert Document.objects.filter(kind="costing").count() == 7
    economist.post(f"{address}save/", {"name": "Nothing", "query": ""})
    economist.post(f"{address}save/", {"name": "Wrong", "query": "tariff-neurology=много"})
    assert Scenario.objects.count() == 1
    assert "много" in economist.get(f"{address}?tariff-neurology=много").content.decode()


def test_volumes_typed_in_are_declared_and_shown_back(economist) -> None:
    address = "/costing/2025-fund/volumes/"
    shown = fields_of(economist.get(f"{address}?month=2025-03"))
    assert shown["neurology|inpatient|bed_days_done"] == "4307"
    typed = {"month": "2025-07", "neurology|inpatient|beds": "155", "neurology|inpatient|bed_days_done": "4 500"}
    assert economist.post(address, typed).status_code == 302
    rows = standing(Volume, Volume.objects.latest("id").facility)
    assert max(str(row.month) for group in rows.values() for row in group) == "2025-07"
    assert Volume.objects.latest("id").bed_days_done == 4500
    before = Volume.objects.count()
    economist.post(address, typed)
    assert Volume.objects.count() == before, "the same figures again change nothing"


def test_volumes_that_cannot_be_read_are_refused_with_the_field_and_nothing_is_saved(economist) -> None:
    before = Volume.objects.count()
    typed = {
        "month": "2025-07",
        "neurology|inpatient|bed_days_done": "сто",
        "somatic|inpatient|bed_days_done": "5",
        "orthopaedics|inpatient|beds": "5",
    }
    answer = economist.post("/costing/2025-fund/volumes/", typed)
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == 2
    assert Volume.objects.count() == before
