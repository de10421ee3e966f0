"""A copy put back gives the same books, guarded by the same triggers; what is no whole copy changes nothing."""

import contextlib
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from finance import books, chain, triggers
from finance.backup import BackupError, prove
from finance.models import Entry, Facility
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground() -> Ground:
    ground = build()
    ground.post("cash", ("141", 1, "10.00"), ("149", 2, "5.55"))
    return ground


@pytest.fixture
def copy(ground, tmp_path) -> Path:
    path = tmp_path / ("copy.zip" if connection.vendor == "postgresql" else "copy.sqlite3")
    run("backup", path)
    return path


def run(*arguments) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 1
    return str(error.value)


def amounts() -> list[str]:
    return sorted(str(amount) for amount in Entry.objects.values_list("amount", flat=True))


def test_it_puts_back_exactly_what_was_copied(ground, copy) -> None:
    ground.post("cash", ("141", 3, "99.00"))
    run("restore", copy, "--replace")
    assert amounts() == ["10.00", "5.55"]
    assert books.check().hold
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.update(purpose="x")
    build_on = ground.post("cash", ("141", 4, "1.00"))
    assert build_on.pk


@pytest.mark.once
def test_it_keeps_a_copy_of_what_it_replaces(ground, copy) -> None:
    ground.post("cash", ("141", 3, "99.00"))
    run("restore", copy, "--replace")
    kept = next(copy.parent.glob("before-restore-*"))
    run("restore", kept, "--replace")
    assert amounts() == ["10.00", "5.55", "99.00"]


def test_it_asks_before_it_replaces_anything(ground, copy) -> None:
    ground.post("cash", ("141", 3, "99.00"))
    assert "--replace" in refused("restore", copy)
    assert len(amounts()) == 3
    assert list(copy.parent.glob("before-restore-*")) == []


def test_it_never_writes_over_a_file(copy) -> None:
    before = copy.read_bytes()
    refused("backup", copy)
    assert copy.read_bytes() == before


@pytest.mark.parametrize("damage", ["text", "half", "foreign", "missing"])
def test_it_refuses_what_is_no_whole_copy(ground, copy, damage) -> None:
    whole = copy.read_bytes()
    if damage == "text":
        copy.write_text("not a copy")
    elif damage == "half":
        copy.write_bytes(whole[: len(whole) // 2])
    elif damage == "foreign":
        copy.unlink()
        with zipfile.ZipFile(copy, "w") as archive:
            archive.writestr("readme.txt", "x")
    else:
        copy.unlink()
    refused("restore", copy, "--replace")
    assert amounts() == ["10.00", "5.55"]
    assert Facility.objects.count() == 1


def test_a_database_that_is_not_prepared_is_not_copied(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert "migrate" in refused("backup", tmp_path / "copy")
    assert not list(tmp_path.iterdir())


def test_it_says_so_when_the_folder_is_not_there(ground, tmp_path) -> None:
    assert "none" in refused("backup", tmp_path / "none" / "copy")


def test_a_copy_is_proven_by_putting_it_back_aside(ground, tmp_path) -> None:
    assert "--prove" not in run("backup", tmp_path, "--prove")
    [copy] = tmp_path.iterdir()
    ground.post("cash", ("141", 3, "99.00"))
    assert len(amounts()) == 3
    damaged = tmp_path / f"damaged{copy.suffix}"
    whole = copy.read_bytes()
    damaged.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupError, match="damaged"):
        prove(damaged)


def test_it_keeps_the_newest_copies_of_a_folder_and_nothing_else_is_touched(ground, tmp_path) -> None:
    suffix = "zip" if connection.vendor == "postgresql" else "sqlite3"
    for day in (1, 2, 3):
        (tmp_path / f"smeta-2026010{day}-230000.{suffix}").write_text("old")
    (tmp_path / "smeta-plan.xlsx").write_text("mine")
    run("backup", tmp_path, "--keep", "2")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[0] == "smeta-20260103-230000." + suffix
    assert left[-1] == "smeta-plan.xlsx"
    assert len(left) == 3
    missing = tmp_path / "copies"
    assert refused("backup", missing, "--keep", "2") == f"Папки {missing} нет."
    (tmp_path / f"one.{suffix}").touch()
    assert "--keep" in refused("backup", tmp_path / f"one.{suffix}", "--keep", "2")


def test_a_copy_is_for_its_owner_alone(copy) -> None:
    assert copy.stat().st_mode & 0o077 == 0


def altered(copy: Path, tmp_path: Path, *statements: str) -> Path:
    """The copy as somebody changed it who knows how."""
    made = tmp_path / f"altered{copy.suffix}"
    if connection.vendor == "sqlite":
        made.write_bytes(copy.read_bytes())
        with contextlib.closing(sqlite3.connect(made)) as database:
            database.executescript(";".join(statements))
            database.commit()
        return made
    with zipfile.ZipFile(copy) as before, zipfile.ZipFile(made, "w") as after:
        contents = json.loads(before.read("contents.json"))
        contents["tables"] = {}
        for name in before.namelist():
            if name != "contents.json":
                after.writestr(name, before.read(name))
        after.writestr("contents.json", json.dumps(contents))
    return made


ALTERATIONS = {
    "an entry": ["DROP TRIGGER finance_entry_update", "UPDATE finance_entry SET amount = 11 WHERE amount = 10"],
    "a table gone": ["DROP TABLE finance_issuesignature"],
    "a role": ["DROP TRIGGER auth_user_touch_update", "UPDATE auth_user SET is_superuser = 1"],
    "a trigger": ["CREATE TRIGGER foreign_one AFTER INSERT ON auth_user BEGIN UPDATE auth_user SET is_superuser = 1; END"],
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERATIONS)
def test_an_altered_copy_takes_nothing_s_place(ground, copy, tmp_path, what) -> None:
    if connection.vendor == "postgresql" and what != "a table gone":
        pytest.skip("one alteration of a ZIP stands for all")
    made = altered(copy, tmp_path, *ALTERATIONS[what])
    ground.post("cash", ("141", 3, "99.00"))
    if what == "a trigger":
        run("restore", made, "--replace")
        assert triggers.off(connection) == ([], [])
        return
    assert refused("restore", made, "--replace")
    assert amounts() == ["10.00", "5.55", "99.00"]


@pytest.mark.once
def test_a_copy_of_other_books_than_the_seal_s_is_refused(ground, copy, tmp_path) -> None:
    ground.post("cash", ("141", 3, "99.00"))
    later = str(chain.seal_now())
    assert refused("restore", copy, "--replace", "--seal", later)
    assert amounts() == ["10.00", "5.55", "99.00"]
    newer = tmp_path / f"newer{copy.suffix}"
    assert later in run("backup", newer)
    run("restore", newer, "--replace", "--seal", later)
