"""Whoever only looks waits for nobody who writes: every page answers while another holds the books."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import OperationalError, connection, connections

from finance import sessions
from finance.databases import looking
from tests.config.test_the_matrix_of_rights import ASKED, OWN_LISTS, POST_ONLY, SEEN
from tests.ground import import_ground
from tests.ground.rights_ground import ROLES, RightsGround

pytestmark = pytest.mark.django_db(transaction=True)
# Milliseconds that a look may wait here: most of them wait in vain.
PATIENCE = 40
LOOKED_FOR = {"search": {"q": "договор"}, "entries": ASKED["entries"] | {"words": "договор"}}


@contextmanager
def another_writes() -> Iterator[Any]:
    """Another connection holds SQLite's one writer, or every table of PostgreSQL against whoever writes."""
    other = connections.create_connection("default")
    tables = [
        f'"{model._meta.db_table}"' for model in apps.get_models(include_auto_created=True) if model._meta.managed
    ]
    is_sqlite = connection.vendor == "sqlite"
    hold = "BEGIN IMMEDIATE" if is_sqlite else f"BEGIN; LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"
    patience = "PRAGMA busy_timeout = {}" if is_sqlite else "SET lock_timeout = {}"
    try:
        with other.cursor() as cursor, connection.cursor() as own:
            # twice of what a look may wait, so that the two are told apart
            own.execute(patience.format(2 * PATIENCE))
            cursor.execute(hold)
            yield cursor
            cursor.execute("ROLLBACK")
            own.execute(patience.format(10_000))
    finally:
        other.close()


class Waiting:
    """Statements that waited for the writer as those do who write."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        except OperationalError:
            if connection.vendor == "postgresql":
                raise
            [patience] = connection.connection.execute("PRAGMA busy_timeout").fetchone()
            if patience > PATIENCE and not str(sql).startswith("SAVEPOINT"):
                self.found.append(str(sql))
            raise


def test_every_page_answers_while_another_writes(monkeypatch) -> None:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", import_ground.TODAY, raising=False)
    monkeypatch.setattr(sessions, "SEEN_EVERY", -1)
    monkeypatch.setattr(looking, "PATIENCE", PATIENCE)
    ground = RightsGround()
    client = ground.client("own", *ROLES)
    client.raise_request_exception = False
    found: dict[str, Any] = {}
    with another_writes():
        for name in sorted({*SEEN, *OWN_LISTS} - POST_ONLY):
            waiting = Waiting()
            with connection.execute_wrapper(waiting):
                answer = client.get(f"{ground.path(name)}?{urlencode(ASKED.get(name, {}) | LOOKED_FOR.get(name, {}))}")
                answer.getvalue()
            if answer.status_code >= 500 or waiting.found:
                found[name] = (answer.status_code, waiting.found)
    assert found == {}
