"""Reports read from a copy of the database that PostgreSQL keeps by itself, where `SMETA_REPLICA_URL` names one.

The chain of the books tells how far the copy is: with the same newest link it holds the same books. One that is behind
is read only by those who have not seen anything newer, and only while it is behind by few seconds; the report says so.
Everything else, and every writing, stays with the database itself.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import ngettext

from finance.asking_once import asking_apart
from finance.models import ChainLink

REPLICA = "replica"
# How long a copy that did not answer is left alone.
LEFT_ALONE_SECONDS = 30
SECONDS_BEHIND = "SELECT CEIL(EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp()))"

_seen: ContextVar[int] = ContextVar("seen", default=0)
# Whether figures of this page came from the copy; else they are those of the newest link.
_is_read: ContextVar[bool] = ContextVar("is_read", default=False)
_left_alone_until = 0.0


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the database that is read is behind the books: links of the chain, and seconds, rounded up."""

    links: int = 0
    seconds: int = 0

    def told(self) -> str:
        """A sentence in the active language; empty where nothing is behind."""
        if not self.links:
            return ""
        return ngettext(
            "Read from a copy of the books that is %(seconds)s second behind them.",
            "Read from a copy of the books that is %(seconds)s seconds behind them.", self.seconds,
        ) % {"seconds": self.seconds}  # fmt: skip


NO_LAG = Lag()


def is_kept() -> bool:
    """A copy for reports is named in the settings."""
    return REPLICA in settings.DATABASES


@contextmanager
def reading_reports(*, most_seconds: int | None = None) -> Iterator[Lag]:
    """What is read within comes from the copy where it is near enough, else from the database itself.

    `most_seconds`: how far behind it may be; as the settings say when left out, and 0 for nothing at all.
    Within a transaction nothing changes: what it has written would be missing.
    """
    lag = _lag(settings.REPLICA_SECONDS if most_seconds is None else most_seconds)
    if lag is None:
        yield NO_LAG
        return
    own = connections["default"]
    connections["default"] = connections[REPLICA]
    try:
        with asking_apart():
            yield lag
    finally:
        connections["default"] = own


def _lag(most_seconds: int) -> Lag | None:
    """None where the copy is not to be read: there is none, it does not answer, or it is too far behind."""
    global _left_alone_until  # noqa: PLW0603 - one memory a process
    if not is_kept() or connection.in_atomic_block or time.monotonic() < _left_alone_until:
        return None
    newest = newest_link()
    try:
        there = newest_link(REPLICA)
        lag = NO_LAG if there == newest else Lag(max(newest - there, 1), _seconds_behind())
    except DatabaseError as error:
        logging.getLogger(__name__).warning("The copy for reports does not answer: %s", error)
        connections[REPLICA].close()
        _left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
        return None
    if there < _seen.get() or lag.seconds > most_seconds or (lag.links and not most_seconds):
        return None
    see(there)
    _is_read.set(True)
    return lag


def newest_link(using: str = "default") -> int:
    """Number of the newest link of the chain, 0 of an empty one."""
    return ChainLink.objects.using(using).order_by("-pk").values_list("pk", flat=True).first() or 0


def _seconds_behind() -> int:
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(SECONDS_BEHIND)
        (seconds,) = cursor.fetchone()
    return int(seconds or 0)


def seen(*, has_written: bool = False) -> int:
    """The newest link that this person's pages have shown, the one that ends now among them."""
    if has_written or not _is_read.get():
        see(newest_link())
    return _seen.get()


def see(link: int) -> None:
    """From now on nothing older than `link` is shown to this person."""
    _seen.set(max(link, _seen.get()))


def forget_person() -> None:
    """As for somebody who has seen nothing yet."""
    _seen.set(0)
    _is_read.set(False)


def forget() -> None:
    """As in a process that has just begun."""
    global _left_alone_until  # noqa: PLW0603 - one memory a process
    _left_alone_until = 0.0
    forget_person()
