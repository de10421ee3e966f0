"""Before a month is closed its books are proven from where they held last: only what came since is added up again."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finance import books, chain, checked_books, triggers
from finance.ledger import reverse
from finance.models import Balance, CheckedBooks, Document, Entry, Proof
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    made = build()
    for amount in ("100.10", "200.20", "300.30"):
        made.post("cash", ("111", 1, amount), ("141", 2, "1.00"))
    return made


def broken(ground: Ground) -> list[str]:
    return checked_books.check(ground.budget).broken


def test_what_was_posted_since_is_added_to_what_held(ground) -> None:
    assert broken(ground) == []
    first = CheckedBooks.objects.get()
    paid = ground.post("cash", ("111", 1, "0.01"))
    assert broken(ground) == []
    reverse(paid, user=ground.approver, reason="дважды", day=paid.date)
    assert broken(ground) == []
    assert CheckedBooks.objects.get().entry > first.entry
    assert books.check().hold


def test_no_entry_is_read_again(ground) -> None:
    broken(ground)
    with CaptureQueriesContext(connection) as asked:
        assert broken(ground) == []
    sums = [
        one["sql"] for one in asked.captured_queries if 'FROM "finance_entry"' in one["sql"] and "SUM(" in one["sql"]
    ]
    assert sums
    held = CheckedBooks.objects.get().entry
    assert all(f'"id" > {held}' in sql for sql in sums if '"measure" IN' not in sql)


def test_a_balance_altered_since_is_found_and_nothing_is_kept(ground) -> None:
    broken(ground)
    held = CheckedBooks.objects.get()
    Balance.objects.filter(measure="cash", code=ground.code["111"]).update(amount="1.00")
    ground.post("cash", ("141", 1, "5.00"))
    assert len(broken(ground)) == 1
    assert CheckedBooks.objects.get().entry == held.entry


def test_a_new_entry_that_mirrors_nothing_and_an_undone_one_that_stands_are_found(ground) -> None:
    broken(ground)
    paid = ground.post("cash", ("111", 1, "7.00"))
    triggers.drop(connection)

    def of_papers() -> dict[str, int]:
        return {check.name: len(check.broken) for check in checked_books.check(ground.budget).checks
                if check.broken and check.name != "triggers-in-place"}  # fmt: skip

    Document.objects.filter(pk=paid.pk).update(status="undone")
    assert of_papers() == {"undone-documents-hold-nothing": 1}
    Document.objects.filter(pk=paid.pk).update(status="posted")
    other = Entry.objects.order_by("pk").first()
    Entry.objects.filter(document=paid).update(reverses=other)
    assert of_papers() == {"reversals-mirror": 1}


def test_the_command_checks_what_is_new_or_everything(ground, capsys) -> None:
    chain.link_now()
    call_command("check_books")
    assert Proof.objects.get().holds
    old = Entry.objects.order_by("pk").first()
    ground.post("cash", ("111", 1, "7.00"))
    chain.link_now()
    triggers.drop(connection)
    Entry.objects.filter(pk=old.pk).update(purpose="иначе")
    triggers.install(connection)
    call_command("check_books", "--recent")
    with pytest.raises(SystemExit):
        call_command("check_books")
    assert str(old.pk) in capsys.readouterr().out
