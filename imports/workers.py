"""The worker of background imports: only one at a time, and whether there is one.

It holds a lock that falls when its process ends, however it ends: an advisory one of PostgreSQL, beside SQLite's file
that of a second, empty database. No process is looked for and no time is waited for.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections

LOCK = (0x536D, 0x6574)
FOREVER = 10**6


@contextmanager
def only_one() -> Iterator[None]:
    """Be the worker within the block; waits until an earlier one has ended."""
    if connection.vendor == "postgresql":
        # Its own connection, since that of the thread is closed between tasks.
        own = connections.create_connection(DEFAULT_DB_ALIAS)
        with closing(own), own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", LOCK)
            try:
                yield
            finally:
                # a closed connection lets go a moment later than it is closed
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", LOCK)
    else:
        with closing(sqlite3.connect(beside("worker"), timeout=FOREVER, isolation_level=None)) as second:
            second.execute("BEGIN EXCLUSIVE")
            yield


def is_there_one() -> bool:
    """Whether some process is the worker now."""
    if connection.vendor == "postgresql":
        held = "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database WHERE d.datname = current_database()"
        with connection.cursor() as cursor:
            cursor.execute(f"{held} AND locktype = 'advisory' AND granted AND classid = %s AND objid = %s", LOCK)
            return cursor.fetchone() is not None
    with closing(sqlite3.connect(beside("worker"), timeout=0, isolation_level=None)) as second:
        try:
            second.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
        return False


def beside(ending: str) -> Path:
    """A file beside that of SQLite's database, for what must be told while an import holds its one right to write."""
    name = str(connection.settings_dict["NAME"])
    base = Path(name)
    if connection.vendor != "sqlite" or ":memory:" in name or "mode=memory" in name:
        # of a database in memory no other process knows
        base = Path(tempfile.gettempdir(), f"smeta-{os.getpid()}")
    return base.with_name(f"{base.name}-{ending}")
