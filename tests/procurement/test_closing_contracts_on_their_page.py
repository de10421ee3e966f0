"""Closing a contract: what would be released is shown first, a reason and a day are asked, another person approves."""

import re
from datetime import date

import pytest

from finance.models import Document, Entry, MonthState
from finance.months import Month
from procurement.closing_contracts import close
from procurement.models import Contract, PaymentMatch
from procurement.payments import match_payments
from tests.ground import contract_web_ground, import_ground
from tests.ground.contract_web_ground import ContractGround, committed
from tests.ground.ledger_ground import broken_books
from tests.ground.pages import buttons_of, element_of, errors_of, page_of, pairs_of, rows_of, table_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> ContractGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    return contract_web_ground.build()


@pytest.fixture
def contract(ground) -> Contract:
    """1 000 promised in March and April each, 700 accepted in March."""
    contract = ground.sign("81/2025", ground.line(3, "1000.00"), ground.line(4, "1000.00"))
    ground.accept(contract, "А-1", ground.line(3, "700.00"))
    return contract


def ask(ground: ContractGround, contract: Contract, person: str = "economist", **fields: str):
    return ground.do(person, "close", contract.pk, **{"day": "2025-06-30", "reason": "исполнен"} | fields)


def shown(ground: ContractGround, contract: Contract) -> str:
    """What an approver's page would send with the button; nothing where it has none."""
    found = re.search(r'name="seen" value="(\w+)"', ground.see("accountant", "contract", contract.pk))
    return found[1] if found else ""


def approve(ground: ContractGround, contract: Contract, person: str = "accountant", seen: str | None = None):
    seen = shown(ground, contract) if seen is None else seen
    return ground.do(person, "approve-closing", contract.pk, seen=seen)


def test_the_page_shows_what_would_be_released_by_code_and_month(ground, contract) -> None:
    said = ground.see("economist", "close", contract.pk)
    found = [tuple(row.values()) for row in rows_of(said, "What closing releases")]
    assert found == [
        ("March 2025", "159", "1,000.00", "300.00", "700.00"),
        ("April 2025", "159", "1,000.00", "1,000.00", "0.00"),
        ("Total", "", "2,000.00", "1,300.00", "700.00"),
    ]
    assert pairs_of(said)["To be released, tenge"] == "1,300.00"
    assert committed(ground.web.budget) == "2000.00"


def test_nothing_is_released_until_another_person_approves(ground, contract) -> None:
    assert ask(ground, contract).status_code == 302
    assert (committed(ground.web.budget), Contract.objects.get().status) == ("2000.00", "signed")
    page = ground.see("accountant", "contract", contract.pk)
    assert "Close and release 1,300.00" in buttons_of(page)
    assert "исполнен" in page
    approve(ground, contract, "economist")
    assert committed(ground.web.budget) == "2000.00"
    approve(ground, contract)
    closed = Contract.objects.select_related("release").get()
    assert (closed.status, closed.closed_on, committed(ground.web.budget)) == ("closed", date(2025, 6, 30), "700.00")
    assert closed.release is not None
    assert (closed.release.kind, closed.release.approved_by) == ("release", ground.web.person("accountant"))
    assert broken_books() == []


def test_the_page_of_a_closed_contract_says_what_was_released_and_leads_to_it(ground, contract) -> None:
    ask(ground, contract)
    approve(ground, contract)
    said = ground.see("auditor", "contract", contract.pk)
    release = Entry.objects.filter(document__kind="release")[0]
    assert table_of(said, "Month by month")["Total"]["Released"] == "1,300.00"
    assert f"/entries/{release.pk}/" in element_of(said, "What was promised").addresses
    assert f"/documents/{release.document_id}/" in page_of(said).addresses
    assert "Enter an act" not in page_of(said).links


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"day": "2025-01-05"}, "It cannot be closed before it was signed."),
        ({"day": "2025-12-16"}, "It cannot be closed on a day that has not come."),
        ({"day": ""}, "Choose a day."),
        ({"reason": "  "}, "Give the reason for closing the contract."),
        ({"reason": "х" * 501}, "At most 500 characters."),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_is_kept(ground, contract, fields, message) -> None:
    found = ask(ground, contract, **fields)
    [name] = fields
    assert found.status_code == 422
    assert errors_of(found) == {name: message}
    assert not Document.objects.filter(kind="release").exists()


def test_all_that_is_wrong_is_said_at_once(ground, contract) -> None:
    assert errors_of(ask(ground, contract, day="2026-02-01", reason="")) == {
        "day": "It cannot be closed on a day that has not come.",
        "reason": "Give the reason for closing the contract.",
    }


def test_a_day_of_a_closed_month_is_refused(ground, contract) -> None:
    accountant = ground.web.person("accountant")
    for month in range(1, 7):
        MonthState.objects.create(
            budget=ground.web.budget, month=Month(2025, month), is_closed=True, closed_by=accountant
        )  # fmt: skip
    assert "The month of this day is closed" in ask(ground, contract).content.decode()
    assert ask(ground, contract, day="2025-07-01").status_code == 302
    assert "1,300.00" in ground.see("accountant", "contract", contract.pk)


def test_papers_that_wait_are_settled_first(ground, contract) -> None:
    act = ground.draft_act(contract, "А-2", ground.line(4, "10.00"))
    assert "wait for approval under the contract" in ask(ground, contract).content.decode()
    ground.do("economist", "discard-act", act.pk)
    assert ask(ground, contract).status_code == 302


def test_what_changed_since_it_was_shown_is_not_approved_unseen(ground, contract) -> None:
    """Neither another sum, nor the same sum of other months, nor a button without what was shown."""
    ask(ground, contract)
    seen = shown(ground, contract)
    ground.accept(contract, "А-2", ground.line(4, "100.00"))
    for stale in (seen, ""):
        approve(ground, contract, seen=stale)
        assert Contract.objects.get().status == "signed"
    ground.do("economist", "discard-closing", contract.pk)
    seen = shown(ground, contract)
    ask(ground, contract, reason="по соглашению")
    approve(ground, contract, seen=seen)
    assert Contract.objects.get().status == "signed"
    approve(ground, contract)
    assert (Contract.objects.get().status, committed(ground.web.budget)) == ("closed", "800.00")


def test_a_closing_that_is_given_up_leaves_the_contract_in_force(ground, contract) -> None:
    ask(ground, contract)
    assert "A closing of this contract waits" in ask(ground, contract).content.decode()
    ground.do("economist", "discard-closing", contract.pk)
    approve(ground, contract)
    assert (Contract.objects.get().status, committed(ground.web.budget)) == ("signed", "2000.00")
    assert ask(ground, contract).status_code == 302


def test_it_is_closed_once(ground, contract) -> None:
    ask(ground, contract)
    approve(ground, contract)
    approve(ground, contract, seen="0")
    assert Document.objects.filter(kind="release").count() == 1
    assert "Only a contract in force can be closed." in ask(ground, contract).content.decode()


def test_of_last_years_payables_only_what_is_unpaid_is_released(ground) -> None:
    payable = ground.sign("7", ground.line(1, "600.00"))
    Contract.objects.filter(pk=payable.pk).update(is_payable_carried=True)
    ground.pay(date(2025, 2, 3), "400.00", "по договору № 7/1")
    match_payments(ground.web.budget, least_confidence=0)
    assert PaymentMatch.objects.count() == 1
    close(payable, day=date(2025, 6, 30), reason="списан", people=ground.people)
    assert committed(ground.web.budget) == "400.00"
