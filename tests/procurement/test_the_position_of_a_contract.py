"""Where a contract stands is computed once: what is open, what is owed, and what last year left unpaid."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.months import Month
from finance.scope import of_budget
from procurement.assigning import assign
from procurement.closing_contracts import close
from procurement.contract_sums import positions_of
from procurement.models import Contract
from procurement.position import by_month, position, whole
from procurement.registering import StatedContract, differences, register_stated
from procurement.reports import obligations
from tests.ground.contract_ground import Hospital
from tests.ground.formulas import disagreements

SUMS = st.integers(-(10**15), 10**15).map(lambda tiyn: Decimal(tiyn) / 100)
BY_MONTH = st.dictionaries(st.integers(1, 12).map(lambda number: Month(2025, number)), SUMS)


def tenge(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def test_a_contract_in_force_owes_what_is_accepted_and_leaves_the_rest() -> None:
    found = position(*tenge(1000, 700, 500))
    assert (found.committed, found.left, found.owed, found.advance) == (1000, 300, 200, -200)


def test_closing_takes_back_what_was_not_accepted() -> None:
    found = position(*tenge(1000, 700, 500), is_closed=True)
    assert (found.released, found.committed, found.left, found.owed) == (300, 700, 0, 200)


def test_payables_of_last_year_are_accepted_though_no_act_says_so() -> None:
    found = position(*tenge(600, 0, 400), is_payable_carried=True)
    assert (found.accepted, found.left, found.owed) == (600, 0, 200)


def test_closing_payables_of_last_year_takes_back_what_was_not_paid() -> None:
    found = position(*tenge(600, 0, 400), is_payable_carried=True, is_closed=True)
    assert (found.released, found.committed, found.accepted, found.left, found.owed) == (200, 400, 400, 0, 0)


def test_what_is_accepted_after_the_period_is_not_accrued_in_it() -> None:
    found = position(*tenge(1000, 700, 0), accrued=Decimal(300), is_closed=True)
    assert (found.committed, found.accepted, found.left) == (700, 300, 400)


@given(promised=BY_MONTH, released=BY_MONTH, accepted=BY_MONTH, paid=BY_MONTH, is_payable=st.booleans())
def test_months_add_up_to_the_whole_and_its_rest(promised, released, accepted, paid, is_payable) -> None:
    lines = by_month(promised, released, accepted, paid, is_payable_carried=is_payable)
    found = whole(lines)
    assert [line.month for line in lines] == sorted({*promised, *released, *accepted, *paid})
    assert (found.promised, found.released, found.paid) == (
        sum(promised.values()), sum(released.values()), sum(paid.values()),
    )  # fmt: skip
    assert (lines[-1].open_amount if lines else 0) == found.left
    assert found.left == 0 if is_payable else found.accepted == sum(accepted.values())


@pytest.mark.django_db
def test_closed_payables_of_last_year_stand_alike_on_the_list_and_in_the_report() -> None:
    hospital = Hospital()
    payable = hospital.sign("7", hospital.line(1, "600.00"))
    Contract.objects.filter(pk=payable.pk).update(is_payable_carried=True)
    paid = hospital.pay(date(2025, 2, 3), "400.00")
    payable.refresh_from_db()
    assign(paid, payable, None, Decimal("400.00"), user=hospital.anna)
    close(payable, day=date(2025, 6, 30), reason="списан", people=hospital.people)
    payable.refresh_from_db()
    report = obligations.build(of_budget(hospital.budget), Month(2025, 1), Month(2025, 12), language="en")
    assert disagreements(report) == []
    [row] = report.tables[1].rows
    names = ("committed", "accrued", "paid", "unpaid", "open")
    shown = {name: str(row.cells[name].value) for name in names}
    assert shown == {"committed": "400.00", "accrued": "400.00", "paid": "400.00", "unpaid": "0.00", "open": "0.00"}
    listed = positions_of([payable])[payable.pk]
    assert [str(listed.committed), str(listed.accepted), str(listed.paid)] == ["400.00", "400.00", "400.00"]


@pytest.mark.django_db
def test_a_register_of_many_contracts_counts_each_from_its_own_day() -> None:
    hospital = Hospital()
    month = Month(2025, 6)

    def said(number: str, signed: date) -> StatedContract:
        amounts = {(hospital.code["159"], month, ""): Decimal("1000.00")}
        party = hospital.laundry
        return StatedContract(number, party.number, party.name, signed, date(2025, 12, 31), amounts)

    def register(*stated: StatedContract) -> None:
        found = differences(hospital.budget, stated)
        register_stated(hospital.budget, found, hospital.ground.document)

    register(said("1", date(2025, 1, 6)), said("2", date(2025, 3, 3)))
    assert Contract.objects.values("document").distinct().count() == 1

    def counted(day: date) -> list[str]:
        return sorted(Contract.objects.in_effect(day).values_list("number", flat=True))

    assert (counted(date(2025, 1, 31)), counted(date(2025, 3, 31))) == (["1"], ["1", "2"])
    report = obligations.build(of_budget(hospital.budget), Month(2025, 1), Month(2025, 2))
    assert [check.holds for check in report.checks] == [True]
