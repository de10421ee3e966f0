"""Reports are read from a copy that PostgreSQL streams: two servers of the test's own, the second paused and ended on the way."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground.prepared_databases import environment

SERVER = Path(settings.BASE_DIR) / ".ci" / "postgres"
REPORT = "/budget/2025-fund/execution/?from=2025-01&through=2025-02&unit=tenge"
# One person posts, another looks; `at_copy` is true where the copy answered a query.
STORY = """
import json, re, subprocess, sys
from django.conf import settings
import django
django.setup()
settings.ALLOWED_HOSTS, settings.MIGRATION_MODULES = ["*"], {app.split(".")[-1]: None for app in settings.INSTALLED_APPS}
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
import io
from django.db import DatabaseError, connections
from finance import replica
from tests.ground import web_ground
server, folder, address = sys.argv[1:]

def copy(sql):
    with connections["replica"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone() if cursor.description else None

def caught_up():
    while replica.newest_link("replica") < replica.newest_link():
        pass

def look(client):
    asked = []
    count = lambda execute, *args: (asked.append(1), execute(*args))[1]
    with connections["replica"].execute_wrapper(count):
        page = client.get(address)
    text = re.sub(r"(?<=\\d)[\\s,]+(?=\\d)", "", page.content.decode())
    return {"at_copy": len(asked) > 3, "status": page.status_code, "told": "Read from a copy of the books" in text,
            **{name: sum in text for name, sum in (("first", "7001.25"), ("second", "7501.25"))}}

def by_command():
    out = io.StringIO()
    call_command("report", "execution", "--from", "2025-01", "--through", "2025-02", "--format", "json", stdout=out)
    return "7501.25" in out.getvalue()

web_ground._fill()
ground = web_ground.standing()
who_posts, who_looks = ground.client("economist"), ground.client("auditor")
while not copy("SELECT 1 FROM pg_tables WHERE tablename = 'finance_chainlink'"):
    pass
caught_up()
found = {"even": look(who_looks)}
try:
    copy("INSERT INTO finance_balance SELECT * FROM finance_balance")
except DatabaseError as error:
    found["written"] = str(error)
copy("SELECT pg_wal_replay_pause()")
while copy("SELECT pg_get_wal_replay_pause_state()") != ("paused",):
    pass
ground.post("cash", ("111", 2, "500.00"), number="8")
who_posts.post("/theme/", {"theme": "dark"})
found |= {"behind": look(who_looks), "own": look(who_posts), "command": by_command()}
settings.REPLICA_SECONDS = 0
found["too far"] = look(ground.client("auditor"))
settings.REPLICA_SECONDS = 3600
copy("SELECT pg_wal_replay_resume()")
caught_up()
found |= {"again": look(who_looks), "own again": look(who_posts)}
subprocess.run(["sh", server, "stop", folder], check=True, capture_output=True)
found |= {"without": look(who_looks), "left alone": look(who_posts)}
print(json.dumps(found))
"""


def run(*arguments: str) -> str:
    done = subprocess.run(["sh", SERVER, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def servers(postgres_server: str):
    """Address of a server, that of its copy, and the folder of the copy. `postgres_server` skips where there is none."""
    folder = Path(tempfile.mkdtemp(prefix="smeta-copies-"))
    folder.chmod(0o755)
    first, copy = str(folder / "first"), str(folder / "copy")
    try:
        address = run("start", first)
        yield address, run("follow", copy, address), copy
    finally:
        for one in (copy, first):
            run("stop", one)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def story(servers) -> dict:
    address, copy, folder = servers
    told = environment(address) | {
        "SMETA_REPLICA_URL": copy, "SMETA_REPLICA_SECONDS": "3600", "PYTHONPATH": str(settings.BASE_DIR),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", STORY, str(SERVER), folder, REPORT],
        cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def seen(*, at_copy: bool, newer: bool, told: bool = False) -> dict:
    return {"status": 200, "at_copy": at_copy, "told": told, "first": not newer, "second": newer}


@pytest.mark.postgres
@pytest.mark.soak  # two servers and a database of its own: some fifteen seconds of two processors
def test_a_report_is_read_from_the_copy_and_never_shows_less_than_its_reader_knows(story) -> None:
    assert story["even"] == seen(at_copy=True, newer=False)
    assert "read-only transaction" in story["written"]
    # the copy stands still while somebody posts: others read it and are told, who posted reads the books themselves
    assert story["behind"] == seen(at_copy=True, newer=False, told=True)
    assert story["own"] == seen(at_copy=False, newer=True)
    assert story["command"] is True
    assert story["too far"] == seen(at_copy=False, newer=True)
    # with the same newest link it does not matter where what is kept of the report came from
    for one in ("again", "own again"):
        assert story[one] | {"at_copy": True} == seen(at_copy=True, newer=True)
    # it is ended: nobody notices
    assert story["without"] == seen(at_copy=False, newer=True)
    assert story["left alone"] == seen(at_copy=False, newer=True)


def test_without_a_copy_everything_is_asked_of_the_database() -> None:
    from finance import replica

    assert not replica.is_kept()
    with replica.reading_reports() as lag:
        assert lag == replica.NO_LAG


@pytest.mark.once
@pytest.mark.parametrize("own", ["sqlite:///x.sqlite3", "postgres://a@127.0.0.1:1/a"])
def test_a_copy_is_one_of_postgresql(own: str) -> None:
    told = os.environ | {"DATABASE_URL": own, "SMETA_REPLICA_URL": "sqlite:///y.sqlite3"}
    command = [sys.executable, "-c", "import config.settings"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=told, capture_output=True, text=True, check=False)
    assert "both addresses must be postgres" in done.stderr
