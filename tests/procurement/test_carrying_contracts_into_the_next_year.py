"""At the end of a year: what is chosen of a contract moves on, and what was left unpaid is promised before it is paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from finance import planning
from finance.execution import figures
from finance.models import Budget, Document
from finance.months import Month
from finance.scope import of_budget
from procurement.assigning import assign
from procurement.carrying_over import approve_carried, draft_carried, left_undelivered, left_unpaid
from procurement.commitments import OverLimitError
from procurement.contracts import Signed
from procurement.models import Contract, ControlException
from procurement.papers import PaperError, PaperLine
from procurement.reports import obligations, payables
from tests.ground.contract_ground import Hospital
from tests.ground.formulas import disagreements
from tests.ground.ledger_ground import broken_books

pytestmark = pytest.mark.django_db


@dataclass
class Turn:
    """A hospital at the turn of the year: 500 000 on 159 in the budget of 2026."""

    hospital: Hospital
    into: Budget

    def carry(self, root, into, lines, reason, *, is_payable=False, override_reason="") -> Signed:
        anna, bolat = self.hospital.anna, self.hospital.bolat
        with transaction.atomic():
            draft = draft_carried(root, into, lines, reason=reason, entered_by=anna, is_payable=is_payable)
            return approve_carried(draft, approved_by=bolat, override_reason=override_reason)

    def line(self, month: int, amount: str) -> PaperLine:
        return PaperLine(self.hospital.code["159"], Month(2026, month), Decimal(amount))

    def committed(self, budget: Budget) -> str:
        scope = of_budget(budget)
        return str(figures(scope, Month(scope.year, 1), Month(scope.year, 12)).by_text("159").committed)


@pytest.fixture
def turn() -> Turn:
    hospital = Hospital()
    old = hospital.budget
    into = Budget.objects.create(
        key="2026-fund", facility=old.facility, year=2026, programme=old.programme, source=old.source
    )
    plan = Document.objects.create(
        budget=into, kind="plan", date=date(2026, 1, 1), entered_by=hospital.ground.author,
        approved_by=hospital.ground.approver,
    )  # fmt: skip
    planning.approve_plan(plan, [planning.PlannedLine(hospital.code["159"], Month(2026, 1), Decimal("500000.00"))])
    return Turn(hospital, into)


def test_what_is_chosen_moves_and_the_rest_is_released(turn) -> None:
    hospital = turn.hospital
    root = hospital.sign("7", hospital.line(11, "100000.00"), hospital.line(12, "100000.00"))
    hospital.accept(root, "А-1", date(2025, 11, 30), hospital.line(11, "80000.00"))
    assert set(map(str, left_undelivered(root).values())) == {"120000.00"}
    signed = turn.carry(root, turn.into, [turn.line(1, "50000.00")], "поставка в январе")
    assert (turn.committed(hospital.budget), turn.committed(turn.into)) == ("80000.00", "50000.00")
    root.refresh_from_db()
    assert (root.status, root.closed_on) == (Contract.Status.CLOSED, date(2025, 12, 31))
    assert (signed.contract.carried_from, signed.contract.number) == (root, "7")
    assert broken_books() == []


def test_it_refuses_more_than_is_left_another_year_and_nothing(turn) -> None:
    hospital = turn.hospital
    root = hospital.sign("7", hospital.line(12, "100.00"))
    for lines, field in (
        ([turn.line(1, "100.01")], "lines"),
        ([], "lines"),
        ([hospital.line(1, "1.00")], "lines"),
    ):
        with pytest.raises(PaperError) as error:
            turn.carry(root, turn.into, lines, "перенос")
        assert error.value.fields == {field}
    with pytest.raises(PaperError) as error:
        turn.carry(root, hospital.budget, [hospital.line(1, "1.00")], "перенос")
    assert error.value.fields == {"into"}
    assert (turn.committed(hospital.budget), turn.committed(turn.into)) == ("100.00", "0.00")


def test_the_limit_of_the_new_year_holds_and_a_refusal_leaves_the_old_year_as_it_was(turn) -> None:
    hospital = turn.hospital
    root = hospital.sign("7", hospital.line(12, "600000.00"))
    with pytest.raises(OverLimitError):
        turn.carry(root, turn.into, [turn.line(1, "500000.01")], "перенос")
    assert (turn.committed(hospital.budget), turn.committed(turn.into)) == ("600000.00", "0.00")
    turn.carry(root, turn.into, [turn.line(1, "500000.01")], "перенос", override_reason="поручение")
    assert ControlException.objects.get().document.budget == turn.into


def test_a_payable_of_last_year_is_promised_before_it_is_paid(turn) -> None:
    hospital = turn.hospital
    root = hospital.sign("7", hospital.line(12, "100000.00"))
    hospital.accept(root, "А-1", date(2025, 12, 20), hospital.line(12, "90000.00"))
    paid = hospital.pay(date(2025, 12, 25), "30000.00")
    assign(paid, root, None, Decimal("30000.00"), user=hospital.anna)
    assert set(map(str, left_unpaid(root).values())) == {"60000.00"}
    signed = turn.carry(root, turn.into, [turn.line(1, "60000.00")], "долг", is_payable=True)
    assert turn.committed(turn.into) == "60000.00"
    scope = of_budget(turn.into)
    report = payables.build(scope, Month(2026, 1), Month(2026, 1), language="en")
    [row] = report.tables[0].rows
    assert disagreements(report) == []
    assert (str(row.cells["owed"].value), row.cells["since"].value) == ("60000.00", date(2025, 12, 20))
    report = obligations.build(scope, Month(2026, 1), Month(2026, 1), language="en")
    [row] = report.tables[1].rows
    assert disagreements(report) == []
    assert [str(row.cells[key].value) for key in ("committed", "accrued", "open")] == ["60000.00", "60000.00", "0.00"]
    with pytest.raises(PaperError) as error:
        turn.carry(root, turn.into, [turn.line(1, "60000.00")], "долг", is_payable=True)
    assert error.value.fields == {"contract"}
    assert signed.contract.is_payable_carried
    assert broken_books() == []


def test_a_contract_of_several_years_brings_its_later_schedule(turn) -> None:
    hospital = turn.hospital
    root = hospital.sign(
        "7", hospital.line(12, "100.00"), turn.line(1, "200.00"), ends_on=date(2026, 12, 31), is_of_several_years=True
    )
    hospital.accept(root, "А-1", date(2025, 12, 20), hospital.line(12, "100.00"))
    turn.carry(root, turn.into, [turn.line(1, "200.00")], "следующий год")
    assert (turn.committed(hospital.budget), turn.committed(turn.into)) == ("100.00", "200.00")
