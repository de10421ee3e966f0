"""Pages of contracts: a list with its filter in the address, and one contract month by month."""

import re
from urllib.parse import quote

import pytest
from django.urls import reverse

from finance.models import Entry
from procurement.models import Contract
from tests.ground import import_ground, web_ground

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    ground = web_ground.empty()
    import_ground.bring(web_ground.FILES / "plan-2025.xlsx")
    found = import_ground.bring(web_ground.FILES / "contracts-2025.csv")
    assert found["status"] == "posted", found["problems"]
    return ground


def listed(ground: web_ground.WebGround, query: str = "") -> str:
    return ground.client("auditor").get(f"{address(ground)}?{query}").content.decode()


def address(ground: web_ground.WebGround) -> str:
    return reverse("procurement:contracts", args=[ground.budget.key])


def test_every_contract_of_the_budget_is_listed(ground) -> None:
    said = listed(ground)
    for contract in Contract.objects.filter(root=None):
        assert reverse("procurement:contract", args=[contract.pk]) in said


def test_the_list_is_filtered_by_its_address(ground) -> None:
    contract = Contract.objects.filter(root=None).first()
    others = Contract.objects.filter(root=None).exclude(supplier=contract.supplier)
    said = listed(ground, f"q={contract.supplier.number}")
    assert reverse("procurement:contract", args=[contract.pk]) in said
    assert not any(f'href="{reverse("procurement:contract", args=[other.pk])}"' in said for other in others)
    assert "No contract fits this filter" in listed(ground, "status=cancelled")
    assert reverse("procurement:contract", args=[contract.pk]) in listed(ground, "ends_by=rubbish")


def test_a_contract_shows_its_months_and_its_document(ground) -> None:
    contract = Contract.objects.filter(root=None).order_by("pk")[0]
    said = ground.client("auditor").get(reverse("procurement:contract", args=[contract.pk])).content.decode()
    assert reverse("document", args=[contract.document_id]) in said
    totals = re.search(r"<tfoot>\s*<tr>\s*<th[^>]*>Total</th>\s*<td class=\"num\">([^<]*)</td>", said)
    assert totals[1].replace(",", "") == str(contract.amount_with_vat)


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
    said = ground.client("auditor").get(reverse("procurement:contract", args=[contract.pk])).content.decode()
    entries = Entry.objects.filter(measure="commitment", contract_number=contract.number)
    assert entries.count() == contract.schedule.count() > 1
    for entry in entries:
        assert reverse("entry", args=[entry.pk]) in said
        assert f"at={quote(entry.cell)}" in said
        assert f'id="promised-{entry.month}"' in said
        assert f'href="#promised-{entry.month}"' in said
