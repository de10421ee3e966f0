"""The end of the year on one page: what contracts leave is chosen, drafted, and carried over by another person."""

import re
from datetime import date

import pytest

from finance.models import Budget
from procurement import year_end
from procurement.models import Contract, ControlException
from procurement.payments import match_payments
from tests.ground import contract_web_ground, web_ground
from tests.ground.contract_web_ground import ContractGround, committed
from tests.ground.ledger_ground import broken_books
from tests.ground.pages import pairs_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground(monkeypatch) -> ContractGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-31", raising=False)
    return contract_web_ground.build()


@pytest.fixture
def contract(ground) -> Contract:
    """2 000 promised, 700 of it accepted, 500 of that paid: 1 300 undelivered, 200 unpaid."""
    contract = ground.sign("81/2025", ground.line(11, "1000.00"), ground.line(12, "1000.00"))
    ground.accept(contract, "А-1", ground.line(11, "700.00"))
    ground.pay(date(2025, 12, 5), "500.00", "по договору № 81/2025")
    match_payments(ground.web.budget)
    return contract


@pytest.fixture
def into(ground) -> Budget:
    return ground.next_year(("159", "5000.00"))


def rest(ground: ContractGround, contract: Contract, amount: str = "1300.00", month: str = "02") -> dict[str, str]:
    """The fields of what is undelivered, ticked."""
    key = f"{contract.pk}-{ground.web.code['159']}-rest"
    return {f"take-{key}": "1", f"amount-{key}": amount, f"month-{key}": month}


def send(ground: ContractGround, person: str = "economist", **fields: str):
    return ground.do(person, "carry-over", ground.web.budget.key, **{"reason": "поставка в январе"} | fields)


def approve(ground: ContractGround, person: str = "accountant", **fields: str):
    """What the page shows as waiting when the button is pressed, unless `draft` says else."""
    shown = [str(pk) for pk in Contract.objects.filter(status=Contract.Status.DRAFT).values_list("pk", flat=True)]
    return ground.do(person, "approve-carried", ground.web.budget.key, **{"draft": shown} | fields)


def new_ones(into: Budget) -> list[tuple[str, str, str, bool]]:
    found = Contract.objects.filter(budget=into).order_by("pk")
    return [(c.number, str(c.amount_with_vat), c.status, c.is_payable_carried) for c in found]


def test_it_lists_what_is_undelivered_and_what_is_unpaid_by_code(ground, contract, into) -> None:
    ground.accept(ground.sign("done", ground.line(12, "5.00")), "А-2", ground.line(12, "5.00"))
    ground.pay(date(2025, 12, 31), "5.00", "по договору № done")
    match_payments(ground.web.budget)
    [left] = year_end.left_over(ground.web.budget, into)
    assert (left.contract, str(left.undelivered), str(left.unpaid)) == (contract, "1300.00", "200.00")
    said = ground.see("economist", "carry-over", ground.web.budget.key)
    assert [(row["Code"], row["What is left"], row["Sum"]) for row in rows_of(said, "What contracts leave")] == [
        ("159", "not delivered", "1,300.00"), ("159", "delivered, not paid", "200.00"),
    ]  # fmt: skip
    whole = pairs_of(said)
    assert (whole["Not delivered"], whole["Delivered and not paid"]) == ("1,300.00", "200.00")


def test_nothing_moves_until_another_person_approves(ground, contract, into) -> None:
    owed = {f"take-{contract.pk}-owed": "1"}
    assert send(ground, **rest(ground, contract, "900.00"), **owed).status_code == 302
    assert new_ones(into) == [("81/2025", "900.00", "draft", False), ("81/2025", "200.00", "draft", True)]
    assert (committed(ground.web.budget), committed(into)) == ("2000.00", "0.00")
    approve(ground, "economist")
    assert committed(into) == "0.00"
    approve(ground)
    assert new_ones(into) == [("81/2025", "900.00", "signed", False), ("81/2025 (2025)", "200.00", "signed", True)]
    assert (committed(ground.web.budget), committed(into)) == ("700.00", "1100.00")
    contract.refresh_from_db()
    assert (contract.status, contract.closed_on) == ("closed", date(2025, 12, 31))
    months = Contract.objects.get(budget=into, is_payable_carried=False).schedule.values_list("month", flat=True)
    assert [str(month) for month in months] == ["2026-02"]
    assert broken_books() == []
    assert "Every contract of the year is delivered and paid" in ground.see(
        "economist", "carry-over", ground.web.budget.key
    )


