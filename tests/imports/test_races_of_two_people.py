"""Two people post, answer, undo, approve, close, match and click twice at one moment: nothing breaks, all adds up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground.prepared_databases import environment

# with 0 a few pairs once, in a soak every pair so many times
ROUNDS = "200" if os.environ.get("SMETA_SOAK") == "1" else "0"


def check_races(url: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ground.racing", ROUNDS],
        cwd=settings.BASE_DIR, env=environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["wrong"], found["broken"]) == ([], [])
    assert found["answers"]["close 302"] > 0


@pytest.mark.once
def test_two_people_at_one_moment_on_sqlite(tmp_path: Path, prepared_sqlite) -> None:
    check_races(prepared_sqlite(tmp_path / "races.sqlite3"))


@pytest.mark.postgres
def test_two_people_at_one_moment_on_postgresql(prepared_postgres) -> None:
    check_races(prepared_postgres())
