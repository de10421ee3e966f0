"""Posted, imported, undone, amended, committed, closed, opened, issued and put back in any order: all stays true."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.ground.prepared_databases import environment

IS_SOAK = os.environ.get("SMETA_SOAK") == "1"
# Hypothesis bounds what one example may choose, so ten thousand steps are fifty of two hundred.
EXAMPLES, STEPS = (50, 200) if IS_SOAK else (1, 40)


def run(url: str, what: str, *words: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.ground.{what}", *map(str, words)],
        cwd=settings.BASE_DIR, env=environment(url), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.mark.once
def test_every_identity_holds_after_each_step_on_sqlite(tmp_path, prepared_sqlite) -> None:
    run(prepared_sqlite(tmp_path / "driven.sqlite3"), "driving", EXAMPLES, STEPS, tmp_path)


@pytest.mark.postgres
def test_every_identity_holds_after_each_step_on_postgresql(tmp_path, prepared_postgres) -> None:
    run(prepared_postgres(), "driving", EXAMPLES, STEPS, tmp_path)