def test_only_the_drafts_that_were_seen_are_approved(ground, contract, into) -> None:
    send(ground, **rest(ground, contract))
    waits = re.findall(r'name="draft" value="(\d+)"', ground.see("accountant", "carry-over", ground.web.budget.key))
    other = ground.sign("90/2025", ground.line(12, "400.00"))
    send(ground, **rest(ground, other, "400.00"))
    approve(ground, draft=waits)
    assert new_ones(into) == [("81/2025", "1300.00", "signed", False), ("90/2025", "400.00", "draft", False)]
    approve(ground, draft=[])
    assert new_ones(into)[1][2] == "draft"


def test_what_waits_is_not_offered_twice(ground, contract, into) -> None:
    send(ground, **rest(ground, contract))
    assert f"take-{contract.pk}" not in ground.see("economist", "carry-over", ground.web.budget.key)
    assert send(ground, **rest(ground, contract)).status_code == 422
    assert len(new_ones(into)) == 1


@pytest.mark.parametrize(
    ("amount", "month", "message"),
    [
        ("1300.01", "01", "1 300,01 is to be carried over, 1 300,00 is left."),
        ("0", "01", "More than zero is carried over."),
        ("сто", "01", "“сто” is no amount."),
        ("10", "13", "Choose a month."),
    ],
)
def test_a_refusal_stands_at_its_row_and_nothing_is_kept(ground, contract, into, amount, month, message) -> None:
    found = send(ground, **rest(ground, contract, amount, month))
    said = found.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert found.status_code == 422
    assert message.replace("1 300,01", "1,300.01").replace("1 300,00", "1,300.00") in said or message in said
    assert f'value="{amount}"' in said
    assert new_ones(into) == []


def test_without_a_reason_or_a_choice_nothing_is_kept(ground, contract, into) -> None:
    assert "Give the reason for carrying over." in send(
        ground, **rest(ground, contract) | {"reason": " "}
    ).content.decode()  # fmt: skip
    assert "Choose at least one contract" in send(ground).content.decode()
    assert new_ones(into) == []


def test_one_contract_over_the_limit_keeps_no_other_back(ground, contract, into) -> None:
    large = ground.sign("90", ground.line(12, "4000.00"))
    small = ground.sign("91", ground.line(12, "100.00"))
    for one in (contract, large, small):
        send(ground, **rest(ground, one, {"90": "4000.00", "91": "100.00"}.get(one.number, "1300.00")))
    said = ground.see("manager", "carry-over", ground.web.budget.key)
    assert "Together they exceed the limits of the new year" in said
    approve(ground)
    assert [number for number, _sum, status, _p in new_ones(into) if status == "signed"] == ["81/2025", "91"]
    large.refresh_from_db()
    assert (large.status, committed(into)) == ("signed", "1400.00")
    assert approve(ground, override_reason="поручение").status_code == 403
    approve(ground, "manager", override_reason="поручение")
    assert committed(into) == "5400.00"
    kept = ControlException.objects.get()
    assert (kept.reason, kept.requested_by.username, kept.approved_by.username) == ("поручение", "economist", "manager")
    assert broken_books() == []


def test_what_was_delivered_meanwhile_is_not_carried_over(ground, contract, into) -> None:
    send(ground, **rest(ground, contract))
    ground.accept(contract, "А-2", ground.line(12, "1000.00"))
    approve(ground)
    contract.refresh_from_db()
    assert (contract.status, committed(into)) == ("signed", "0.00")


