"""A copy put back gives the same books, guarded by the same triggers; what is no whole copy changes nothing."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from finance import books
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


def test_it_says_so_when_the_folder_is_not_there(ground, tmp_path) -> None:
    assert "none" in refused("backup", tmp_path / "none" / "copy")
