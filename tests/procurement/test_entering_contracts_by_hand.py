"""Contracts and acts typed in: a draft by one person, approved by another, refused beside the field."""

import pytest
from django.urls import reverse

from finance.models import Budget, Entry
from procurement.models import Act, Contract, ControlException, PaymentMatch, Supplier
from tests.ground import import_ground, web_ground

pytestmark = pytest.mark.django_db
FORM = {
    "number": "81/2025", "signed_on": "2025-02-03", "ends_on": "2025-12-31", "supplier_number": "991240999723",
    "supplier": "ТОО Прачечная", "subject": "Стирка", "line-0-code": "159", "line-0-month": "3",
    "line-0-amount": "1 000,50", "line-1-code": "159", "line-1-month": "2025-04", "line-1-amount": "500",
}  # fmt: skip


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    ground = web_ground.empty()
    ground.plan(("159", 1, "10000.00"))
    return ground


def enter(ground: web_ground.WebGround, person: str = "economist", **fields: str):
    address = reverse("procurement:new", args=[ground.budget.key])
    return ground.client(person).post(address, FORM | fields)


def commitments() -> list[str]:
    return [str(e.amount) for e in Entry.objects.filter(measure="commitment").order_by("pk")]


def test_a_draft_reserves_nothing_until_another_person_approves_it(ground) -> None:
    assert enter(ground).status_code == 302
    contract = Contract.objects.get()
    assert (contract.status, str(contract.amount_with_vat), commitments()) == ("draft", "1500.50", [])
    approve = reverse("procurement:approve", args=[contract.pk])
    ground.client("economist").post(approve)
    assert commitments() == []
    ground.client("accountant").post(approve)
    contract.refresh_from_db()
    assert (contract.status, commitments()) == ("signed", ["1000.50", "500.00"])
    assert contract.document is not None
    assert contract.document.approved_by == ground.person("accountant")
    ground.client("manager").post(approve)
    assert len(commitments()) == 2


def test_everything_wrong_stands_beside_its_field_and_nothing_is_saved(ground) -> None:
    found = enter(
        ground, ends_on="2026-02-01", supplier_number="991240999724", **{"line-0-amount": "сто", "line-1-month": "13"}
    )
    said = found.content.decode()
    assert found.status_code == 422
    assert "“сто” is no amount." in said
    assert "Write the month as 01.2025, by its name or its number." in said
    assert "The check digit of 991240999724 is wrong" in said
    assert (Contract.objects.count(), Supplier.objects.count()) == (0, 0)
    found = enter(ground, ends_on="2026-02-01")
    assert "It ends outside the budget" in found.content.decode()
    assert (Contract.objects.count(), Supplier.objects.count()) == (0, 0)


@pytest.mark.parametrize("month", ["October", "октябрь 2025", "Октября", "қазан", "10.2025", "2025-10", "10"])
def test_a_month_may_be_written_as_people_say_it(ground, month) -> None:
    assert enter(ground, **{"line-0-month": month}).status_code == 302
    assert [str(line.month) for line in Contract.objects.get().schedule.order_by("-month")] == ["2025-10", "2025-04"]


def test_a_line_that_is_begun_says_what_it_lacks_at_each_field(ground) -> None:
    said = enter(ground, **{"line-1-code": "", "line-1-month": "скоро", "line-1-amount": ""}).content.decode()
    for field, message in (
        ("code", "Write the budget code."),
        ("month", "Write the month as 01.2025, by its name or its number."),
        ("amount", "Write the sum."),
    ):
        assert f'id="line-1-{field}_error">{message}' in said, field
        assert f'aria-describedby="line-1-{field}_error"' in said, field


def test_more_lines_come_without_scripts_and_what_was_typed_stays(ground) -> None:
    said = enter(ground, more="1").content.decode()
    assert 'name="line-11-code"' in said
    assert 'value="1 000,50"' in said
    assert Contract.objects.count() == 0


def test_text_of_users_is_never_markup(ground) -> None:
    said = enter(ground, number="<script>alert(1)</script>", ends_on="x").content.decode()
    assert "<script>alert(1)" not in said


def test_last_years_contract_is_copied_into_the_months_of_this_one(ground) -> None:
    enter(ground)
    copied = Contract.objects.get()
    address = f"{reverse('procurement:new', args=[ground.budget.key])}?copy={copied.pk}"
    said = ground.client("economist").get(address).content.decode()
    assert 'value="991240999723"' in said
    assert 'value="2025-04"' in said
    assert 'value="500.00"' in said