def test_payables_are_promised_as_a_whole_and_once(ground, contract, into) -> None:
    send(ground, **{f"take-{contract.pk}-owed": "1"})
    approve(ground)
    contract.refresh_from_db()
    assert (contract.status, committed(into)) == ("signed", "200.00")
    said = ground.see("economist", "carry-over", ground.web.budget.key)
    assert f"take-{contract.pk}-owed" not in said
    assert f"amount-{contract.pk}-{ground.web.code['159']}-rest" in said
    send(ground, **{f"take-{contract.pk}-owed": "1"})
    assert len(new_ones(into)) == 1


def test_a_contract_of_several_years_keeps_the_years_after_the_next(ground, into) -> None:
    lines = (ground.line(12, "10.00"), ground.line(3, "20.00", year=2026), ground.line(3, "30.00", year=2027))
    contract = ground.sign("82", *lines, ends_on=date(2027, 12, 31), is_of_several_years=True)
    page = ground.see("economist", "carry-over", ground.web.budget.key, all="1")
    ticked = [part.split('"')[0] for part in page.split('type="checkbox" name="')[1:]]
    assert len(ticked) == 3
    chosen = dict.fromkeys(ticked, "1")
    send(ground, **chosen)
    approve(ground)
    carried = Contract.objects.get(budget=into)
    schedule = {str(ln.month): str(ln.amount_with_vat) for ln in carried.schedule.all()}
    assert schedule == {"2026-01": "10.00", "2026-03": "20.00", "2027-03": "30.00"}
    assert (committed(into), carried.carried_from) == ("30.00", contract)


def test_payables_left_unpaid_a_second_year_go_on_as_payables(ground, into) -> None:
    payable = ground.sign("7", ground.line(1, "600.00"))
    Contract.objects.filter(pk=payable.pk).update(is_payable_carried=True)
    ground.pay(date(2025, 2, 3), "400.00", "по договору № 7")
    match_payments(ground.web.budget, least_confidence=0)
    send(ground, **{f"take-{payable.pk}-owed": "1"})
    approve(ground)
    assert new_ones(into) == [("7", "200.00", "signed", True)]
    assert (committed(ground.web.budget), committed(into)) == ("400.00", "200.00")


def test_drafts_are_given_up_together(ground, contract, into) -> None:
    send(ground, **rest(ground, contract))
    assert ground.do("auditor", "discard-carried", ground.web.budget.key).status_code == 403
    ground.do("manager", "discard-carried", ground.web.budget.key)
    assert [status for _n, _s, status, _p in new_ones(into)] == ["cancelled"]
    assert f"take-{contract.pk}" in ground.see("economist", "carry-over", ground.web.budget.key)


def test_without_a_budget_of_the_next_year_it_says_so(ground, contract) -> None:
    assert "There is no budget of 2026 yet." in ground.see("economist", "carry-over", ground.web.budget.key)


def test_a_number_that_the_new_year_knows_is_named(ground, contract, into) -> None:
    Contract.objects.filter(pk=ground.sign("other", ground.line(12, "1.00")).pk).update(budget=into, number="81/2025")
    assert "the new year has a contract of this number" in ground.see(
        "economist", "carry-over", ground.web.budget.key
    )  # fmt: skip


def test_a_stranger_finds_no_page(ground, contract, into) -> None:
    stranger = web_ground.stranger(ground.web)
    for name in ("", "approve/", "discard/"):
        assert stranger.post(f"/budget/2025-fund/contracts/carry-over/{name}").status_code == 404


def test_the_list_costs_as_many_queries_whatever_the_number_of_contracts(ground, contract, into, query_counts) -> None:
    with query_counts("what contracts leave at the end of a year"):
        assert len(year_end.left_over(ground.web.budget, into)) == 1
    for number in range(5):
        ground.sign(f"more {number}", ground.line(12, "1.00"))
    with query_counts("what contracts leave at the end of a year"):
        assert len(year_end.left_over(ground.web.budget, into)) == 6
