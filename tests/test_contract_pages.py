"""Pages of contracts: a list with its filter in the address, and one contract month by month."""

import re

import pytest
from django.urls import reverse

from procurement.models import Contract
from tests import import_ground, web_ground

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
    totals = re.search(r"<tfoot><tr><th[^>]*>Total</th><td class=\"num\">([^<]*)</td>", said)
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