def test_over_the_limit_takes_the_right_and_a_reason(ground) -> None:
    enter(ground, **{"line-0-amount": "20000"})
    approve = reverse("procurement:approve", args=[Contract.objects.get().pk])
    ground.client("accountant").post(approve)
    assert ground.client("accountant").post(approve, {"override_reason": "срочно"}).status_code == 403
    assert (commitments(), ControlException.objects.count()) == ([], 0)
    ground.client("manager").post(approve, {"override_reason": "авария"})
    kept = ControlException.objects.get()
    assert (kept.reason, kept.requested_by.username, kept.approved_by.username) == ("авария", "economist", "manager")


def test_who_may_not_contract_gets_no_form_and_a_stranger_no_page(ground) -> None:
    assert enter(ground, person="auditor").status_code == 403
    address = reverse("procurement:new", args=[ground.budget.key])
    stranger = web_ground.stranger(ground)
    assert stranger.get(address).status_code == 404
    assert stranger.get(reverse("procurement:matching", args=[ground.budget.key])).status_code == 404


def signed(ground: web_ground.WebGround) -> Contract:
    enter(ground)
    contract = Contract.objects.get()
    ground.client("accountant").post(reverse("procurement:approve", args=[contract.pk]))
    return contract


def test_an_agreement_and_an_act_go_the_same_way(ground) -> None:
    contract = signed(ground)
    fields = {"number": "81/1", "signed_on": "2025-03-01", "ends_on": "2025-12-31", "line-0-code": "159",
              "line-0-month": "4", "line-0-amount": "-100"}  # fmt: skip
    ground.client("economist").post(reverse("procurement:agreement", args=[contract.pk]), fields)
    ground.client("accountant").post(reverse("procurement:approve", args=[Contract.objects.get(root=contract).pk]))
    assert commitments()[-1] == "-100.00"
    act = {"number": "А-1", "kind": "act", "accepted_on": "2025-03-31", "line-0-code": "159", "line-0-month": "3",
           "line-0-amount": "900"}  # fmt: skip
    ground.client("economist").post(reverse("procurement:act", args=[contract.pk]), act)
    assert not Entry.objects.filter(measure="actual").exists()
    draft = Act.objects.get()
    page = ground.client("accountant").get(reverse("procurement:contract", args=[contract.pk])).content.decode()
    assert reverse("procurement:approve-act", args=[draft.pk]) in page
    ground.client("accountant").post(reverse("procurement:approve-act", args=[draft.pk]))
    assert str(Entry.objects.get(measure="actual").amount) == "900.00"


def test_payments_are_matched_on_their_page_and_taken_back(ground) -> None:
    contract = signed(ground)
    party = {"counterparty_number": "991240999723", "counterparty_name": "ТОО Прачечная"}
    ground.post("cash", ("159", 2, "300.00"), purpose="по договору № 81/2025", **party)
    ground.post("cash", ("159", 2, "5000.00"), purpose="прочее", **party)
    address = reverse("procurement:matching", args=[ground.budget.key])
    said = ground.client("accountant").get(address).content.decode()
    assert "the payment names the contract, 95 %" in said
    assert "No contract fits alone; say it yourself." in said
    ground.client("accountant").post(reverse("procurement:match", args=[ground.budget.key]))
    found = PaymentMatch.objects.get()
    assert (found.contract, str(found.amount), found.reason) == (contract, "300.00", "number")
    other = Entry.objects.get(measure="cash", amount=5000)
    assign = reverse("procurement:assign", args=[ground.budget.key, other.pk])
    ground.client("accountant").post(assign, {"contract": "81/2025", "act": "", "amount": "5000"})
    assert PaymentMatch.objects.count() == 1
    ground.client("accountant").post(assign, {"contract": "81/2025", "act": "", "amount": "1200,50"})
    assert PaymentMatch.objects.count() == 2
    ground.client("accountant").post(reverse("procurement:take-back", args=[found.pk]))
    assert PaymentMatch.objects.standing().count() == 1


def test_a_copy_holds_what_the_agreements_changed_in_the_months_of_the_new_year(ground) -> None:
    contract = signed(ground)
    fields = {"number": "81/1", "signed_on": "2025-03-01", "ends_on": "2025-12-31", "line-0-code": "159",
              "line-0-month": "4", "line-0-amount": "-100"}  # fmt: skip
    ground.client("economist").post(reverse("procurement:agreement", args=[contract.pk]), fields)
    ground.client("accountant").post(reverse("procurement:approve", args=[Contract.objects.get(root=contract).pk]))
    old = ground.budget
    Budget.objects.create(
        key="2026-fund", facility=old.facility, year=2026, programme=old.programme, source=old.source
    )  # fmt: skip
    page = ground.client("economist").get(reverse("procurement:contract", args=[contract.pk])).content.decode()
    address = f"{reverse('procurement:new', args=['2026-fund'])}?copy={contract.pk}"
    assert f'href="{address}"' in page
    said = ground.client("economist").get(address).content.decode()
    assert 'name="line-1-month" value="2026-04"' in said
    assert 'name="line-1-amount" value="400.00"' in said
