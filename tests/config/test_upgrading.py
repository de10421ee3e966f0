"""An upgrade is rehearsed on a copy, and what fails half-way leaves the books as they were."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from config.management.commands import upgrade
from finance import books
from finance.models import Entry
from tests.ground.ledger_ground import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def earlier(settings, tmp_path):
    """Books of a version that lacked the last step of imports."""
    settings.HOME = tmp_path
    build().post("cash", ("141", 1, "10.00"))
    steps = sorted(key for key in MigrationLoader(connection).graph.nodes if key[0] == "imports")
    before = steps[-2]
    call_command("migrate", *before, verbosity=0)
    yield
    call_command("migrate", verbosity=0)


def refused() -> str:
    with pytest.raises(CommandError) as error:
        call_command("upgrade", stdout=io.StringIO())
    return str(error.value)


def amounts() -> list[str]:
    return [str(amount) for amount in Entry.objects.values_list("amount", flat=True)]


def is_earlier() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def test_a_rehearsal_that_fails_leaves_the_books_alone(earlier, monkeypatch) -> None:
    def fails(path) -> None:
        raise upgrade.BackupError(f"{path.name}: the rehearsal failed")

    monkeypatch.setattr(upgrade, "prove", fails)
    monkeypatch.setattr(upgrade, "_migrate", lambda: pytest.fail("it went on"))
    assert "the rehearsal failed" in refused()
    assert amounts() == ["10.00"]


@pytest.mark.once
def test_a_step_that_fails_is_taken_back(earlier, monkeypatch, tmp_path) -> None:
    def half_way() -> None:
        call_command("migrate", verbosity=0)
        raise OSError("the disk is full")

    monkeypatch.setattr(upgrade, "prove", lambda path: None)
    monkeypatch.setattr(upgrade, "_migrate", half_way)
    sentence = refused()
    [copy] = (tmp_path / "copies").iterdir()
    assert "the disk is full" in sentence
    assert str(copy) in sentence
    assert is_earlier()
    assert amounts() == ["10.00"]


def test_books_that_do_not_check_afterwards_are_taken_back(earlier, monkeypatch) -> None:
    monkeypatch.setattr(upgrade, "prove", lambda path: None)
    monkeypatch.setattr(books, "check", lambda: books.Books((books.BookCheck("x", 1, ("the books differ by 1.00",)),)))
    assert "the books differ by 1.00" in refused()
    assert is_earlier()
    assert amounts() == ["10.00"]
