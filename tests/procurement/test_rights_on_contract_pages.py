"""Every button of the contract pages is offered to those with the right; `test_the_matrix_of_rights.py` holds the server to it."""

from dataclasses import dataclass

import pytest

from finance.models import Entry
from procurement import drafts
from procurement.models import Contract, PaymentMatch
from procurement.payments import match_payments
from tests.ground import contract_web_ground, import_ground
from tests.ground.contract_web_ground import ContractGround

pytestmark = pytest.mark.django_db

# economist and accountant enter, management approves and agrees to exceed limits, the auditor looks
ENTER, APPROVE = {"economist", "accountant"}, {"economist", "accountant", "manager"}
EVERYBODY = ("economist", "accountant", "manager", "auditor")


@dataclass
class Papers:
    """One of everything a button stands at."""

    ground: ContractGround
    contract: Contract
    draft: Contract
    act: int
    match: int
    payment: int

    def addresses(self) -> dict[str, set[str]]:
        """Address of a POST → who may send it."""
        key = self.ground.web.budget.key
        return {
            f"/budget/{key}/contracts/new/": ENTER,
            f"/contracts/{self.contract.pk}/agreement/": ENTER,
            f"/contracts/{self.contract.pk}/act/": ENTER,
            f"/contracts/{self.contract.pk}/close/": ENTER,
            f"/budget/{key}/contracts/carry-over/": ENTER,
            f"/budget/{key}/payments/match/": ENTER,
            f"/budget/{key}/payments/{self.payment}/": ENTER,
            f"/matches/{self.match}/take-back/": ENTER,
            f"/contracts/{self.draft.pk}/approve/": APPROVE,
            f"/acts/{self.act}/approve/": APPROVE,
            f"/contracts/{self.contract.pk}/close/approve/": APPROVE,
            f"/budget/{key}/contracts/carry-over/approve/": APPROVE,
            f"/contracts/{self.draft.pk}/discard/": APPROVE,
            f"/acts/{self.act}/discard/": APPROVE,
            f"/contracts/{self.contract.pk}/close/discard/": APPROVE,
            f"/budget/{key}/contracts/carry-over/discard/": APPROVE,
        }


@pytest.fixture
def papers(monkeypatch) -> Papers:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    ground = contract_web_ground.build()
    ground.next_year(("159", "1000.00"))
    contract = ground.sign("81/2025", ground.line(3, "1000.00"))
    act = ground.draft_act(contract, "А-1", ground.line(3, "70.00"))
    entry = ground.pay(import_ground.day("2025-03-10"), "50.00", "по договору № 81/2025")
    match_payments(ground.web.budget)
    other = ground.pay(import_ground.day("2025-03-11"), "60.00", "прочее")
    draft = drafts.draft(
        ground.web.budget, ground.terms("90", ground.line(4, "10.00")), entered_by=ground.people.entered_by
    )
    return Papers(ground, contract, draft, act.pk, PaymentMatch.objects.get(entry=entry).pk, other.pk)


@pytest.mark.parametrize("person", EVERYBODY)
def test_pages_offer_what_the_person_may_do(papers, person: str) -> None:
    """Forms and links to forms on the pages are exactly those whose address would be let in."""
    key = papers.ground.web.budget.key
    pages = (
        f"/budget/{key}/contracts/", f"/contracts/{papers.contract.pk}/", f"/contracts/{papers.draft.pk}/",
        f"/budget/{key}/payments/", f"/budget/{key}/contracts/carry-over/",
    )  # fmt: skip
    client = papers.ground.web.client(person)
    said = "".join(client.get(page).content.decode() for page in pages)
    addresses = papers.addresses()
    offered = {
        address
        for address in addresses
        if f'action="{address}"' in said or f'href="{address}"' in said or f'href="{address}?' in said
    }
    wrongly = {address for address in offered if person not in addresses[address]}
    # anybody who sees the budget may look at the page of the year's end
    assert wrongly <= {f"/budget/{key}/contracts/carry-over/"}
    if person == "accountant":
        assert f"/acts/{papers.act}/approve/" in offered
        assert f"/matches/{papers.match}/take-back/" in offered
    if person == "economist":  # entered it
        assert f"/acts/{papers.act}/approve/" not in offered
        assert f"/acts/{papers.act}/discard/" in offered
        assert f"/contracts/{papers.draft.pk}/approve/" not in offered
    if person == "auditor":
        assert offered == {f"/budget/{key}/contracts/carry-over/"}


def test_a_reason_for_exceeding_a_limit_takes_its_own_right(papers) -> None:
    address = f"/contracts/{papers.draft.pk}/approve/"
    for person, status in (("accountant", 403), ("manager", 302)):
        client = papers.ground.web.client(person)
        assert client.post(address, {"override_reason": "срочно"}).status_code == status
    assert Entry.objects.filter(measure="commitment", contract_number="90").exists()
    page = papers.ground.see("accountant", "contract", papers.contract.pk)
    assert "override_reason" not in page


def test_nobody_signed_in_is_sent_to_sign_in(papers, client) -> None:
    for address in papers.addresses():
        found = client.post(address, {})
        assert (found.status_code, "/sign-in/" in found["Location"]) == (302, True), address
