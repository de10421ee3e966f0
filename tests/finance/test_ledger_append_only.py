"""What is posted stays as posted, whoever tries to change it and by whatever way."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from finance import books, triggers
from finance.ledger import ClosedMonthError
from finance.models import CashBalance, Entry, MonthState
from finance.months import Month
from tests.ground.ledger_ground import build

pytestmark = pytest.mark.django_db

COLUMNS = "budget_id, code_id, centre, measure, month, date, amount, document_id, cell, number, counterparty_number, counterparty_name, contract_number, purpose"


def refused(statement: str, *values) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def entry() -> Entry:
    build().post("cash", ("141", 1, "10.00"))
    return Entry.objects.get()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE finance_entry SET amount = 1",
        "UPDATE finance_entry SET purpose = 'x' WHERE id = (SELECT MIN(id) FROM finance_entry)",
        "DELETE FROM finance_entry",
        "UPDATE finance_auditevent SET reason = 'x'",
        "UPDATE finance_cashbalance SET amount = 1",
        "DELETE FROM finance_cashbalance",
    ],
)
def test_it_refuses_raw_sql_that_changes_what_was_posted(entry, statement) -> None:
    from finance.audit import record

    record("test.event", user=None)
    CashBalance.objects.create(budget=entry.budget, date=date(2025, 1, 1), amount="1.00", document=entry.document)
    refused(statement)


def test_it_refuses_to_replace_an_entry(entry) -> None:
    if connection.vendor == "postgresql":
        refused(
            f"INSERT INTO finance_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM finance_entry "
            "ON CONFLICT (id) DO UPDATE SET amount = 1"
        )
    else:
        refused(f"INSERT OR REPLACE INTO finance_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM finance_entry")
    assert Entry.objects.get().amount == entry.amount


def test_it_refuses_to_empty_the_table(entry) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL knows TRUNCATE; on SQLite it is a DELETE")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused("TRUNCATE finance_entry CASCADE")


def test_it_refuses_the_orm_as_well(entry) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(purpose="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.bulk_update([entry], ["purpose"])


def test_it_refuses_raw_inserts_into_a_closed_month(entry) -> None:
    MonthState.objects.create(budget=entry.budget, month=Month(2025, 1), closed_by=entry.document.entered_by)
    values = entry.budget_id, entry.code_id, "", "cash", 202501, "2025-01-15", "1.00", entry.document_id
    refused(f"INSERT INTO finance_entry ({COLUMNS}) VALUES ({', '.join(['%s'] * 8)}, '', '', '', '', '', '')", *values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.bulk_create(
            [
                Entry(
                    budget=entry.budget,
                    code=entry.code,
                    measure="cash",
                    month=Month(2025, 1),
                    date=date(2025, 1, 15),
                    amount="1.00",
                    document=entry.document,
                )
            ]
        )


def test_it_refuses_to_post_into_a_closed_month_and_names_it() -> None:
    ground = build()
    MonthState.objects.create(budget=ground.budget, month=Month(2025, 1), closed_by=ground.author)
    with pytest.raises(ClosedMonthError, match="2025-01"):
        ground.post("cash", ("141", 1, "10.00"), ("141", 2, "10.00"))
    assert not Entry.objects.exists()


def test_it_lists_the_triggers_that_are_missing() -> None:
    assert triggers.missing(connection) == []
    with connection.cursor() as cursor:
        on = " ON finance_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER finance_entry_update{on}")
    assert triggers.missing(connection) == ["finance_entry_update"]
    found = books.check()
    assert not found.hold
    assert "finance_entry_update" in found.broken[0]
