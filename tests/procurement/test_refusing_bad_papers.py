"""Papers that cannot be taken: the refusal names the field, in one go, and nothing is saved."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from finance.ledger import LedgerError, reverse
from finance.models import Document, Entry
from finance.rights import Approval
from procurement import suppliers
from procurement.assigning import assign
from procurement.closing_contracts import close
from procurement.commitments import LimitOverride, OverLimitError
from procurement.models import Act, Contract, ControlException, ControlRule, PaymentMatch, ScheduleLine, Supplier
from procurement.papers import PaperError
from tests.ground.contract_ground import Hospital
from tests.ground.ledger_ground import broken_books
from tests.ground.papers_in_force import sign

pytestmark = pytest.mark.django_db
WRONG_DIGIT = "991240999724"


@pytest.fixture
def hospital() -> Hospital:
    return Hospital()


def held() -> tuple[int, ...]:
    models = (Document, Entry, Contract, ScheduleLine, Act, PaymentMatch, Supplier, ControlException)
    return tuple(model.objects.count() for model in models)


def refused(work: Any, *arguments: Any, **fields: Any) -> set[str]:
    """The fields a refusal names, once it is sure that nothing was saved."""
    before = held()
    with pytest.raises(PaperError) as error:
        work(*arguments, **fields)
    assert held() == before
    assert broken_books() == []
    assert all(problem.message for problem in error.value.problems)
    return error.value.fields


def test_it_refuses_an_act_above_the_contract(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "600.00"))
    fields = refused(hospital.accept, contract, "А-2", date(2025, 2, 28), hospital.line(2, "400.01"))
    assert fields == {"lines"}
    hospital.accept(contract, "А-2", date(2025, 2, 28), hospital.line(2, "400.00"))


def test_it_lets_an_act_above_the_contract_through_by_rule_and_keeps_the_exception(hospital) -> None:
    ControlRule.objects.create(budget=hospital.budget, act_mode="warn")
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "1200.00"))
    kept = ControlException.objects.get()
    assert (kept.rule, kept.way, str(kept.over_amount)) == ("contract:act", "warning", "200.00")


def test_it_lets_an_act_above_the_contract_through_when_a_second_person_agrees(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    lines = hospital.line(1, "1200.00")
    leave = LimitOverride(Approval(hospital.anna, hospital.bolat), "срочный ремонт")
    hospital.accept(contract, "А-1", date(2025, 1, 31), lines, override=leave)
    assert ControlException.objects.get().reason == "срочный ремонт"


def test_it_refuses_a_payment_to_another_supplier(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    payment = hospital.pay(date(2025, 2, 1), "500.00", supplier=hospital.guards)
    assert refused(assign, payment, contract, None, Decimal("500.00"), user=hospital.anna) == {"supplier"}


def test_it_refuses_a_payment_above_the_act_and_above_the_contract(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    act = hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "300.00"))
    payment = hospital.pay(date(2025, 2, 1), "1500.00")
    assert refused(assign, payment, contract, act, Decimal("300.01"), user=hospital.anna) == {"amount"}
    assert refused(assign, payment, contract, None, Decimal("1000.01"), user=hospital.anna) == {"amount"}
    assign(payment, contract, act, Decimal("300.00"), user=hospital.anna)
    assert refused(assign, payment, contract, act, Decimal("0.01"), user=hospital.anna) == {"amount"}


def test_it_refuses_more_than_is_left_of_the_payment_and_a_payment_before_the_contract(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "1000.00"), signed_on=date(2025, 1, 20))
    early = hospital.pay(date(2025, 1, 10), "500.00")
    fields = refused(assign, early, contract, None, Decimal("500.01"), user=hospital.anna)
    assert fields == {"entry", "amount"}


def test_it_warns_of_a_payment_above_the_contract_where_the_rule_says_so(hospital) -> None:
    ControlRule.objects.create(budget=hospital.budget, payment_mode="warn")
    contract = hospital.sign("1", hospital.line(1, "1000.00"))
    payment = hospital.pay(date(2025, 2, 1), "1500.00")
    assign(payment, contract, None, Decimal("1500.00"), user=hospital.anna)
    kept = ControlException.objects.get()
    assert (kept.rule, str(kept.over_amount)) == ("contract:payment", "500.00")


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"signed_on": date(2026, 1, 5), "ends_on": date(2026, 12, 31)}, {"signed_on", "ends_on"}),
        ({"signed_on": date(2023, 12, 31)}, {"signed_on"}),
        ({"ends_on": date(2026, 1, 31)}, {"ends_on"}),
        ({"ends_on": date(2025, 1, 5)}, {"ends_on", "lines"}),
        ({"ends_on": date(2025, 2, 28)}, {"lines"}),
    ],
)
def test_it_refuses_a_contract_with_dates_outside_the_year(hospital, fields, named) -> None:
    assert refused(hospital.sign, "1", hospital.line(3, "100.00"), **fields) == named


def test_it_refuses_a_month_of_another_year_unless_the_contract_is_of_several(hospital) -> None:
    lines = (hospital.line(12, "100.00"), hospital.line(1, "100.00", year=2026))
    assert refused(hospital.sign, "1", *lines) == {"lines"}
    hospital.sign("1", *lines, ends_on=date(2026, 12, 31), is_of_several_years=True)
    assert str(hospital.figures().committed) == "100.00"


def test_it_refuses_an_act_outside_the_year(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "100.00"))
    fields = refused(hospital.accept, contract, "А-1", date(2026, 1, 10), hospital.line(1, "50.00", year=2026))
    assert fields == {"accepted_on", "lines"}


def test_it_takes_a_wrong_check_digit_only_with_a_reason() -> None:
    assert refused(suppliers.register, WRONG_DIGIT, "ТОО Прачечная") == {"number"}
    taken = suppliers.register(WRONG_DIGIT, "ТОО Прачечная", override_reason="так в свидетельстве о регистрации")
    assert taken.override_reason == "так в свидетельстве о регистрации"


@pytest.mark.parametrize("number", ["", "12345", "9912409997230", "99124099972x", "٩٩١٢٤٠٩٩٩٧٢٣"])
def test_no_reason_makes_twelve_digits_of_anything_else(number) -> None:
    assert refused(suppliers.register, number, "ТОО", override_reason="иностранец") == {"number"}


def test_it_refuses_an_agreement_to_a_contract_that_is_cancelled_undone_or_closed(hospital) -> None:
    cancelled = hospital.sign("1", hospital.line(1, "100.00"))
    Contract.objects.filter(pk=cancelled.pk).update(status="cancelled")
    assert "root" in refused(hospital.agree, cancelled, "1/1", hospital.line(6, "50.00"))
    undone = hospital.sign("2", hospital.line(1, "100.00"))
    reverse(undone.document, user=hospital.bolat, reason="ошибка", day=date(2025, 2, 1))
    assert "root" in refused(hospital.agree, undone, "2/1", hospital.line(6, "50.00"))
    closed = hospital.sign("3", hospital.line(1, "100.00"))
    close(closed, day=date(2025, 2, 1), reason="исполнен", people=hospital.people)
    assert "root" in refused(hospital.agree, closed, "3/1", hospital.line(6, "50.00"))
    agreement = hospital.agree(hospital.sign("4", hospital.line(1, "100.00")), "4/1", hospital.line(6, "1.00"))
    assert "root" in refused(hospital.agree, agreement, "4/2", hospital.line(6, "50.00"))


def test_it_refuses_an_agreement_below_what_is_accepted_or_promised(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "100.00"), hospital.line(2, "100.00"))
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "150.00"))
    assert refused(hospital.agree, contract, "1/1", hospital.line(1, "-60.00")) == {"lines"}
    assert refused(hospital.agree, contract, "1/1", hospital.line(2, "-100.01")) == {"lines"}
    hospital.agree(contract, "1/1", hospital.line(1, "-50.00"))


def test_it_takes_a_negative_sum_only_in_a_correction(hospital) -> None:
    contract = hospital.sign("1", hospital.line(1, "100.00"))
    assert refused(hospital.sign, "2", hospital.line(1, "-100.00")) == {"lines"}
    hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "80.00"))
    assert refused(hospital.accept, contract, "А-2", date(2025, 2, 28), hospital.line(1, "-30.00")) == {"lines"}
    hospital.accept(contract, "А-2", date(2025, 2, 28), hospital.line(1, "-30.00"), kind="correction")
    assert str(hospital.figures().actual) == "50.00"
    below = ("А-3", date(2025, 2, 28), hospital.line(1, "-50.01"))
    assert refused(hospital.accept, contract, *below, kind="correction") == {"lines"}


def test_it_names_everything_that_is_wrong_at_once(hospital) -> None:
    bad = hospital.terms(" ", hospital.line(1, "-5.00"), signed_on=date(2025, 2, 1), ends_on=date(2025, 1, 1))
    before = held()
    with pytest.raises(PaperError) as error:
        sign(hospital.budget, bad, hospital.people)
    assert error.value.fields == {"number", "lines", "ends_on"}
    assert held() == before


def test_it_refuses_a_schedule_that_does_not_add_up_and_a_number_taken_twice(hospital) -> None:
    hospital.sign("1", hospital.line(1, "100.00"))
    assert refused(hospital.sign, "1", hospital.line(1, "100.00")) == {"number"}
    hospital.sign("1", hospital.line(1, "100.00"), supplier=hospital.guards)
    assert refused(hospital.sign, "2", hospital.line(1, "1.00"), amount_with_vat=Decimal("2.00")) == {"amount_with_vat"}


def test_one_person_may_not_enter_and_approve(hospital) -> None:
    contract = hospital.sign("2", hospital.line(1, "1000.00"))
    before = held()
    terms = hospital.terms("1", hospital.line(1, "1.00"))
    with pytest.raises(LedgerError):
        sign(hospital.budget, terms, Approval(hospital.anna, hospital.anna))
    with pytest.raises(LedgerError):
        leave = LimitOverride(Approval(hospital.anna, hospital.anna), "срочно")
        hospital.accept(contract, "А-1", date(2025, 1, 31), hospital.line(1, "1200.00"), override=leave)
    assert held() == before


def test_over_the_limit_is_refused_and_an_override_is_kept_with_its_reason(hospital) -> None:
    before = held()
    with pytest.raises(OverLimitError) as error:
        hospital.sign("1", hospital.line(1, "2000000.01"))
    assert held() == before
    [excess] = error.value.excesses
    assert (str(excess.available), str(excess.over)) == ("2000000.00", "0.01")
    hospital.sign("1", hospital.line(1, "2000000.01"), reason="поручение управления")
    kept = ControlException.objects.get()
    assert (kept.rule, kept.way, str(kept.over_amount)) == ("plan:year", "override", "0.01")
    assert str(hospital.figures().available) == "-0.01"
