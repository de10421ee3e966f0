"""A copy for a key is read by nobody without it, put back with it, proven with it, and told damaged without it."""

import contextlib
import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from finance import books
from finance.models import Entry
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments) -> str:
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def refused(*arguments) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert error.value.returncode == 1
    return str(error.value)


@pytest.fixture
def ground() -> Ground:
    ground = build()
    ground.post("cash", ("141", 1, "10.00"))
    return ground


@pytest.fixture
def key(tmp_path) -> Path:
    path = tmp_path / "copies.key"
    run("copy_key", path)
    assert path.stat().st_mode & 0o077 == 0
    return path


def test_it_is_read_proven_and_put_back_with_the_key_alone(ground, key, tmp_path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    told = json.loads(run("backup", folder, "--key", key, "--prove", "--format", "json"))
    copy = Path(told["path"])
    assert (told["encrypted"], told["proven"], copy.suffix) == (True, True, ".age")
    assert copy.stat().st_mode & 0o077 == 0
    written = copy.read_bytes()
    assert b"finance_entry" not in written
    described = json.loads((folder / f"{copy.name}.json").read_text())
    assert (described["sha256"], described["seal"], described["bytes"]) == (told["sha256"], told["seal"], len(written))
    assert described["key"] in key.read_text()

    ground.post("cash", ("141", 3, "99.00"))
    other = tmp_path / "other.key"
    run("copy_key", other)
    assert "--key" in refused("restore", copy, "--replace")
    assert str(other) in refused("restore", copy, "--replace", "--key", other)
    assert "copies.key" in refused("copy_key", key)
    assert Entry.objects.count() == 2
    assert json.loads(run("restore", copy, "--try", "--key", key, "--format", "json"))["restored"] is None
    assert Entry.objects.count() == 2

    before = Path(json.loads(run("restore", copy, "--replace", "--key", key, "--format", "json"))["before"])
    assert (Entry.objects.count(), books.check().broken) == (1, [])
    assert b"finance_entry" not in before.read_bytes()
    run("restore", before, "--replace", "--key", key, "--unproven")
    assert Entry.objects.count() == 2


@pytest.mark.once
def test_who_has_the_public_half_locks_copies_and_opens_none(ground, key, tmp_path, settings) -> None:
    public = tmp_path / "public"
    public.write_text(f"# copies of 2026\n{key.read_text().splitlines()[0].partition(': ')[2]}\n")
    settings.COPY_KEY = str(public)
    copy = tmp_path / "copy"
    assert "--prove" in refused("backup", copy, "--prove")
    assert not copy.exists()
    run("backup", copy)
    assert "--key" in refused("restore", copy, "--replace")
    run("restore", copy, "--replace", "--unproven", "--key", key)
    assert Entry.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize("is_described", [True, False])
def test_a_flipped_bit_and_a_lost_end_are_told(ground, key, tmp_path, is_described) -> None:
    copy = tmp_path / "copy"
    run("backup", copy, "--key", key)
    whole = copy.read_bytes()
    if not is_described:
        (tmp_path / "copy.json").unlink()
    for damaged in (whole[:-1], whole[:20_000] + bytes([whole[20_000] ^ 1]) + whole[20_001:]):
        copy.write_bytes(damaged)
        refused("restore", copy, "--replace", "--unproven", "--key", key)
    (tmp_path / "copy.json").write_text("{}")
    copy.write_bytes(whole)
    refused("restore", copy, "--replace", "--unproven", "--key", key)
    assert Entry.objects.count() == 1
    for nonsense in ("", "age1x", f"{key.read_text()}{key.read_text()}", "ключ"):
        (tmp_path / "nonsense").write_text(nonsense)
        assert "nonsense" in refused("backup", tmp_path / "other", "--key", tmp_path / "nonsense")


@pytest.mark.once
def test_old_copies_go_with_what_describes_them(ground, key, tmp_path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    ending = "zip" if connection.vendor == "postgresql" else "sqlite3"
    for name in (f"smeta-20260101-230000.{ending}", f"smeta-20260102-230000.{ending}.age"):
        (folder / name).write_text("old")
        (folder / f"{name}.json").write_text("{}")
    with contextlib.suppress(FileNotFoundError):
        (folder / f"smeta-20260101-230000.{ending}.json").unlink()
    run("backup", folder, "--keep", "1", "--key", key)
    assert sorted(path.suffix for path in folder.iterdir()) == [".age", ".json"]
