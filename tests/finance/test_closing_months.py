"""A month is closed once it is proven, stays closed in the database, and opens again only for two people and a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from finance import cash, closing, rooms
from finance.ledger import ClosedMonthError
from finance.models import AuditEvent, CashBalance, Membership, MonthState
from finance.months import Month
from finance.reporting.report import Remark
from finance.rights import Approval
from tests.ground.ledger_ground import Ground, build

NEXT_WEEK = timezone.localdate() + timedelta(days=7)  # of the real clock, by which the database goes
pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = Month(2025, 1), Month(2025, 2)


@pytest.fixture
def ground() -> Ground:
    """January and February with money in, money out, and both month-ends stated as they are."""
    ground = build()
    for name in ("accountant", "manager", "auditor"):
        user = User.objects.create(username=name)
        Membership.objects.create(user=user, facility=ground.budget.facility, role=name)
    ground.post("funding", ("141", 1, "100.00"), ("141", 2, "50.00"))
    ground.post("cash", ("141", 1, "80.00"), ("141", 2, "60.00"))
    state(ground, date(2025, 1, 1), "10.00")
    state(ground, date(2025, 1, 31), "30.00")
    state(ground, date(2025, 2, 28), "20.00")
    return ground


def state(ground: Ground, day: date, amount: str) -> None:
    document = ground.document("balances", day)
    CashBalance.objects.create(budget=ground.budget, date=day, amount=Decimal(amount), document=document)


def person(name: str) -> User:
    return User.objects.get(username=name)


def close(ground: Ground, month: Month = JANUARY, by: str = "accountant"):
    return closing.close(ground.budget, month, user=person(by))


def reopen(ground: Ground, by: str = "accountant", approved_by: str = "manager", reason: str = "late act", until=None):
    people = Approval(person(by), person(approved_by))
    return closing.reopen(ground.budget, JANUARY, people=people, reason=reason, until=until or NEXT_WEEK)


def failed(refusal) -> set[str]:
    return {line.name for line in refusal.value.lines if line.blocks}


def test_it_closes_a_proven_month_and_takes_no_entry_any_more(ground) -> None:
    lines = close(ground)
    assert {line.name for line in lines if line.state == "warning"} == {"actual-cost", "over-plan"}
    with pytest.raises(ClosedMonthError):
        ground.post("cash", ("141", 1, "1.00"))
    event = AuditEvent.objects.get(action="finance.month.closed")
    assert (event.user.username, event.data["month"]) == ("accountant", "2025-01")
    assert MonthState.objects.get().checklist[0]["name"] == "books"


def test_it_refuses_while_an_earlier_month_is_open(ground) -> None:
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground, FEBRUARY)
    assert failed(refusal) == {"earlier-months"}
    assert not MonthState.objects.exists()


def test_it_refuses_while_the_stated_cash_differs(ground) -> None:
    state(ground, date(2025, 1, 31), "30.01")
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground)
    assert failed(refusal) == {"stated-cash"}


def test_it_refuses_while_nobody_stated_the_closing_cash(ground) -> None:
    close(ground)
    close(ground, FEBRUARY)
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground, Month(2025, 3))
    assert failed(refusal) == {"stated-cash"}


def test_it_refuses_while_rows_wait_for_a_person(ground, monkeypatch) -> None:
    monkeypatch.setattr(rooms, "blockers", lambda budget, month: [Remark("2 rows of register.xlsx have no code")])
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground)
    assert failed(refusal) == {"unresolved-rows"}


def test_it_refuses_while_the_books_do_not_check(ground) -> None:
    ground.budget.balances.filter(measure="actual").delete()
    ground.budget.balances.filter(measure="cash", month=FEBRUARY).update(amount=Decimal("61.00"))
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground)
    assert "books" in failed(refusal)


@pytest.mark.parametrize("name", ["auditor", "manager", "anna"])
def test_it_lets_nobody_close_without_the_right(ground, name) -> None:
    with pytest.raises(PermissionDenied):
        close(ground, by=name)
    assert not MonthState.objects.exists()


def test_it_refuses_to_close_twice(ground) -> None:
    close(ground)
    with pytest.raises(closing.ClosingError):
        close(ground)


def test_it_opens_a_month_for_two_people_and_a_reason_and_closes_it_again(ground) -> None:
    close(ground)
    reopen(ground)
    ground.post("cash", ("141", 1, "1.00"))
    event = AuditEvent.objects.get(action="finance.month.reopened")
    assert (event.reason, event.data["approved_by"]) == ("late act", "manager")
    with pytest.raises(closing.ClosingError) as refusal:
        close(ground)
    assert failed(refusal) == {"stated-cash"}
    ground.post("funding", ("141", 1, "1.00"))
    close(ground)
    with pytest.raises(ClosedMonthError):
        ground.post("cash", ("141", 1, "1.00"))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"approved_by": "accountant"}, "second-person"),
        ({"reason": "  "}, "reason"),
        ({"until": date(2025, 1, 1)}, "until"),
        ({"until": date(9999, 12, 31)}, "not-for-long"),
    ],
)
def test_it_stays_closed_without_a_second_person_a_reason_or_a_day(ground, change, fault) -> None:
    close(ground)
    with pytest.raises(closing.ClosingError) as refusal:
        reopen(ground, **change)
    assert failed(refusal) == {fault}
    with pytest.raises(ClosedMonthError):
        ground.post("cash", ("141", 1, "1.00"))


def test_it_does_not_open_what_is_not_closed(ground) -> None:
    with pytest.raises(closing.ClosingError) as refusal:
        reopen(ground)
    assert failed(refusal) == {"month-closed"}


def test_it_closes_again_by_itself_the_day_after_the_last(ground) -> None:
    close(ground)
    MonthState.objects.update(reopened_until=date(2025, 6, 1))
    with pytest.raises(ClosedMonthError):
        ground.post("cash", ("141", 1, "1.00"))


def test_it_leaves_no_state_of_a_month_that_another_year_has(ground) -> None:
    with pytest.raises(closing.ClosingError):
        close(ground, Month(2024, 12))


def test_the_command_prints_the_lines_and_fails_when_they_block(ground, capsys) -> None:
    call_command("close_month", "2025-01", "--as", "accountant", "--format", "json")
    assert '"blocks": false' in capsys.readouterr().out
    with pytest.raises(SystemExit) as refusal:
        call_command("close_month", "2025-04", "--as", "accountant", "--format", "json")
    assert refusal.value.code == 1
    assert '"name": "earlier-months"' in capsys.readouterr().out
    with pytest.raises(SystemExit) as refusal:
        same = ["--as", "accountant", "--approved-by", "accountant", "--until", str(NEXT_WEEK)]
        call_command("reopen_month", "2025-01", "--reason", "late", *same)
    assert refusal.value.code == 1
    with pytest.raises(CommandError) as unknown:
        call_command("close_month", "2025-02", "--as", "nobody")
    assert unknown.value.returncode == 1


def test_what_the_database_alone_holds_for_closed_is_refused_in_words(ground, settings) -> None:
    """It goes by the real date, where the program goes by another day or its clock is behind the server's."""
    close(ground)
    MonthState.objects.update(reopened_until=date(2025, 12, 15))
    settings.SMETA_TODAY = "2025-12-15"
    stated = CashBalance(
        budget=ground.budget, date=date(2025, 1, 30), amount=Decimal(1), document=ground.document("balances")
    )
    for deed in (lambda: ground.post("cash", ("141", 1, "1.00")), lambda: cash.keep([stated])):
        with pytest.raises(ClosedMonthError), transaction.atomic():
            deed()
