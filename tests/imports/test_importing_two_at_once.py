"""Of two imports of one file at the same moment exactly one posts; the other finds everything there."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground import office_files
from tests.ground.prepared_databases import environment

ROWS = 1_500
HEADER = ("Дата", "№ документа", "Специфика", "Сумма", "Получатель", "БИН", "Договор", "Назначение платежа")


AFTERWARDS = """
import json
from finance import books
from finance.models import Entry
print(json.dumps({"entries": Entry.objects.count(), "broken": books.check().broken}))
"""


def manage(url, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment(url),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def answer_of(process):
    said, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return json.loads(said)


@pytest.fixture
def register(tmp_path):
    rows = [
        [
            date(2025, 1 + n % 6, 1 + n % 28),
            str(n),
            "141",
            Decimal(n) + Decimal("0.10"),
            "ТОО Сүт",
            "991240999288",
            "",
            "за",
        ]
        for n in range(ROWS)
    ]
    path = tmp_path / "register.csv"
    path.write_bytes(office_files.text([[*HEADER], *rows]))
    return path


def both_post_once(url: str, register: Path) -> None:
    started = [manage(url, "import_file", str(register), "--format", "json") for _ in range(2)]
    answers = [answer_of(process) for process in started]
    assert sorted(answer["status"] for answer in answers) == ["already-imported", "posted"]
    assert sorted(answer["rows"]["posted"] for answer in answers) == [0, ROWS]
    assert answer_of(manage(url, "shell", "-v0", "-c", AFTERWARDS)) == {"entries": ROWS, "broken": []}


def test_one_of_two_posts_on_sqlite(register, tmp_path, prepared_sqlite):
    both_post_once(prepared_sqlite(tmp_path / "books.sqlite3"), register)


@pytest.mark.postgres
def test_one_of_two_posts_on_postgresql(register, prepared_postgres):
    both_post_once(prepared_postgres(), register)
