"""Real workers of background imports, killed and stopped at their work; the books hold the whole file or nothing."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from finance.months import Month
from tests.ground import office_files
from tests.ground.payments_book import payments
from tests.ground.variants import register

# A clerk keeps Django loaded and stands for the web application.
CLERK = """
import json, sys, threading, time, django
django.setup()
from django.contrib.auth.models import User
from django_tasks_db.models import DBTaskResult
from finance import books
from finance.models import Budget, Entry
from imports import long_work
from imports.models import Batch, LongWork
from imports.pipeline.seen import digest
person, budget = User.objects.get(username="economist"), Budget.objects.get()
pause = threading.Event()
def work(): return LongWork.objects.order_by("-pk").first()
def preview(path): long_work.begin_preview(open(path, "rb").read(), "a.csv", person, budget, budget.facility)
def post():
    batch = Batch.objects.get()
    shown = digest(batch.result)
    long_work.begin(LongWork.What.POST, batch, person, approver=None, shown=shown)
def until(holds):
    deadline = time.monotonic() + 300
    while not holds():
        if time.monotonic() > deadline:
            raise SystemExit(f"it never came: {work().state} {work().step} {work().message}")
        pause.wait(0.01)
def done(): until(lambda: work().state == "done")
def over(): until(lambda: not DBTaskResult.objects.filter(finished_at=None).exists())
def stop(): assert long_work.cancel(work())
def taken_up():
    def waits():
        long_work.take_up_again()
        return work().state == "waiting"
    until(waits)
def look(): pass
for line in sys.stdin:
    name, *words = json.loads(line)
    globals()[name](*words)
    found = work()
    print(json.dumps({"state": found.state, "attempts": found.attempts, "entries": Entry.objects.count(),
                      "batches": [b.status for b in Batch.objects.all()], "broken": books.check().broken}), flush=True)
"""
# A worker that waits to be killed, or let go, as it begins to understand a file or has written all of a posting.
HELD = """
import sys, threading, django
from pathlib import Path
django.setup()
from django.core.management import call_command
from imports import long_work
from imports.pipeline import keeping
where, here, go = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
pause, tell, keep = threading.Event(), long_work._tell, keeping.keep_result
def hold():
    here.touch()
    while not go.exists():
        pause.wait(0.01)
def told(work, step, rows):
    tell(work, step, rows)
    if step == where:
        hold()
def kept(batch, found):
    keep(batch, found)
    if where == "saving" and batch.status == "posted":
        hold()
long_work._tell, keeping.keep_result = told, kept
call_command("background_worker")
"""
# What waits to be killed waits at its place, however long the file is.
A_MONTH = 4000 if os.environ.get("SMETA_SOAK") == "1" else 100
PAID = payments(Month(2025, 1), Month(2025, 6), a_month=A_MONTH, seed=77)


class Clerk:
    """A process that begins works and looks at them; `manage` starts another that does them."""

    def __init__(self, url: str) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "SMETA_TODAY": "2025-12-15",
        }  # fmt: skip
        self.started: list[subprocess.Popen] = []
        self.process = self._start("-c", CLERK, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _start(self, *words: str, **options) -> subprocess.Popen:
        made = subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR, env=self.environment, **options)
        self.started.append(made)
        return made

    def manage(self, *words: str) -> subprocess.Popen:
        return self._start("manage.py", *words, stdout=subprocess.DEVNULL)

    def held(self, where: str, folder: Path) -> subprocess.Popen:
        """A worker once it holds at `where`; `folder / "go"` lets it go on."""
        here, go = folder / "here", folder / "go"
        for mark in (here, go):
            mark.unlink(missing_ok=True)
        worker = self._start("-c", HELD, where, str(here), str(go), stdout=subprocess.DEVNULL)
        pause = threading.Event()
        while not here.exists():
            assert worker.poll() is None, "the worker ended by itself"
            pause.wait(0.01)
        return worker

    def ask(self, *words: str) -> dict:
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("long") / "a.csv"
    path.write_bytes(office_files.text(register(PAID)))
    return path


@pytest.fixture
def sqlite_clerk(tmp_path, prepared_sqlite) -> Iterator[Clerk]:
    clerk = Clerk(prepared_sqlite(tmp_path / "long.sqlite3"))
    yield clerk
    clerk.end()


@pytest.fixture
def postgres_clerk(prepared_postgres) -> Iterator[Clerk]:
    clerk = Clerk(prepared_postgres())
    yield clerk
    clerk.end()


def check_a_killed_worker_is_replaced(clerk: Clerk, file: Path, folder: Path) -> None:
    clerk.ask("preview", str(file))
    kill(clerk.held("understanding", folder))
    left = clerk.ask("look")
    assert (left["state"], left["batches"]) == ("running", [])
    # Started anew, as after a restart of the machine, the next one takes up by itself what was left.
    clerk.manage("background_worker", "--batch").wait()
    done = clerk.ask("look")
    assert (done["state"], done["batches"], done["attempts"]) == ("done", ["preview"], 2)
    clerk.ask("post")
    kill(clerk.held("saving", folder))
    left = clerk.ask("taken_up")
    assert (left["entries"], left["batches"]) == (0, ["preview"])
    clerk.manage("background_worker", "--batch").wait()
    done = clerk.ask("done")
    assert (done["entries"], done["batches"], done["broken"]) == (len(PAID), ["posted"], [])
    assert done["attempts"] == 2


def kill(worker: subprocess.Popen) -> None:
    worker.kill()
    worker.wait()


def check_it_stops_while_it_writes(clerk: Clerk, file: Path, folder: Path) -> None:
    clerk.ask("preview", str(file))
    clerk.manage("background_worker", "--batch").wait()
    clerk.ask("post")
    clerk.held("saving", folder)
    clerk.ask("stop")
    (folder / "go").touch()
    stopped = clerk.ask("over")
    assert (stopped["state"], stopped["entries"]) == ("cancelled", 0)
    assert (stopped["batches"], stopped["broken"]) == (["preview"], [])
    clerk.ask("post")
    done = clerk.ask("done")
    assert (done["entries"], done["batches"]) == (len(PAID), ["posted"])


def test_a_worker_killed_in_the_midst_is_replaced_and_the_file_posted_once(sqlite_clerk, file, tmp_path) -> None:
    check_a_killed_worker_is_replaced(sqlite_clerk, file, tmp_path)


def test_an_import_can_be_stopped_while_it_is_being_written(sqlite_clerk, file, tmp_path) -> None:
    check_it_stops_while_it_writes(sqlite_clerk, file, tmp_path)


@pytest.mark.soak  # every deed is killed there in CI by `test_killed_deeds`
@pytest.mark.postgres
def test_a_worker_killed_on_postgresql_is_replaced_and_the_file_posted_once(postgres_clerk, file, tmp_path) -> None:
    check_a_killed_worker_is_replaced(postgres_clerk, file, tmp_path)


@pytest.mark.soak  # the stop is one and the same code on both databases, looked at on SQLite above
@pytest.mark.postgres
def test_an_import_can_be_stopped_on_postgresql_while_it_is_being_written(postgres_clerk, file, tmp_path) -> None:
    check_it_stops_while_it_writes(postgres_clerk, file, tmp_path)
