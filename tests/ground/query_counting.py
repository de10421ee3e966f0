"""How many SQL queries a named operation costs, recorded in tests/ground/query_counts.json.

Another count than the recorded one fails until it is recorded anew: UPDATE_QUERY_COUNTS=1 make test PYTEST_ARGS='-k …'.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

RECORD = Path(__file__).with_name("query_counts.json")
# Savepoints and transactions cost no work and differ between databases; rows of the ledger go in past Django on SQLite.
NOT_COUNTED = ("COPY finance_entry", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT", "SET CONSTRAINTS")


def recorded() -> dict[str, int]:
    return json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}


@pytest.fixture
def query_counts() -> Callable[[str], AbstractContextManager[None]]:
    """`with query_counts("form2 of a half-year"): …` compares the block's queries with the recorded number."""
    return _counted


@contextmanager
def _counted(name: str) -> Iterator[None]:
    with CaptureQueriesContext(connection) as captured:
        yield
    statements = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(NOT_COUNTED)]
    counts = recorded()
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        text = json.dumps({**counts, name: len(statements)}, ensure_ascii=False, indent=1, sort_keys=True)
        RECORD.write_text(text + "\n", encoding="utf-8")
        return
    if counts.get(name) != len(statements):
        listed = "\n".join(f"{number}. {statement[:300]}" for number, statement in enumerate(statements, 1))
        pytest.fail(f"'{name}' costs {len(statements)} queries, recorded are {counts.get(name, 'none')}:\n{listed}")
