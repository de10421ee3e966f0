"""A worker killed at any moment of an import leaves all of it or nothing, and the file can be imported again."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from finance.months import Month
from tests.ground import office_files
from tests.ground.payments_book import payments, total
from tests.ground.variants import register

KILLS = 100 if os.environ.get("SMETA_SOAK") == "1" else 5
PAID = payments(Month(2025, 1), Month(2025, 6), a_month=800, seed=21)

# Prints what the books hold, then imports the file and prints what they hold then.
AFTERWARDS = """
import json, sys, django
django.setup()
from finance import books
from finance.models import Document, Entry
from finance.service_accounts import service_accounts
from imports.pipeline import importing
from imports.pipeline.order import Order
def state():
    return {"entries": Entry.objects.count(), "documents": Document.objects.count(), "broken": books.check().broken}
before = state()
accounts = service_accounts()
found = importing.run(Order(open(sys.argv[1], "rb").read(), "a.csv", accounts.author, accounts.approver)).json
print(json.dumps({"before": before, "after": state(), "status": found["status"], "rows": found["rows"], "total": found["total"]}))
"""


@pytest.fixture(scope="module")
def register_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("killed") / "реестр.csv"
    path.write_bytes(office_files.text(register(PAID)))
    return path


def manage(url: str, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR, env=environment(url), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def environment(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "SMETA_TODAY": "2025-12-15"}


def prepare(url: str) -> None:
    done = manage(url, "demo", "--empty")
    _out, errors = done.communicate()
    assert done.returncode == 0, errors.decode()


def afterwards(url: str, path: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, str(path)],
        cwd=settings.BASE_DIR, env=environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def check_kills(fresh: Callable[[int], str], path: Path) -> None:
    """`fresh(n)` is the address of a prepared database. The first run is left alone to learn how long it takes."""
    began = time.monotonic()
    whole = manage(fresh(0), "import_file", str(path))
    _out, errors = whole.communicate()
    assert whole.returncode == 0, errors.decode()
    lasts = time.monotonic() - began
    chance = random.Random(2025)
    for number in range(1, KILLS + 1):
        url = fresh(number)
        worker = manage(url, "import_file", str(path))
        try:
            worker.communicate(timeout=lasts * chance.uniform(0.35, 1.0))
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.communicate()
        found = afterwards(url, path)
        assert found["before"]["entries"] in (0, len(PAID)), f"kill {number}: half an import"
        assert found["before"]["documents"] in (0, 1)
        assert found["before"]["broken"] == found["after"]["broken"] == []
        assert found["status"] == ("posted" if found["before"]["entries"] == 0 else "already-imported")
        assert found["after"]["entries"] == len(PAID)
        assert found["total"] == f"{total(PAID):.2f}"


def test_an_import_killed_on_sqlite_is_whole_or_nothing(tmp_path, register_file):
    prepared = tmp_path / "prepared.sqlite3"
    prepare(f"sqlite:///{prepared}")

    def fresh(number: int) -> str:
        copy = tmp_path / f"{number}.sqlite3"
        for ending in ("", "-wal", "-shm"):
            source = prepared.with_name(prepared.name + ending)
            if source.exists():
                shutil.copy(source, copy.with_name(copy.name + ending))
        return f"sqlite:///{copy}"

    check_kills(fresh, register_file)


@pytest.mark.postgres
def test_an_import_killed_on_postgresql_is_whole_or_nothing(postgres_server, register_file):
    address, _slash, _database = postgres_server.rpartition("/")
    names: list[str] = []

    def run(statement: str, *identifiers: str) -> None:
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in identifiers)))

    def create(name: str, template: str = "template1") -> str:
        run("DROP DATABASE IF EXISTS {}", name)
        run("CREATE DATABASE {} TEMPLATE {}", name, template)
        names.append(name)
        return f"{address}/{name}"

    prepared = f"smeta_killed_{os.getpid()}"
    try:
        prepare(create(prepared))
        check_kills(lambda number: create(f"{prepared}_{number}", prepared), register_file)
    finally:
        for name in names:
            run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
