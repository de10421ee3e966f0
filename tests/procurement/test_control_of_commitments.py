"""How strictly a budget is held: stop, warn or allow, with a tolerance, for the year or to the month, by money too."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.ledger import LedgerError
from finance.money import ZERO
from finance.months import Month
from finance.rights import Approval
from finance.scope import of_budget
from procurement.commitments import OverLimitError
from procurement.limits import CodePosition, LimitRule, Mode, excesses
from procurement.models import ControlException, ControlRule
from procurement.reports import exceptions
from tests.ground.contract_ground import Hospital
from tests.ground.formulas import disagreements
from tests.ground.papers_in_force import sign

amounts = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.fixture
def hospital(db) -> Hospital:
    return Hospital()


def rule(hospital: Hospital, **fields) -> ControlRule:
    return ControlRule.objects.create(budget=hospital.budget, **fields)


def test_without_a_rule_a_commitment_over_the_plan_is_stopped(hospital) -> None:
    hospital.sign("1", hospital.line(1, "2000000.00"))
    with pytest.raises(OverLimitError):
        hospital.sign("2", hospital.line(6, "0.01"))


def test_warn_lets_it_pass_and_keeps_it_allow_says_nothing(hospital) -> None:
    held = rule(hospital, mode="warn")
    hospital.sign("1", hospital.line(1, "2000000.01"))
    assert [(e.way, str(e.over_amount)) for e in ControlException.objects.all()] == [("warning", "0.01")]
    held.mode = "allow"
    held.save()
    hospital.sign("2", hospital.line(1, "5.00"))
    assert ControlException.objects.count() == 1


def test_a_rule_of_the_code_wins_over_that_of_the_budget(hospital) -> None:
    rule(hospital, mode="allow")
    rule(hospital, mode="stop", code_id=hospital.code["159"])
    with pytest.raises(OverLimitError):
        hospital.sign("1", hospital.line(1, "2000000.01"))
    hospital.sign("2", hospital.line(1, "10.00", code="141"))


def test_of_two_tolerances_the_lower_holds(hospital) -> None:
    rule(hospital, tolerance_amount=Decimal("30000.00"), tolerance_percent=Decimal("1.00"))
    with pytest.raises(OverLimitError):
        hospital.sign("1", hospital.line(1, "2020000.01"))
    hospital.sign("1", hospital.line(1, "2020000.00"))


def test_to_the_month_a_commitment_may_not_run_ahead_of_the_plan(hospital) -> None:
    rule(hospital, period="cumulative")
    with pytest.raises(OverLimitError) as error:
        hospital.sign("1", hospital.line(2, "1000000.01"))
    assert error.value.excesses[0].span == "2025-02"
    hospital.sign("1", hospital.line(2, "1000000.00"), hospital.line(6, "1000000.00"))
    with pytest.raises(OverLimitError):
        hospital.sign("2", hospital.line(12, "0.01"))


def test_money_received_may_limit_too(hospital) -> None:
    rule(hospital, is_limited_by_funding=True)
    hospital.ground.post("funding", ("159", 1, "300.00"))
    with pytest.raises(OverLimitError) as error:
        hospital.sign("1", hospital.line(1, "300.01"))
    assert [e.limit for e in error.value.excesses] == ["funding"]
    hospital.sign("1", hospital.line(1, "300.00"))


def test_what_was_accrued_without_a_contract_is_free_no_more(hospital) -> None:
    hospital.accept(None, "А-1", date(2025, 1, 31), hospital.line(1, "500000.00"))
    assert str(hospital.figures().available) == "1500000.00"
    with pytest.raises(OverLimitError):
        hospital.sign("1", hospital.line(1, "1500000.01"))
    hospital.sign("1", hospital.line(1, "1500000.00"))


def test_an_override_needs_a_reason_and_a_second_person_and_is_reported(hospital) -> None:
    line = hospital.line(3, "2000000.50")
    with pytest.raises(OverLimitError):
        hospital.sign("1", line, reason="  ")
    with pytest.raises(LedgerError):
        sign(hospital.budget, hospital.terms("1", line), Approval(hospital.anna, hospital.anna), reason="срочно")
    hospital.sign("1", line, reason="авария в котельной")
    report = exceptions.build(of_budget(hospital.budget), Month(2025, 1), Month(2025, 12), language="en")
    assert disagreements(report) == []
    [row] = report.tables[0].rows
    keys = ("over", "reason", "requested_by", "approved_by")
    assert [str(row.cells[key].value) for key in keys] == ["0.50", "авария в котельной", "anna", "bolat"]


def test_a_release_is_never_refused(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "2000000.01"), reason="да")
    hospital.agree(contract, "1/1", hospital.line(1, "-0.01"))
    assert hospital.figures().available == ZERO


@given(amounts, amounts, amounts, amounts)
def test_what_a_stop_lets_pass_never_leaves_less_than_nothing(plan, committed, actual, asked) -> None:
    before = CodePosition(plan=plan, committed=committed, actual=actual)
    found = excesses({1: {"year": asked}}, {(1, "year"): before}, {1: (LimitRule(Mode.STOP),)})
    if not found and asked > 0:
        assert before.with_commitment(asked).available >= 0
    for excess in found:
        assert excess.over == -before.with_commitment(asked).available > 0
