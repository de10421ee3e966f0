"""Two people act on one import at one moment: what the second finds is what the first left, never what was shown."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from finance import books
from finance.models import Entry
from imports.models import Batch, BatchRow
from imports.pipeline import answering, undoing
from imports.pipeline.errors import UsageError
from tests.ground import web_ground
from tests.ground.web_ground import WebGround
from tests.imports.test_importing_on_pages import newest, post, send

ACCRUALS = (
    "Начисленные расходы за январь 2025 г.;\n"
    "Наименование;Начислено\n"
    "Приобретение продуктов питания;10,00\n"
    "Поездки по делам;1,50\n"
    "Починка крыши;2,25\n"
    "Итого;13,75\n"
)
# Threads of one process stand for people; the lock they meet is the server's.
TOGETHER = """
import json, sys, threading, django
django.setup()
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from finance import books
from finance.models import Entry
from imports.models import Batch
from imports.pipeline import answering, undoing
from imports.pipeline.errors import UsageError
from imports.pipeline.seen import digest
person = User.objects.get(username="economist")
accruals = sys.stdin.read()
def client():
    made = Client(HTTP_HOST="localhost")
    made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made
def at_once(*acts):
    start, said = threading.Barrier(len(acts)), []
    def run(act):
        start.wait()
        try:
            said.append(act())
        except UsageError:
            said.append("refused")
        finally:
            connection.close()
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return said
def upload(who):
    return who.post("/imports/upload/", {"files": SimpleUploadedFile("a.csv", accruals.encode())}).status_code
clicks = [status for _round in range(4) for status in at_once(*[lambda who=client(): upload(who) for _ in range(3)])]
preview = Batch.objects.filter(status="preview")[0]
client().post(f"/imports/{preview.pk}/post/", {"seen": digest(preview.result)})
batch = Batch.objects.get(status="posted")
def answer(row, code):
    stale = Batch.objects.get(pk=batch.pk)
    return lambda: answering.answer(stale, {"rows": {row: code}}, user=person).json["posted_now"]
answered = at_once(answer(4, "161"), answer(4, "161"), answer(5, "149"))
batch.refresh_from_db()
counted = batch.result["rows"], batch.result["by_code"], Entry.objects.count()
stale = Batch.objects.get(pk=batch.pk)
undone = at_once(*[lambda: undoing.undo(stale, user=person, reason="r")["status"]] * 2, answer(4, "161"))
print(json.dumps({"clicks": clicks, "answered": answered, "counted": counted, "undone": undone,
                  "sum": str(sum(entry.amount for entry in Entry.objects.all())), "broken": books.check().broken}))
"""


@pytest.fixture
def ground(settings, db) -> WebGround:
    settings.SMETA_TODAY = "2025-12-15"
    return web_ground.empty()


@pytest.fixture
def posted(ground) -> Batch:
    """Accruals posted with two rows that wait, as they were when somebody looked."""
    client = ground.client("economist")
    send(client, ACCRUALS, "accruals.csv")
    post(client, newest())
    return Batch.objects.get()


def answer(ground: WebGround, batch: Batch, row: int, code: str):
    return answering.answer(batch, {"rows": {row: code}}, user=ground.person("economist"))


def seen(batch: Batch) -> Batch:
    return Batch.objects.get(pk=batch.pk)


def test_an_answer_after_somebody_took_the_import_back_posts_nothing(ground, posted) -> None:
    undoing.undo(seen(posted), user=ground.person("economist"), reason="Не тот файл")
    entries = Entry.objects.count()
    with pytest.raises(UsageError, match="undone already"):
        answer(ground, posted, 4, "161")
    assert Entry.objects.count() == entries
    assert sum(entry.amount for entry in Entry.objects.all()) == 0


def test_one_row_answered_twice_is_posted_once(ground, posted) -> None:
    assert answer(ground, seen(posted), 4, "161").json["posted_now"] == 1
    assert answer(ground, posted, 4, "161").json["posted_now"] == 0
    assert Entry.objects.filter(code__code="161").count() == 1


def test_two_people_who_answer_different_rows_leave_right_counts_and_sums(ground, posted) -> None:
    answer(ground, seen(posted), 4, "161")
    answer(ground, posted, 5, "149")
    rows, by_code = seen(posted).result["rows"], seen(posted).result["by_code"]
    assert (rows["posted"], rows["unresolved"]) == (3, 0)
    assert by_code == {"141": "10.00", "149": "2.25", "161": "1.50"}
    assert set(BatchRow.objects.values_list("state", flat=True)) == {BatchRow.State.RESOLVED}
    assert books.check().broken == []


@pytest.mark.postgres
def test_clicks_answers_and_undoing_at_one_moment_on_postgresql(postgres_url) -> None:
    environment = os.environ | {
        "DATABASE_URL": postgres_url, "DJANGO_SETTINGS_MODULE": "config.settings", "SMETA_TODAY": "2025-12-15",
    }  # fmt: skip
    run = {"cwd": settings.BASE_DIR, "env": environment, "capture_output": True, "text": True}
    made = subprocess.run([sys.executable, "manage.py", "demo", "--empty"], check=False, **run)
    assert made.returncode == 0, made.stderr
    done = subprocess.run([sys.executable, "-c", TOGETHER], check=False, input=ACCRUALS, **run)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["clicks"] == [302] * 12
    assert sorted(found["answered"]) == [0, 1, 1]
    rows, by_code, entries = found["counted"]
    assert (rows["posted"], rows["unresolved"], entries) == (3, 0, 3)
    assert by_code == {"141": "10.00", "149": "2.25", "161": "1.50"}
    assert sorted(map(str, found["undone"])).count("undone") == 1
    assert (found["sum"], found["broken"]) == ("0.00", [])
