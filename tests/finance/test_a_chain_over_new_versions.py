"""A migration that rewrites rows tells them anew; what was altered before it stays found."""

import pytest
from django.db import connection
from django.db.migrations import Migration

from finance import chain, triggers
from finance.chain import renewing
from finance.models import BudgetCode, ChainLink
from tests.ground import chained_books

pytestmark = pytest.mark.django_db
PLAN = [(Migration("0099_renamed", "finance"), False)]


def migrated(sources: tuple[str, ...]) -> None:
    """As `migrate` goes about it, with a migration that renames every code."""
    renewing.before(connection)
    triggers.drop(connection)
    BudgetCode.every.update(note="с 2026 года")
    triggers.install(connection)
    renewing.after(connection, PLAN)
    assert set(ChainLink.objects.exclude(why__in=("", "begun")).values_list("source", flat=True)) == set(sources)


@pytest.fixture
def books() -> chained_books.Books:
    made = chained_books.build()
    chain.link_now()
    return made


def test_what_a_migration_rewrote_is_told_anew(books) -> None:
    migrated(("finance_budgetcode",))
    assert chain.faults() == []


def test_an_upgrade_makes_no_alteration_good(books) -> None:
    triggers.drop(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE finance_entry SET amount = 1 WHERE id = %s", [books.first])
    migrated(("finance_budgetcode",))
    assert [(fault.source, fault.row) for fault in chain.faults()] == [("finance_entry", books.first)]


def test_a_table_that_joins_the_chain_is_told_whole(books) -> None:
    triggers.drop(connection)
    ChainLink.objects.all().delete()
    chain.begin(connection)
    missing = ChainLink.objects.filter(source="imports_rule").last()
    assert missing is not None
    ChainLink.objects.filter(pk=missing.pk).update(source="imports_alias", subject=10**9, rows=0, digest="")
    migrated(("finance_budgetcode", "imports_rule"))
