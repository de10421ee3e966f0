"""Databases of their own for processes of their own: the sample facility without figures, made once and copied."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql


def environment(url: str) -> dict[str, str]:
    """That of a command which works on another database than the tests, on a day of December 2025."""
    return os.environ | {
        "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings", "SMETA_TODAY": "2025-12-15",
    }  # fmt: skip


# `migrate` takes the longest of it, step by step; what it makes is held to this by `test_tables_of_the_tests.py`.
FROM_MODELS = """
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from tests.ground.migrated import count_as_migrated
settings.MIGRATION_MODULES = dict.fromkeys(app.label for app in apps.get_app_configs())
call_command("migrate", run_syncdb=True, verbosity=0)
settings.MIGRATION_MODULES = {}
count_as_migrated()
call_command("demo", empty=True)
"""


def _prepare(url: str, *words: str) -> None:
    command = [sys.executable, *words]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment(url), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def _once_for_all_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that the workers of one run share, one at a time."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "prepared"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """`prepared_sqlite(path)` is the DATABASE_URL of a new copy in that file."""
    with _once_for_all_workers(tmp_path_factory) as folder:
        made = folder / "prepared.sqlite3"
        if not made.exists():
            _prepare(f"sqlite:///{folder}/unfinished.sqlite3", "manage.py", "demo", "--empty")
            for written in folder.glob("unfinished.sqlite3*"):
                written.rename(folder / written.name.replace("unfinished", "prepared"))

    def copied(path: Path) -> str:
        for ending in ("", "-wal", "-shm"):
            source = made.with_name(made.name + ending)
            if source.exists():
                shutil.copy(source, path.with_name(path.name + ending))
        return f"sqlite:///{path}"

    return copied


@pytest.fixture(scope="session")
def prepared_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """`prepared_postgres()` is the DATABASE_URL of a new copy; all of them are gone at the end."""
    address = postgres_server.rpartition("/")[0]
    template = f"smeta_prepared_{os.getpid()}_{os.urandom(4).hex()}"
    names: list[str] = []

    def run(statement: str, *identifiers: str) -> None:
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, identifiers)))

    def create(name: str, of: str) -> str:
        run("CREATE DATABASE {} TEMPLATE {}", name, of)
        names.append(name)
        return f"{address}/{name}"

    try:
        _prepare(create(template, "template1"), "-c", FROM_MODELS)
        yield lambda: create(f"{template}_{len(names)}", template)
    finally:
        for name in names:
            run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
