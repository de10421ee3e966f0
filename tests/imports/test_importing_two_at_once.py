"""Of two imports of one file at the same moment exactly one posts; the other finds everything there."""

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground import office_files

HEADER = ("Дата", "№ документа", "Специфика", "Сумма", "Получатель", "БИН", "Договор", "Назначение платежа")


def environment(url):
    return os.environ | {"DATABASE_URL": url, "SMETA_TODAY": "2025-12-15"}


def manage(url, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments], cwd=settings.BASE_DIR, env=environment(url),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(url, *arguments):
    process = manage(url, *arguments)
    said, errors = process.communicate(timeout=240)
    assert process.returncode == 0, errors
    return said


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
        for n in range(3000)
    ]
    path = tmp_path / "register.csv"
    path.write_bytes(office_files.text([[*HEADER], *rows]))
    return path


def both_post_once(url: str, register: Path) -> None:
    run(url, "migrate", "-v0")
    run(url, "shell", "-v0", "-c", "from finance import sample_facility; sample_facility.create()")
    started = [manage(url, "import_file", str(register), "--format", "json") for _ in range(2)]
    answers = []
    for process in started:
        said, errors = process.communicate(timeout=240)
        assert process.returncode == 0, errors
        answers.append(json.loads(said))
    assert sorted(answer["status"] for answer in answers) == ["already-imported", "posted"]
    assert sorted(answer["rows"]["posted"] for answer in answers) == [0, 3000]
    counted = run(url, "shell", "-v0", "-c", "from finance.models import Entry; print(Entry.objects.count())")
    assert counted.split()[-1] == "3000"
    assert json.loads(run(url, "check_books", "--format", "json"))["broken"] == []


def test_one_of_two_posts_on_sqlite(register, tmp_path):
    both_post_once(f"sqlite:///{tmp_path / 'books.sqlite3'}", register)


@pytest.mark.postgres
def test_one_of_two_posts_on_postgresql(register, postgres_url):
    both_post_once(postgres_url, register)
