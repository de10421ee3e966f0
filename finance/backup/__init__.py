"""A consistent copy of everything, and putting it back.

On SQLite the copy is itself a database file, made by SQLite's own backup while others work. On PostgreSQL it is a ZIP
of one CSV a table, read in one snapshot: it needs no programs of the server and says what is in it. Both are checked
before they are put back, and a database that is not empty is copied first. With a key a copy is
encrypted (`encrypting`).
"""

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils.translation import gettext as _

from finance import chain
from finance.backup import encrypting, postgresql, sqlite
from finance.backup.copying import BackupError
from finance.backup.encrypting import CopyKey, key_of, make_key
from finance.backup.proving import prove
from finance.file_reasons import why
from finance.models import Facility
from finance.service_accounts import SERVICE_ACCOUNTS

NAME = re.compile(r"smeta-[0-9]{8}-[0-9]{6}\.(sqlite3|zip)(\.age)?")

__all__ = ["BackupError", "CopyKey", "backup", "holds_books", "keep_newest", "key_of", "make_key", "name_of_now",
           "prove", "put_back", "require_whole", "restore"]  # fmt: skip


def backup(path: Path, key: CopyKey | None = None) -> int:
    """Write a copy to `path`, encrypted where there is a `key`, and return its size in bytes.

    Raises BackupError where `path` is taken or unwritable.
    """
    if os.path.lexists(path):
        raise BackupError(_("%(path)s exists already. Name another file.") % {"path": path})
    if not path.parent.is_dir():
        raise BackupError(_("There is no folder %(path)s.") % {"path": path.parent})
    if Facility._meta.db_table not in connection.introspection.table_names():
        raise BackupError(_("The database is not prepared yet: there is nothing to copy. Run “migrate” first."))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        # it holds everybody's password digests
        unfinished.touch(mode=0o600)
        # what is copied continues it; books of an earlier version, copied without a key, may have none
        seal = chain.last_seal() if key is not None else None
        _write(unfinished, key)
        unfinished.replace(path)
        if key is not None and seal is not None:
            encrypting.describe(path, seal, key)
    except BackupError:
        unfinished.unlink(missing_ok=True)
        raise
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise BackupError(
            _("%(path)s cannot be written: %(reason)s.") % {"path": path, "reason": why(error)}
        ) from error
    return path.stat().st_size


def _write(path: Path, key: CopyKey | None) -> None:
    """What is encrypted never lies readable on the disk of the copies."""
    if key is None:
        _of_this_database().write(path)
        return
    with tempfile.TemporaryDirectory(prefix="smeta-copy-") as folder:
        plain = Path(folder) / "plain"
        _of_this_database().write(plain)
        encrypting.encrypt(plain, path, key)


def restore(
    path: Path, *, replace: bool, now: datetime, migrate: Callable[[], object], key: CopyKey | None = None
) -> Path | None:
    """Put the copy `path` back in place of everything, and return the copy made of what was there before.

    Raises BackupError for a file that is no whole copy or that `key` does not open, or for a database that is not
    empty without `replace`. `migrate` brings tables of an older copy to this version of the program.
    """
    before = None
    with _whole(path, key) as plain:
        if holds_books():
            if not replace:
                raise BackupError(_("This database is not empty. Add --replace to put the copy in its place."))
            before = path.with_name(f"before-restore-{now:%Y%m%d-%H%M%S-%f}{_ending(key)}")
            backup(before, key)
        _of_this_database().read(plain, migrate)
    return before


def require_whole(path: Path, key: CopyKey | None = None) -> None:
    """Raises BackupError for a file that is no whole copy or that `key` does not open."""
    with _whole(path, key):
        pass


@contextmanager
def _whole(path: Path, key: CopyKey | None) -> Iterator[Path]:
    """The copy as it lies readable."""
    try:
        if not path.is_file():
            raise BackupError(_("There is no file %(path)s.") % {"path": path})
        with encrypting.opened(path, key) as plain:
            _of_this_database().require_whole(plain)
            yield plain
    except OSError as error:
        raise BackupError(
            _("The file %(path)s cannot be read: %(reason)s.") % {"path": path, "reason": why(error)}
        ) from error


def put_back(copy: Path) -> None:
    """Put a copy of an earlier version back as it was, for that version to go on with."""
    _of_this_database().read(copy, lambda: None)


def name_of_now(now: datetime, key: CopyKey | None = None) -> str:
    """The name of a copy made now, `smeta-20260131-233000.sqlite3`: names in order are moments in order."""
    return f"smeta-{now:%Y%m%d-%H%M%S}{_ending(key)}"


def _ending(key: CopyKey | None) -> str:
    return f".{_of_this_database().SUFFIX}{encrypting.SUFFIX if key else ''}"


def keep_newest(made: Path, count: int) -> list[Path]:
    """Remove copies by date beside `made`, the newest, beyond the newest `count`, and name what was removed.

    Raises BackupError, and removes nothing, where one is dated after `made`: the clock was set back, or was ahead then.
    """
    copies = sorted(path for path in made.parent.iterdir() if NAME.fullmatch(path.name))
    if copies[-1] != made:
        message = _("%(made)s is written, but %(other)s is dated after it: is the clock right? No copy was removed.")
        raise BackupError(message % {"made": made, "other": copies[-1].name})
    for path in copies[:-count]:
        path.unlink()
        encrypting.description_of(path).unlink(missing_ok=True)
    return copies[:-count]


def holds_books() -> bool:
    """Whether the database has a facility or a person: something that could be lost."""
    tables = connection.introspection.table_names()
    people = get_user_model().objects.exclude(username__in=SERVICE_ACCOUNTS)
    return (Facility._meta.db_table in tables and Facility.objects.exists()) or (
        people.model._meta.db_table in tables and people.exists()
    )


def _of_this_database() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite
