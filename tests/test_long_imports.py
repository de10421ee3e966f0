"""Files of thousands of rows: done in the background step by step, stopped, taken up again; whole or nothing."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from finance.models import Entry, Membership
from finance.months import Month
from imports import long_work, workers
from imports.models import Batch, LongWork
from imports.pipeline import previewing
from tests import office_files, web_ground
from tests.payments_book import payments
from tests.variants import register
from tests.web_ground import WebGround

State, Step = LongWork.State, LongWork.Step
REGISTER = (
    "Дата;Номер;Специфика;Сумма;Контрагент;БИН;Договор;Назначение\n"
    "09.01.2025;100;141;1000,50;ТОО Нан;991240999288;;Хлеб\n"
    "10.01.2025;101;151;200,00;ГКП Су;991240999189;;Вода\n"
    "Итого;;;1200,50;;;;\n"
)


@pytest.fixture
def ground(monkeypatch, settings, db) -> WebGround:
    """Every file is a large one."""
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    settings.LONG_WORK_ROWS = settings.LONG_WORK_BYTES = settings.LONG_WORK_BYTES_PACKED = 1
    return web_ground.empty()


@pytest.fixture
def client(ground) -> Client:
    return ground.client("economist")


def send(client: Client, text: str = REGISTER, name: str = "register.csv"):
    return client.post(reverse("imports:upload"), {"files": SimpleUploadedFile(name, text.encode())}, follow=True)


def work_off() -> None:
    """What a worker does until nothing waits."""
    worker = Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="test", excluded_queue_names=[],
    )  # fmt: skip
    while (ready := DBTaskResult.objects.ready().first()) is not None:
        ready.claim("test")
        worker.run_task(ready)


def newest() -> LongWork:
    return LongWork.objects.order_by("-pk")[0]


def previewed(client: Client) -> Batch:
    send(client)
    work_off()
    return Batch.objects.get(status=Batch.Status.PREVIEW)


def post(client: Client, batch: Batch):
    shown = {"posted": batch.result["rows"]["posted"], "total": batch.result["total"]}
    return client.post(reverse("imports:post", args=[batch.pk]), shown, follow=True)


def look(client: Client, work: LongWork, follow: bool = True) -> str:
    return client.get(reverse("imports:work", args=[work.pk]), follow=follow).content.decode()


def at_each_step(monkeypatch, act) -> None:
    """Calls `act(work, step)` when the work has told that a step begins."""
    progress = long_work._progress

    def with_act(work):
        tell = progress(work)

        def told(step, rows):
            tell(step, rows)
            act(work, step)

        return told

    monkeypatch.setattr(long_work, "_progress", with_act)


def test_a_small_file_is_read_at_once(ground, client, settings) -> None:
    settings.LONG_WORK_ROWS = settings.LONG_WORK_BYTES = 100_000
    assert "Nothing is posted yet" in send(client).content.decode()
    assert not LongWork.objects.exists()


def test_a_large_file_is_previewed_behind_a_page_that_leads_to_the_preview(client) -> None:
    answer = send(client)
    work = newest()
    assert answer.redirect_chain == [(reverse("imports:work", args=[work.pk]), 302)]
    assert "Waits its turn" in answer.content.decode()
    assert not Batch.objects.exists()
    assert "register.csv" in client.get(reverse("imports:list")).content.decode()
    work_off()
    said = look(client, work)
    assert "Nothing is posted yet" in said
    assert "+1,000.50" in said
    assert not Entry.objects.exists()
    assert "Being worked on" not in client.get(reverse("imports:list")).content.decode()


def test_posting_in_the_background_saves_what_the_preview_showed(client) -> None:
    batch = previewed(client)
    assert "it is posted in the background" in post(client, batch).content.decode()
    assert not Entry.objects.exists()
    work_off()
    assert "2 rows were posted" in look(client, newest())
    assert sorted(str(e.amount) for e in Entry.objects.all()) == ["1000.50", "200.00"]
    assert [b.status for b in Batch.objects.all()] == [Batch.Status.POSTED]


def test_the_page_says_each_step_and_the_bar_goes_forward(client, monkeypatch) -> None:
    seen = []
    at_each_step(
        monkeypatch,
        lambda work, step: seen.append(client.get(reverse("imports:work-state", args=[work.pk])).json()),
    )
    batch = previewed(client)
    sentences = [said["sentence"] for said in seen]
    assert sentences == [
        "Step 1 of 4: reading the file.",
        "Step 2 of 4: recognising the table.",
        "Step 3 of 4: understanding the rows.",
        "Step 4 of 4: comparing with the books.",
    ]
    values = [said["value"] for said in seen]
    assert values == sorted(set(values))
    assert seen[2]["steps"] == ["done", "done", "now", "later"]
    assert "2 rows" in seen[3]["detail"]
    assert [said["next"] for said in seen] == [""] * 4
    seen.clear()
    post(client, batch)
    work_off()
    assert seen[3]["sentence"] == "Step 4 of 4: comparing with the books and writing."
    after = client.get(reverse("imports:work-state", args=[newest().pk])).json()
    assert after["next"] == reverse("imports:work", args=[newest().pk])


def test_the_page_reloads_by_itself_without_scripts(client) -> None:
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in send(client).content.decode()


@pytest.mark.parametrize("last", Step.values)
def test_stopped_at_any_step_it_saves_nothing(client, monkeypatch, last) -> None:
    batch = previewed(client)

    def stop(work, step):
        if step == last:
            client.post(reverse("imports:work-cancel", args=[work.pk]))

    at_each_step(monkeypatch, stop)
    post(client, batch)
    work_off()
    assert newest().state == State.CANCELLED
    assert "Nothing was saved" in look(client, newest())
    assert not Entry.objects.exists()
    assert list(Batch.objects.values_list("pk", "status")) == [(batch.pk, Batch.Status.PREVIEW)]


def test_stopped_before_its_turn_it_never_begins_and_can_be_begun_again(client) -> None:
    send(client)
    client.post(reverse("imports:work-cancel", args=[newest().pk]))
    work_off()
    assert newest().state == State.CANCELLED
    assert not Batch.objects.exists()
    client.post(reverse("imports:work-again", args=[newest().pk]))
    work_off()
    assert newest().state == State.DONE
    assert Batch.objects.count() == 1


def test_a_process_hears_at_once_that_it_shall_stop() -> None:
    """While SQLite's one writer is the import itself, nothing but a signal reaches it."""
    with pytest.raises(long_work.StoppedError), workers.interruptible(long_work.StoppedError):
        assert workers.interrupt(workers.this_process())
        signal.pause()
    assert workers.interrupt(workers.this_process())


def test_books_that_changed_since_the_preview_are_shown_anew(client) -> None:
    first, second = previewed(client), None
    send(client, name="again.csv")
    work_off()
    second = Batch.objects.exclude(pk=first.pk).get()
    post(client, first)
    post(client, second)
    work_off()
    assert Entry.objects.count() == 2
    said = look(client, newest())
    assert "The books changed since this preview was made" in said
    assert "Nothing new in this file" in said


def test_a_preview_that_is_being_posted_is_neither_changed_nor_thrown_away_nor_posted_twice(client) -> None:
    batch = previewed(client)
    post(client, batch)
    work = newest()
    assert client.post(reverse("imports:discard", args=[batch.pk])).status_code == 403
    assert client.post(reverse("imports:correct", args=[batch.pk]), {"kind": "cash"}).status_code == 403
    assert client.get(reverse("imports:batch", args=[batch.pk])).url == reverse("imports:work", args=[work.pk])
    assert long_work.begin_posting(batch, work.started_by, is_approver=True, shown=("2", "1200.50")).pk == work.pk
    work_off()
    assert Entry.objects.count() == 2


def test_a_correction_of_a_large_file_is_previewed_in_the_background_too(client) -> None:
    strange = REGISTER.replace("Сумма", "Ақша көлемі-х")
    send(client, strange)
    work_off()
    refused = Batch.objects.get()
    assert refused.status == Batch.Status.REFUSED
    assert (
        "Correct how it was read" in client.get(reverse("imports:batch", args=[refused.pk]) + "?top=0").content.decode()
    )
    told = {"kind": "cash", "header_row": "1", "unit": "tenge", "column-amount": "D"}
    client.post(reverse("imports:correct", args=[refused.pk]), told)
    work_off()
    batch = Batch.objects.get()
    assert (batch.status, batch.result["total"]) == (Batch.Status.PREVIEW, "1200.50")


def test_who_lost_the_right_meanwhile_is_told_so_and_nothing_is_saved(ground, client) -> None:
    send(client)
    Membership.objects.filter(user=ground.person("economist")).update(role=Membership.Role.AUDITOR)
    work_off()
    assert newest().state == State.FAILED
    assert "You have no right" in look(client, newest())
    assert "You have no right" in client.get(reverse("imports:list")).content.decode()
    assert not Batch.objects.exists()
    Membership.objects.filter(user=ground.person("economist")).update(role=Membership.Role.ECONOMIST)
    client.post(reverse("imports:work-again", args=[newest().pk]))
    work_off()
    assert newest().state == State.DONE


def test_a_fault_of_the_program_is_a_sentence_and_saves_nothing(client, monkeypatch) -> None:
    def fault(*_args, **_named):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("imports.pipeline.keeping.keep_result", fault)
    send(client)
    work_off()
    said = look(client, newest())
    assert "fault of its own" in said
    assert "secret detail" not in said
    assert not Batch.objects.exists()
    client.post(reverse("imports:work-cancel", args=[newest().pk]))
    assert "register.csv" not in client.get(reverse("imports:list")).content.decode()


