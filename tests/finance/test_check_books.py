"""Every proof of the books fails when what it proves is broken, and says where."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from finance import books, planning, treasury, triggers
from finance.ledger import reverse
from finance.models import Balance, CashBalance, Document, Entry, MonthState, PlanLine
from finance.months import Month
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db
JANUARY = Month(2025, 1)


@pytest.fixture
def ground() -> Ground:
    return build()


@contextmanager
def past_the_triggers() -> Iterator[None]:
    triggers.drop(connection)
    yield
    triggers.install(connection)


def failing() -> dict[str, object]:
    return {check.name: check.difference for check in books.check().checks if not check.holds}


def plan(ground: Ground, amount: str) -> Document:
    document = ground.document("plan", date(2025, 1, 1))
    planning.approve_plan(document, [planning.PlannedLine(ground.code["141"], JANUARY, Decimal(amount))])
    return document


def test_it_holds_for_books_that_were_only_posted_to(ground) -> None:
    plan(ground, "100.00")
    payments = ground.post("cash", ("141", 1, "10.00"))
    reverse(payments, user=ground.author, reason="twice", day=date(2025, 7, 1))
    assert failing() == {}


def test_it_misses_a_balance_that_is_gone(ground) -> None:
    ground.post("cash", ("141", 1, "10.00"))
    Balance.objects.all().delete()
    assert failing() == {"balances-equal-entries": Decimal("10.00")}


def test_it_finds_an_entry_that_came_past_the_ledger(ground) -> None:
    document = ground.post("cash", ("141", 1, "10.00"))
    stray = {"budget": ground.budget, "code_id": ground.code["149"], "measure": "cash", "month": JANUARY}
    Entry.objects.create(**stray, date=date(2025, 1, 5), amount=Decimal("0.07"), document=document)
    assert failing() == {"balances-equal-entries": Decimal("0.07")}


def test_it_finds_a_changed_line_of_the_plan(ground) -> None:
    plan(ground, "100.00")
    with past_the_triggers():
        PlanLine.objects.update(amount=Decimal("90.00"))
    assert failing() == {"plan-equals-versions-and-amendments": Decimal("10.00")}


def test_it_finds_a_plan_whose_lines_are_gone(ground) -> None:
    plan(ground, "100.00")
    with past_the_triggers():
        PlanLine.objects.all().delete()
    assert list(failing()) == ["plan-equals-versions-and-amendments"]


def test_it_finds_a_reversal_that_does_not_mirror(ground) -> None:
    document = ground.post("cash", ("141", 1, "10.00"))
    entry = Entry.objects.get()
    Entry.objects.create(
        budget=entry.budget,
        code=entry.code,
        measure="cash",
        month=entry.month,
        date=entry.date,
        amount=Decimal("-9.00"),
        document=document,
        reverses=entry,
    )
    Balance.objects.update(amount=Decimal("1.00"))
    assert failing() == {"reversals-mirror": 1}


def test_it_finds_an_undone_document_that_still_holds_entries(ground) -> None:
    ground.post("cash", ("141", 1, "10.00"))
    Document.objects.update(status=Document.Status.UNDONE)
    assert failing() == {"undone-documents-hold-nothing": 1}


def test_it_finds_cash_that_is_not_what_the_treasury_says(ground) -> None:
    form = ground.document("treasury", date(2025, 1, 31))
    treasury.declare(form, JANUARY, {ground.code["141"]: (Decimal("50.00"), "B7")})
    assert failing() == {}
    form.treasury_figures.model.objects.create(
        document=form, code_id=ground.code["149"], month=JANUARY, paid_amount=Decimal("5.00")
    )
    assert failing() == {"cash-equals-treasury-form": Decimal("5.00")}


def test_stated_cash_counts_only_in_closed_months(ground) -> None:
    ground.post("funding", ("141", 1, "10.00"))
    document = ground.document("balances")
    CashBalance.objects.create(budget=ground.budget, date=date(2025, 1, 1), amount=Decimal("1.00"), document=document)
    CashBalance.objects.create(budget=ground.budget, date=date(2025, 1, 31), amount=Decimal("12.00"), document=document)
    assert failing() == {}
    assert len(books.check().doubts) == 1
    MonthState.objects.create(budget=ground.budget, month=JANUARY, closed_by=ground.author)
    assert failing() == {"stated-cash": Decimal("1.00")}


def test_the_command_exits_with_1_and_names_what_is_broken(ground) -> None:
    ground.post("cash", ("141", 1, "10.00"))
    out = io.StringIO()
    call_command("check_books", "--format", "json", stdout=out)
    assert json.loads(out.getvalue())["broken"] == []
    Balance.objects.update(amount=Decimal("10.01"))
    out = io.StringIO()
    with pytest.raises(SystemExit) as status:
        call_command("check_books", "--format", "json", stdout=out)
    assert status.value.code == 1
    found = json.loads(out.getvalue())
    assert {"name": "balances-equal-entries", "holds": False, "difference": "0.01"} in found["checks"]
    assert len(found["broken"]) == 1
