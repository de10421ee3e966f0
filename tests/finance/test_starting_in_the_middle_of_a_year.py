"""A facility whose books begin in the middle of a year: the months before are closed with the first month of its books."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from finance import closing, planning
from finance.beginning import first_month
from finance.ledger import ClosedMonthError
from finance.models import Membership, MonthState
from finance.months import Month
from tests.finance.test_stated_cash import state
from tests.ground.ledger_ground import Ground, broken_books, build

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2025, 3), Month(2025, 4)


def plan(ground: Ground, *months: int) -> None:
    document = ground.document("plan", date(2025, 1, 1))
    lines = [planning.PlannedLine(ground.code["141"], Month(2025, month), Decimal("500.00")) for month in months]
    planning.approve_plan(document, lines)


@pytest.fixture
def ground() -> Ground:
    """A plan of the year, money since March, which opens with 10 and ends with 30."""
    ground = build()
    accountant = User.objects.create(username="accountant")
    Membership.objects.create(user=accountant, facility=ground.budget.facility, role="accountant")
    plan(ground, 1, 3)
    ground.post("funding", ("141", 3, "100.00"), ("141", 4, "50.00"))
    ground.post("cash", ("141", 3, "80.00"), ("149", 4, "60.00"))
    state(ground, date(2025, 2, 28), "10.00")
    state(ground, date(2025, 3, 31), "30.00")
    state(ground, date(2025, 4, 30), "20.00")
    return ground


def close(ground: Ground, month: Month):
    return closing.close(ground.budget, month, user=User.objects.get(username="accountant"))


def failed(refusal) -> set[str]:
    return {line.name for line in refusal.value.lines if line.blocks}


def test_its_first_month_is_closed_with_the_empty_months_before_it(ground) -> None:
    assert closing.next_to_close(ground.budget, closing.calendar(ground.budget)) == MARCH
    lines = {line.name: line for line in close(ground, MARCH)}
    assert lines["earlier-months"].state == "ok"
    assert "январь–февраль 2025" in lines["earlier-months"].details[0]
    assert [state.month.number for state in MonthState.objects.order_by("month")] == [1, 2, 3]
    with pytest.raises(ClosedMonthError):
        ground.post("cash", ("141", 2, "1.00"))
    assert not broken_books()
    close(ground, APRIL)


def test_a_later_month_waits_for_the_first_one_alone(ground) -> None:
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground, APRIL)
    assert failed(refusal) == {"earlier-months"}
    line = next(line for line in refusal.value.lines if line.name == "earlier-months")
    assert line.details == ("2025-03",)


def test_nothing_but_a_stated_balance_opens_the_first_month(ground) -> None:
    ground.budget.cash_balances.get(date=date(2025, 2, 28)).document.__class__.objects.filter(
        cash_balances__date=date(2025, 2, 28)
    ).update(status="undone")
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground, MARCH)
    assert failed(refusal) == {"stated-cash"}
    assert not MonthState.objects.exists()


def test_cash_stated_of_an_earlier_month_says_that_there_were_books(ground) -> None:
    state(ground, date(2025, 1, 1), "5.00")
    assert first_month(ground.budget) == Month(2025, 1)
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground, MARCH)
    assert failed(refusal) == {"earlier-months"}


def test_a_plan_alone_begins_no_books() -> None:
    ground = build()
    plan(ground, 5)
    assert first_month(ground.budget) == Month(2025, 1)
