"""Cash as stated by bank or treasury: which statement opens a period, which closes it, and what is said without one."""

from datetime import date
from decimal import Decimal

import pytest

from finance import books, cash
from finance.execution import figures
from finance.ledger import reverse
from finance.models import CashBalance, Document
from finance.months import Month
from finance.scope import of_budget
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    """100 in and 80 out in January, 50 in and 60 out in February."""
    ground = build()
    ground.post("funding", ("141", 1, "100.00"), ("141", 2, "50.00"))
    ground.post("cash", ("141", 1, "80.00"), ("149", 2, "60.00"))
    return ground


def state(ground: Ground, day: date, amount: str, account: str = "") -> Document:
    document = ground.document("balances", day)
    CashBalance.objects.create(
        budget=ground.budget, account=account, date=day, amount=Decimal(amount), document=document
    )
    return document


def position(ground: Ground, first: int, through: int):
    return cash.position(figures(of_budget(ground.budget), Month(2025, first), Month(2025, through)))


def test_it_opens_with_the_day_before_or_the_first_day(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00")
    state(ground, date(2025, 1, 31), "30.00")
    assert position(ground, 1, 1)[0].opening == Decimal("10.00")
    assert position(ground, 2, 2)[0].opening == Decimal("30.00")
    state(ground, date(2024, 12, 31), "11.00")
    assert position(ground, 1, 1)[0].opening == Decimal("11.00")


def test_it_computes_an_opening_that_nobody_stated_and_doubts_it(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00")
    found, doubts = position(ground, 2, 2)
    assert (found.opening, found.is_opening_stated) == (Decimal("30.00"), False)
    assert len(doubts) == 2


def test_it_computes_back_from_a_later_statement(ground) -> None:
    state(ground, date(2025, 2, 28), "20.00")
    found, _doubts = position(ground, 1, 2)
    assert (found.opening, found.is_opening_stated, found.holds) == (Decimal("10.00"), False, True)


def test_it_leaves_an_unknown_closing_unknown(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00")
    found, doubts = position(ground, 1, 1)
    assert (found.closing, found.difference, found.holds) == (None, None, None)
    assert found.computed_closing == Decimal("30.00")
    assert len(doubts) == 1


def test_it_finds_what_the_books_lack(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00")
    state(ground, date(2025, 1, 31), "29.50")
    found, _doubts = position(ground, 1, 1)
    assert (found.difference, found.holds) == (Decimal("-0.50"), False)


def test_the_newest_statement_of_a_day_holds_until_it_is_undone(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00")
    newer = state(ground, date(2025, 1, 1), "12.00")
    assert position(ground, 1, 1)[0].opening == Decimal("12.00")
    reverse(newer, user=ground.author, reason="wrong file", day=date(2025, 7, 1))
    assert position(ground, 1, 1)[0].opening == Decimal("10.00")


def test_it_adds_up_the_accounts_of_a_budget_once_all_are_stated(ground) -> None:
    state(ground, date(2025, 1, 31), "10.00", "KZ01")
    assert position(ground, 1, 1)[0].closing == Decimal("10.00")
    state(ground, date(2025, 2, 28), "1.00", "KZ02")
    assert position(ground, 1, 1)[0].closing is None
    state(ground, date(2025, 1, 31), "20.00", "KZ02")
    assert position(ground, 1, 1)[0].closing == Decimal("30.00")


def test_a_difference_is_a_doubt_in_an_open_month(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00")
    state(ground, date(2025, 1, 31), "29.50")
    found = books.check()
    assert found.hold
    assert len(found.doubts) == 1


def test_an_account_that_was_first_stated_empty_had_not_been_opened_before(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00", "KZ1")
    state(ground, date(2025, 1, 31), "30.00", "KZ1")
    state(ground, date(2025, 2, 28), "20.00", "KZ1")
    state(ground, date(2025, 1, 31), "0.00", "KZ2")
    state(ground, date(2025, 2, 28), "0.00", "KZ2")
    assert position(ground, 1, 2)[0].opening == Decimal("10.00")
    assert position(ground, 2, 2)[0].holds is True


def test_an_account_that_was_first_stated_with_money_leaves_earlier_days_unknown(ground) -> None:
    state(ground, date(2025, 1, 1), "10.00", "KZ1")
    state(ground, date(2025, 1, 31), "30.00", "KZ1")
    state(ground, date(2025, 2, 28), "15.00", "KZ1")
    state(ground, date(2025, 2, 28), "5.00", "KZ2")
    assert position(ground, 1, 1)[0].closing is None
    assert position(ground, 2, 2)[0].closing == Decimal("20.00")
