"""A contract's life as the accountant sees it, with the row of the execution table after each step."""

from datetime import date

import pytest

from finance.months import Month
from finance.scope import of_budget
from procurement.closing_contracts import close
from procurement.models import Contract, PaymentMatch
from procurement.payments import match_payments, unmatched
from procurement.reports import obligations, payables
from tests.ground.contract_ground import Hospital
from tests.ground.formulas import disagreements
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db


def row(plan: str, committed: str, accrued: str, paid: str, available: str) -> dict[str, str]:
    return {"plan_adjusted": plan, "committed": committed, "actual": accrued, "cash": paid, "available": available}


def test_the_life_of_a_contract() -> None:
    hospital = Hospital()
    line = hospital.line

    # The plan gives two million for services.
    assert hospital.execution() == row("2000000.00", "0.00", "0.00", "0.00", "2000000.00")

    # A laundry is contracted for 1 200 000: it is promised, nothing is received or paid.
    contract = hospital.sign("73/2025", line(2, "400000.00"), line(3, "400000.00"), line(4, "400000.00"))
    assert hospital.execution() == row("2000000.00", "1200000.00", "0.00", "0.00", "800000.00")

    # An additional agreement takes 100 000 off April and adds 300 000 in May.
    hospital.agree(contract, "73/1", line(4, "-100000.00"), line(5, "300000.00"))
    assert hospital.execution() == row("2000000.00", "1400000.00", "0.00", "0.00", "600000.00")

    # In the report of February the agreement of March does not count yet.
    assert hospital.execution(through=2) == row("2000000.00", "1200000.00", "0.00", "0.00", "800000.00")

    # The first act accrues 400 000. What is promised and what is free stay as they were.
    hospital.accept(contract, "А-1", date(2025, 2, 28), line(2, "400000.00"), due_on=date(2025, 3, 15))
    assert hospital.execution() == row("2000000.00", "1400000.00", "400000.00", "0.00", "600000.00")

    # The second act: 350 000.
    hospital.accept(contract, "А-2", date(2025, 3, 31), line(3, "350000.00"))
    assert hospital.execution() == row("2000000.00", "1400000.00", "750000.00", "0.00", "600000.00")

    # The first payment settles the first act in full, the second a part of the second act, the third is an advance.
    first = hospital.pay(date(2025, 3, 10), "400000.00", purpose="оплата по договору № 73/2025, акт А-1")
    assert hospital.execution() == row("2000000.00", "1400000.00", "750000.00", "400000.00", "600000.00")
    second = hospital.pay(date(2025, 4, 10), "300000.00", purpose="за услуги прачечной по договору 73/2025")
    assert hospital.execution() == row("2000000.00", "1400000.00", "750000.00", "700000.00", "600000.00")
    third = hospital.pay(date(2025, 4, 25), "150000.00", purpose="аванс по дог. 73/2025")
    assert hospital.execution() == row("2000000.00", "1400000.00", "750000.00", "850000.00", "600000.00")

    # The payments find their acts by themselves, each with its reason.
    match_payments(hospital.budget)
    assert unmatched(hospital.budget) == []
    found = PaymentMatch.objects.order_by("entry_id", "id").values_list("entry_id", "act__number", "amount", "reason")
    assert [(e, act, str(amount), reason) for e, act, amount, reason in found] == [
        (first.pk, "А-1", "400000.00", "act-number"),
        (second.pk, "А-2", "300000.00", "number"),
        (third.pk, "А-2", "50000.00", "number"),
        (third.pk, None, "100000.00", "number"),
    ]

    # 100 000 is paid ahead; nothing is overdue.
    report = payables.build(of_budget(hospital.budget), Month(2025, 1), Month(2025, 6), language="en")
    assert disagreements(report) == []
    [owed] = report.tables[0].rows
    assert (str(owed.cells["owed"].value), str(owed.cells["overdue"].value)) == ("-100000.00", "0.00")

    # The contract is closed: 650 000 that was promised and not accepted is free again.
    released = close(contract, day=date(2025, 6, 30), reason="исполнен", people=hospital.people)
    assert str(released) == "650000.00"
    assert hospital.execution() == row("2000000.00", "750000.00", "750000.00", "850000.00", "1250000.00")
    assert hospital.execution(through=5) == row("2000000.00", "1400000.00", "750000.00", "850000.00", "600000.00")

    # Contracts and codes tell the same in the report of obligations, and the books hold.
    report = obligations.build(of_budget(hospital.budget), Month(2025, 1), Month(2025, 12), language="en")
    assert disagreements(report) == []
    assert all(check.holds for check in report.checks)
    contract.refresh_from_db()
    assert contract.status == Contract.Status.CLOSED
    assert broken_books() == []
