"""A month is never closed over an entry that is still being posted, nor posted into once closed; proving heeds no half posting."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from finance import books, checked_books, closing
from finance.ledger import ClosedMonthError, post
from finance.models import Budget, CashBalance, Entry
from finance.months import Month
from finance.service_accounts import service_accounts
from tests.ground.ledger_ground import Ground, broken_books, build, posting

pytestmark = pytest.mark.django_db(transaction=True)
JANUARY = Month(2025, 1)


@pytest.fixture
def ground() -> Ground:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    ground = build()
    document = ground.document("balances")
    for day in (date(2025, 1, 1), date(2025, 1, 31)):
        CashBalance.objects.create(budget=ground.budget, date=day, amount=Decimal("10.00"), document=document)
    return ground


def test_the_close_waits_for_a_posting_and_sees_it(ground) -> None:
    posted, may_commit = threading.Event(), threading.Event()
    outcomes: list[object] = []

    def bookkeeper() -> None:
        try:
            with transaction.atomic():
                post(ground.document(), [posting(ground.code["141"], "cash", 1, "3.00")])
                posted.set()
                may_commit.wait(10)
        finally:
            connection.close()

    def accountant() -> None:
        posted.wait(10)
        try:
            outcomes.append(closing.close(ground.budget, JANUARY, user=service_accounts().author))
        except closing.ClosingError as refusal:
            outcomes.append({line.name for line in refusal.lines if line.blocks})
        finally:
            connection.close()

    threads = [threading.Thread(target=bookkeeper), threading.Thread(target=accountant)]
    for thread in threads:
        thread.start()
    posted.wait(10)
    threads[1].join(0.5)
    assert threads[1].is_alive()
    may_commit.set()
    for thread in threads:
        thread.join(10)
    assert outcomes == [{"stated-cash"}]
    assert Entry.objects.count() == 1


def test_a_posting_that_waited_for_a_close_is_refused(ground) -> None:
    closed, may_commit = threading.Event(), threading.Event()
    outcomes: list[str] = []
    author = service_accounts().author
    document = ground.document()

    def accountant() -> None:
        try:
            with transaction.atomic():
                closing.close(ground.budget, JANUARY, user=author)
                closed.set()
                may_commit.wait(10)
        finally:
            connection.close()

    def bookkeeper() -> None:
        closed.wait(10)
        try:
            post(document, [posting(ground.code["141"], "cash", 1, "3.00")])
            outcomes.append("posted")
        except ClosedMonthError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=accountant), threading.Thread(target=bookkeeper)]
    for thread in threads:
        thread.start()
    closed.wait(10)
    threads[1].join(0.5)
    assert threads[1].is_alive()
    may_commit.set()
    for thread in threads:
        thread.join(10)
    assert outcomes == ["refused"]
    assert not Entry.objects.exists()
    assert broken_books() == []


@pytest.mark.parametrize("prove", [books.check, lambda: checked_books.check(Budget.objects.get())])
def test_what_is_posted_while_the_books_are_proven_is_no_false_alarm(monkeypatch, prove) -> None:
    ground, added_up = build(), books.added_up
    ground.post("cash", ("141", 1, "1.00"))

    def bookkeeper() -> None:
        try:
            ground.post("cash", ("141", 1, "3.00"))
        finally:
            connection.close()

    def added_up_while_others_post(entries):
        added = added_up(entries)
        thread = threading.Thread(target=bookkeeper)
        thread.start()
        thread.join()
        return added

    monkeypatch.setattr("finance.books.added_up", added_up_while_others_post)
    assert prove().broken == []
    assert Entry.objects.count() == 2
    monkeypatch.undo()
    assert prove().broken == []
