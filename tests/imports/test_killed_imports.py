"""A worker killed at any moment of an import leaves all of it or nothing, and the file can be imported again."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from finance.months import Month
from tests.ground import office_files
from tests.ground.payments_book import payments, total
from tests.ground.prepared_databases import environment
from tests.ground.variants import register

KILLS = 100 if os.environ.get("SMETA_SOAK") == "1" else 5
PAID = payments(Month(2025, 1), Month(2025, 6), a_month=400, seed=21)

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


def test_an_import_killed_on_sqlite_is_whole_or_nothing(tmp_path, register_file, prepared_sqlite):
    check_kills(lambda number: prepared_sqlite(tmp_path / f"{number}.sqlite3"), register_file)


@pytest.mark.postgres
def test_an_import_killed_on_postgresql_is_whole_or_nothing(register_file, prepared_postgres):
    check_kills(lambda _number: prepared_postgres(), register_file)
