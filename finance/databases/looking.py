"""Looking beside those who write: what is read together is of one moment, and who looks waits for no writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction

PATIENCE = 200  # milliseconds: a short posting ends within them


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read within is what the books held at one moment, whoever posts meanwhile; nobody is kept from writing.

    Within a transaction it is that transaction's. What must be written within may fail with OperationalError.
    """
    if connection.in_atomic_block:
        yield
        return
    is_postgresql = connection.vendor == "postgresql"
    # of SQLite alone
    own: Any = connections[connection.alias]
    writing = getattr(own, "transaction_mode", None)
    if not is_postgresql:
        own.transaction_mode = "DEFERRED"
    own.is_looking = True
    try:
        with transaction.atomic():
            if is_postgresql:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    finally:
        own.is_looking = False
        if not is_postgresql:
            own.transaction_mode = writing


@contextmanager
def without_waiting() -> Iterator[None]:
    """What others hold is refused within, with OperationalError, instead of waited for longer than a moment."""
    if connection.vendor == "postgresql":
        is_within = connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            [patience] = cursor.execute("SHOW lock_timeout").fetchone() if is_within else [""]
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [str(PATIENCE)])
            yield
            if is_within:
                # a transaction around this one goes on as it was; another one ends here, and its patience with it
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [patience])
        return
    connection.ensure_connection()
    own = connection.connection
    [patience] = own.execute("PRAGMA busy_timeout").fetchone()
    own.execute(f"PRAGMA busy_timeout = {min(patience, PATIENCE)}")
    try:
        yield
    finally:
        own.execute(f"PRAGMA busy_timeout = {patience}")
