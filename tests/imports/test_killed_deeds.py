"""Whoever is killed at any moment of posting, importing, undoing, closing, issuing or copying leaves all of it or nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground.prepared_databases import environment

KILLS = os.environ.get("SMETA_KILLS", "100") if os.environ.get("SMETA_SOAK") == "1" else "1"
DEEDS = {"posting", "importing", "undoing", "closing", "issuing", "backing up", "restoring"}


def check_kills(url: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ground.killing", KILLS, str(folder)],
        cwd=settings.BASE_DIR, env=environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert set(found) == DEEDS
    assert {name: one["wrong"] for name, one in found.items()} == {name: [] for name in DEEDS}


@pytest.mark.once
def test_all_or_nothing_on_sqlite(tmp_path, prepared_sqlite) -> None:
    check_kills(prepared_sqlite(tmp_path / "killed.sqlite3"), tmp_path)


@pytest.mark.postgres
def test_all_or_nothing_on_postgresql(tmp_path, prepared_postgres) -> None:
    check_kills(prepared_postgres(), tmp_path)
