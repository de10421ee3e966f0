"""Writing the chain: what a transaction touched is linked as it ends, in that same transaction."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from finance.chain.clock import BACK_AT_MOST, ClockError, after, moment_of, told
from finance.chain.tables import has_table, subjects_told, tables, value
from finance.models import ChainLink

LOCK = 5_236_001  # of PostgreSQL: whoever appends waits for whoever appends
BEGUN = "begun"
NOTHING = hashlib.sha256().hexdigest()
LINKS_AT_ONCE = 500


class Link(NamedTuple):
    """What a subject amounts to, before it has its place in the chain."""

    source: str
    subject: int
    rows: int
    digest: str
    marks: bytes = b""
    why: str = ""


class End(NamedTuple):
    """The last link; of an empty chain its number is 0. `at` is its moment as `clock.told` says it."""

    number: int = 0
    head: str = ""
    at: str = ""


def head_after(head: str, number: int, link: Link, at: str) -> str:
    """The head once `link` follows `head`; `at` is told by `clock.told`."""
    said = (head, number, link.source, link.subject, link.rows, link.digest, link.why, at)
    return hashlib.sha256("\n".join(map(str, said)).encode() + b"\n" + link.marks).hexdigest()


def link_touched(connection: BaseDatabaseWrapper) -> None:
    """Link what triggers noted. A transaction that touched nothing pays one query."""
    if not getattr(connection, "has_chain", False):
        if not has_table(connection, "finance_chaintouch"):
            return
        connection.has_chain = True  # type: ignore[attr-defined] # asked once a connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM finance_chaintouch LIMIT 1")
        if cursor.fetchone() is None:
            return
    append(connection, links_of(connection, _touched(connection)))


@transaction.atomic
def link_now() -> None:
    """Link what was touched so far without waiting for the end of the transaction."""
    link_touched(connections["default"])


@transaction.atomic
def begin(connection: BaseDatabaseWrapper) -> None:
    """The chain of books that have none: a first link that says so, then one for every subject that is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM finance_chainlink LIMIT 1")
        if cursor.fetchone() is not None:
            return
        cursor.execute("DELETE FROM finance_chaintouch")
    first = Link("", 0, 0, NOTHING, why=BEGUN)
    append(connection, (first, *links_of(connection, dict.fromkeys(tables()), BEGUN)))


def links_of(
    connection: BaseDatabaseWrapper, subjects: Mapping[str, Sequence[int] | None], why: str = ""
) -> Iterator[Link]:
    """A link for every subject by table, or for all that have rows; one without rows says that it is gone."""
    for name, some in subjects.items():
        table, gone = tables()[name], set(some or ())
        for subject, found in subjects_told(connection, table, some):
            gone.discard(subject)
            marks = b"" if table.is_of_rows else bytes(found.marks)
            yield Link(name, subject, found.rows, found.digest.hexdigest(), marks, why)
        yield from (Link(name, subject, 0, NOTHING, why=why) for subject in sorted(gone))


def append(connection: BaseDatabaseWrapper, links: Iterable[Link], *, is_accepted: bool = False) -> None:
    """Put `links` behind the last one. Computed first: others wait only while they are written.

    Raises ClockError where the clock is behind the last one, unless that `is_accepted` or they say nothing new: signing
    in touches a person without changing what is told of them.
    """
    ready = list(links)
    if not ready:
        return
    hold(connection)
    number, head, last_at = end_of(connection)
    try:
        at = after("" if is_accepted else last_at, timezone.now())
    except ClockError:
        if any(_is_new(connection, link) for link in ready):
            raise
        return
    said, moment = told(at), connection.ops.adapt_datetimefield_value(at)

    def placed() -> Iterator[tuple]:
        nonlocal number, head
        for link in ready:
            number += 1
            head = head_after(head, number, link, said)
            yield (number, *link, moment, head)

    rows = placed()
    with connection.cursor() as cursor:
        while some := list(islice(rows, LINKS_AT_ONCE)):
            cursor.executemany(
                "INSERT INTO finance_chainlink (id, source, subject, rows, digest, marks, why, at, head) "
                "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                some,
            )


def _is_new(connection: BaseDatabaseWrapper, link: Link) -> bool:
    """Whether it says something else than the last one of its subject."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rows, digest FROM finance_chainlink WHERE source = %s AND subject = %s ORDER BY id DESC LIMIT 1",
            [link.source, link.subject],
        )
        return cursor.fetchone() != (link.rows, link.digest)


def hold(connection: BaseDatabaseWrapper) -> None:
    """Let nobody else append until the end of the transaction.

    On PostgreSQL references are checked before: as the transaction ends it must wait for nobody who waits for it.
    SQLite has one writer.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def last(connection: BaseDatabaseWrapper) -> tuple[int, str]:
    """Number and head of the last link; 0 and nothing of an empty chain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, head FROM finance_chainlink ORDER BY id DESC LIMIT 1")
        return cursor.fetchone() or (0, "")


def require_forward(connection: BaseDatabaseWrapper, *, back_at_most: timedelta = BACK_AT_MOST) -> None:
    """Raises ClockError where what is done now would be dated before the last link, by more than `back_at_most`."""
    after(end_of(connection).at, timezone.now(), back_at_most=back_at_most)


def moment() -> datetime:
    """Now, or that of the last link where the clock was set back behind it: what had ended by then stays ended."""
    last_at, now = end_of(connections["default"]).at, timezone.now()
    return max(now, moment_of(last_at)) if last_at else now


def end_of(connection: BaseDatabaseWrapper) -> End:
    """The last link with its moment."""
    at = value(ChainLink._meta.get_field("at"), connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, head, {at} FROM finance_chainlink ORDER BY id DESC LIMIT 1")  # noqa: S608 - a constant
        return End(*(cursor.fetchone() or ()))


def _touched(connection: BaseDatabaseWrapper) -> dict[str, list[int]]:
    """Touched subjects by table, no longer noted. Those that another transaction is just linking are left to it."""
    chosen = "SELECT id FROM finance_chaintouch"
    if connection.vendor == "postgresql":
        chosen += " FOR UPDATE SKIP LOCKED"
    found: defaultdict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM finance_chaintouch WHERE id IN ({chosen}) RETURNING source, subject")  # noqa: S608 - constants only
        for source, subject in cursor.fetchall():
            found[source].add(subject)
    return {name: sorted(found[name]) for name in tables() if name in found}
