"""Real workers of background imports, killed and stopped at their work; the books hold the whole file or nothing."""

import json
import os
import subprocess
import sys
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
from finance import books
from finance.models import Budget, Entry
from imports import long_work
from imports.models import Batch, LongWork
person, budget = User.objects.get(username="economist"), Budget.objects.get()
pause = threading.Event()
def work(): return LongWork.objects.order_by("-pk").first()
def preview(path): long_work.begin_preview(open(path, "rb").read(), "a.csv", person, budget)
def post():
    batch = Batch.objects.get()
    shown = (str(batch.result["rows"]["posted"]), batch.result["total"])
    long_work.begin_posting(batch, person, is_approver=False, shown=shown)
def until(*wanted):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = work()
        if found.state in wanted or (found.state == "running" and found.step in wanted):
            return
        pause.wait(0.005)
    raise SystemExit(f"{wanted} never came: {found.state} {found.step} {found.message}")
def stop_while(step):
    until(step)
    long_work.cancel(work())
def look(): long_work.take_up_again()
for line in sys.stdin:
    name, *words = json.loads(line)
    globals()[name](*words)
    found = work()
    print(json.dumps({"state": found.state, "step": found.step, "attempts": found.attempts, "entries": Entry.objects.count(),
                      "batches": [b.status for b in Batch.objects.all()], "broken": books.check().broken}), flush=True)
"""
PAID = payments(Month(2025, 1), Month(2025, 6), a_month=4000, seed=77)


class Clerk:
    """A process that begins works and looks at them; `manage` starts another that does them."""

    def __init__(self, url: str) -> None:
        self.environment = os.environ | {
            "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "SMETA_TODAY": "2025-12-15",
        }  # fmt: skip
        self.started: list[subprocess.Popen] = []
        assert self.manage("demo", "--empty").wait() == 0
        self.process = self._start("-c", CLERK, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def _start(self, *words: str, **options) -> subprocess.Popen:
        made = subprocess.Popen([sys.executable, *words], cwd=settings.BASE_DIR, env=self.environment, **options)
        self.started.append(made)
        return made

    def manage(self, *words: str) -> subprocess.Popen:
        return self._start("manage.py", *words, stdout=subprocess.DEVNULL)

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
def sqlite_clerk(tmp_path) -> Iterator[Clerk]:
    clerk = Clerk(f"sqlite:///{tmp_path / 'long.sqlite3'}")
    yield clerk
    clerk.end()


@pytest.fixture
def postgres_clerk(postgres_url) -> Iterator[Clerk]:
    clerk = Clerk(postgres_url)
    yield clerk
    clerk.end()


def check_a_killed_worker_is_replaced(clerk: Clerk, file: Path) -> None:
    clerk.ask("preview", str(file))
    worker = clerk.manage("background_worker")
    clerk.ask("until", "understanding")
    worker.kill()
    worker.wait()
    assert clerk.ask("until", "running", "understanding", "writing")["batches"] == []
    # Started anew, as after a restart of the machine, it takes up by itself what was left.
    worker = clerk.manage("background_worker")
    assert clerk.ask("until", "done")["batches"] == ["preview"]
    clerk.ask("post")
    clerk.ask("until", "writing")
    worker.kill()
    worker.wait()
    left = clerk.ask("look")
    assert (left["state"], left["entries"], left["batches"]) == ("waiting", 0, ["preview"])
    clerk.manage("background_worker", "--batch").wait()
    done = clerk.ask("until", "done")
    assert (done["entries"], done["batches"], done["broken"]) == (len(PAID), ["posted"], [])
    assert done["attempts"] == 2


def check_it_stops_while_it_writes(clerk: Clerk, file: Path) -> None:
    clerk.ask("preview", str(file))
    clerk.manage("background_worker")
    clerk.ask("until", "done")
    clerk.ask("post")
    clerk.ask("stop_while", "writing")
    stopped = clerk.ask("until", "cancelled")
    assert (stopped["entries"], stopped["batches"], stopped["broken"]) == (0, ["preview"], [])
    clerk.ask("post")
    done = clerk.ask("until", "done")
    assert (done["entries"], done["batches"]) == (len(PAID), ["posted"])


def test_a_worker_killed_in_the_midst_is_replaced_and_the_file_posted_once(sqlite_clerk, file) -> None:
    check_a_killed_worker_is_replaced(sqlite_clerk, file)


def test_an_import_can_be_stopped_while_it_is_being_written(sqlite_clerk, file) -> None:
    check_it_stops_while_it_writes(sqlite_clerk, file)


@pytest.mark.postgres
def test_a_worker_killed_on_postgresql_is_replaced_and_the_file_posted_once(postgres_clerk, file) -> None:
    check_a_killed_worker_is_replaced(postgres_clerk, file)


@pytest.mark.postgres
def test_an_import_can_be_stopped_on_postgresql_while_it_is_being_written(postgres_clerk, file) -> None:
    check_it_stops_while_it_writes(postgres_clerk, file)
