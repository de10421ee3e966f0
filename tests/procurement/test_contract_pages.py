"""Pages of contracts: a list with its filter in the address, and one contract month by month."""

from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.urls import reverse

from finance.file_places import place_said
from finance.models import Entry
from procurement.models import Contract
from tests.ground import import_ground, web_ground
from tests.ground.pages import element_of, notices, page_of, rows_of, table_of
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)

    def build() -> None:
        web_ground.empty()
        import_ground.bring(web_ground.FILES / "plan-2025.xlsx")
        found = import_ground.bring(web_ground.FILES / "contracts-2025.csv")
        assert found["status"] == "posted", found["problems"]

    built_once(("contracts of 2025",), build)
    return web_ground.standing()


def address(ground: web_ground.WebGround) -> str:
    return reverse("procurement:contracts", args=[ground.budget.key])


def listed(ground: web_ground.WebGround, query: str = "") -> HttpResponse:
    return ground.client("auditor").get(f"{address(ground)}?{query}")


def test_every_contract_of_the_budget_is_listed_with_what_it_promises(ground) -> None:
    page = listed(ground)
    contracts = Contract.objects.filter(root=None)
    assert contracts.count() == 15
    assert {row["Number"]: row["Promised"] for row in rows_of(page, "contract")} == {
        contract.number: f"{contract.amount_with_vat:,}" for contract in contracts
    }
    links = element_of(page, "contract").links
    for contract in contracts:
        assert links[contract.number] == reverse("procurement:contract", args=[contract.pk])


def test_the_list_is_filtered_by_its_address(ground) -> None:
    first = Contract.objects.filter(root=None).order_by("pk")[0]
    same = Contract.objects.filter(root=None, supplier=first.supplier)
    assert 0 < same.count() < Contract.objects.filter(root=None).count()
    page = listed(ground, f"q={first.supplier.number}")
    assert {row["Number"] for row in rows_of(page, "contract")} == {contract.number for contract in same}
    assert notices(listed(ground, "status=cancelled")) == ["No contract fits this filter."]
    assert len(rows_of(listed(ground, "ends_by=rubbish"), "contract")) == 15


def test_a_contract_shows_its_months_and_its_document(ground) -> None:
    contract = Contract.objects.filter(root=None).order_by("pk")[0]
    page = ground.client("auditor").get(reverse("procurement:contract", args=[contract.pk]))
    assert reverse("document", args=[contract.document_id]) in page_of(page).addresses
    months = table_of(page, "Month by month")
    assert months["Total"]["Promised"] == f"{contract.amount_with_vat:,}"
    assert len(months) == contract.schedule.values("month").distinct().count() + 1


def test_a_stranger_finds_no_contract(ground) -> None:
    stranger = web_ground.stranger(ground)
    assert stranger.get(address(ground)).status_code == 404
    contract = Contract.objects.all()[0]
    assert stranger.get(reverse("procurement:contract", args=[contract.pk])).status_code == 404


def test_the_list_costs_few_queries(ground, query_counts) -> None:
    client = ground.client("auditor")
    client.get(address(ground))
    with query_counts("list of contracts"):
        client.get(address(ground))


def test_a_contract_costs_as_many_queries_whatever_stands_under_it(ground, query_counts) -> None:
    client = ground.client("economist")
    few, many = sorted(Contract.objects.filter(root=None), key=lambda found: found.schedule.count())[
        :: len(Contract.objects.filter(root=None)) - 1
    ]
    for contract in (few, many):
        address = reverse("procurement:contract", args=[contract.pk])
        client.get(address)
        with query_counts("page of a contract"):
            client.get(address)


def test_every_sum_that_was_promised_leads_to_its_entry_and_its_cell(ground) -> None:
    contract = Contract.objects.filter(root=None).order_by("pk")[0]
    page = ground.client("auditor").get(reverse("procurement:contract", args=[contract.pk]))
    entries = Entry.objects.filter(measure="commitment", contract_number=contract.number)
    assert entries.count() == contract.schedule.count() > 1
    promised = element_of(page, "What was promised")
    lines = [line for body in promised.all("tbody") for line in body.all("tr")]
    assert len(lines) == entries.count()
    for line, entry in zip(lines, entries.order_by("month", "pk"), strict=True):
        assert line.links[f"{entry.amount:,}"] == reverse("entry", args=[entry.pk])
        assert line.links[place_said(entry.cell)].endswith(f"at={quote(entry.cell)}")
    month_by_month = element_of(page, "Month by month").addresses
    for entry in entries:
        assert promised.all("tbody", id=f"promised-{entry.month}")
        assert f"#promised-{entry.month}" in month_by_month