def test_only_people_of_the_facility_see_it_and_only_who_may_import_stops_it(ground, client) -> None:
    send(client)
    number = [newest().pk]
    other = web_ground.stranger(ground)
    for name in ("work", "work-state"):
        assert other.get(reverse(f"imports:{name}", args=number)).status_code == 404
    assert other.post(reverse("imports:work-cancel", args=number)).status_code == 404
    assert "register.csv" not in other.get(reverse("imports:list")).content.decode()
    auditor = ground.client("auditor")
    assert "Waits its turn" in auditor.get(reverse("imports:work", args=number)).content.decode()
    assert auditor.post(reverse("imports:work-cancel", args=number)).status_code == 403
    assert auditor.post(reverse("imports:work-again", args=number)).status_code == 403
    assert newest().state == State.WAITING


def test_a_page_says_when_no_worker_runs(client) -> None:
    send(client)
    assert "make serve" not in look(client, newest())
    LongWork.objects.update(changed_at=timezone.now() - timedelta(seconds=20))
    assert "make serve" in look(client, newest())


def dead_process() -> str:
    """Name of a worker that has ended."""
    command = [sys.executable, "-c", "from imports.workers import this_process; print(this_process())"]
    return subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout.strip()


def in_the_hands_of(worker: str) -> LongWork:
    """The newest work as a worker leaves it that stops in its midst."""
    LongWork.objects.filter(pk=newest().pk).update(state=State.RUNNING, worker=worker, attempts=1, step=Step.WRITING)
    work = newest()
    DBTaskResult.objects.filter(pk=work.task).update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    return work


def test_the_page_takes_up_again_what_a_dead_worker_left(client) -> None:
    send(client)
    work = in_the_hands_of(dead_process())
    assert "Waits its turn" in look(client, work)
    assert DBTaskResult.objects.get(pk=work.task).status == TaskResultStatus.FAILED
    work_off()
    assert newest().state == State.DONE
    assert Batch.objects.count() == 1


def test_a_living_worker_is_left_alone(client) -> None:
    send(client)
    work = in_the_hands_of(workers.this_process())
    assert long_work.take_up_again(timedelta(0)) == 0
    work.refresh_from_db()
    assert work.state == State.RUNNING


def test_a_worker_of_another_machine_is_given_up_after_a_long_silence(client) -> None:
    send(client)
    work = in_the_hands_of("elsewhere 7 12345")
    assert long_work.take_up_again() == 0
    LongWork.objects.filter(pk=work.pk).update(changed_at=timezone.now() - timedelta(hours=1))
    assert long_work.take_up_again() == 1


def test_a_task_taken_but_never_begun_is_taken_up_again(client) -> None:
    send(client)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert long_work.take_up_again() == 0
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    assert long_work.take_up_again() == 1
    work_off()
    assert newest().state == State.DONE


def test_a_stopped_work_of_a_dead_worker_is_not_begun_again(client) -> None:
    send(client)
    work = in_the_hands_of(dead_process())
    LongWork.objects.update(is_cancel_requested=True)
    assert long_work.take_up_again() == 0
    work.refresh_from_db()
    assert work.state == State.CANCELLED


def test_what_kills_its_worker_three_times_is_given_up(client) -> None:
    send(client)
    gone = dead_process()
    for _attempt in range(2):
        in_the_hands_of(gone)
        assert long_work.take_up_again() == 1
    in_the_hands_of(gone)
    LongWork.objects.update(attempts=3)
    assert long_work.take_up_again() == 0
    assert "stopped 3 times" in look(client, newest())


def test_a_worker_that_was_given_up_and_still_lives_saves_nothing(client, monkeypatch) -> None:
    """Two workers at one work: only the one that has it now can save."""

    def taken_over(work, step):
        if step == Step.WRITING:
            LongWork.objects.filter(pk=work.pk).update(worker="elsewhere 7 12345")

    at_each_step(monkeypatch, taken_over)
    send(client)
    work_off()
    assert newest().state == State.RUNNING
    assert not Batch.objects.exists()


def test_the_pipeline_tells_its_steps_in_order(ground) -> None:
    told = []
    previewing.begin(
        REGISTER.encode(), "a.csv", ground.person("economist"), ground.budget,
        progress=lambda step, rows: told.append((step, rows)),
    )  # fmt: skip
    assert [step for step, _rows in told] == Step.values
    assert [rows for _step, rows in told] == [0, 4, 4, 2]


# Real workers, killed: a clerk keeps Django loaded and stands for the web application.
CLERK = """
import json, sys, time, django
django.setup()
from django.contrib.auth.models import User
from finance import books
from finance.models import Budget, Entry
from imports import long_work
from imports.models import Batch, LongWork
person, budget = User.objects.get(username="economist"), Budget.objects.get()
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
        time.sleep(0.005)
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
