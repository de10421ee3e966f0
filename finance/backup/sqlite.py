"""Copies of an SQLite database: SQLite's online backup, page by page, whole even while others write."""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from finance import triggers
from finance.backup.contents import require_same, require_tables, told
from finance.backup.copying import BackupError, require_known

SUFFIX = "sqlite3"
CONTENTS = "smeta_copy"  # a table of the copy alone


def write(path: Path) -> None:
    """Copy the database while others write; raises BackupError where it cannot be read whole."""
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    try:
        connection.connection.backup(copy)
        # The copy is one file: it leaves no journal beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute(f"DROP TABLE IF EXISTS {CONTENTS}")  # where an earlier version put a copy back
        copy.execute(f"CREATE TABLE {CONTENTS} (told TEXT)")
        told_ = json.dumps(told(lambda question: copy.execute(question).fetchone(), _tables(copy)))
        copy.execute(f"INSERT INTO {CONTENTS} VALUES (?)", [told_])  # noqa: S608 - a constant
        copy.commit()
    except sqlite3.Error as error:
        raise BackupError(_("The copy failed: %(reason)s.") % {"reason": error}) from error
    finally:
        copy.close()


def _tables(copy: sqlite3.Connection) -> set[str]:
    return {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def require_whole(path: Path) -> None:
    """Raises BackupError unless `path` is an undamaged database of this program."""
    copy = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        damage = copy.execute("PRAGMA integrity_check").fetchone()[0]
        applied = copy.execute("SELECT app, name FROM django_migrations").fetchall()
        copy.execute("SELECT 1 FROM finance_entry LIMIT 1")
        tables = _tables(copy)
        if damage == "ok":
            require_known(applied)
            require_tables(tables, applied)
            if CONTENTS in tables:
                stated = copy.execute(f"SELECT told FROM {CONTENTS}").fetchone()  # noqa: S608 - a constant
                require_same(json.loads(stated[0]), lambda question: copy.execute(question).fetchone(), tables)
    except sqlite3.Error as error:
        raise BackupError(_("%(path)s is no copy made by this program.") % {"path": path}) from error
    finally:
        copy.close()
    if damage != "ok":
        raise BackupError(_("%(path)s is damaged: %(damage)s.") % {"path": path, "damage": damage})


def read(path: Path, migrate: Callable[[], object]) -> None:
    """Put the copy, brought to this version with `migrate`, in place of the database: all of it or nothing.

    It is made ready aside, so that whoever ends this at any moment finds either the books of before or the whole
    copy, guarded by the program's own triggers; foreign triggers of the copy go.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="smeta-restore-") as folder:
            aside = Path(folder) / "restored.sqlite3"
            _copy(path, aside)
            with _in_place_of_the_database(aside):
                migrate()
            connection.ensure_connection()
            with closing(sqlite3.connect(aside)) as ready:
                ready.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(_("The copy could not be put back: %(reason)s.") % {"reason": error}) from error
    connection.close()


def _copy(path: Path, aside: Path) -> None:
    """The copy in a file of its own, without what is not the books'."""
    known = {one.name for one in triggers.every()}
    with (
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy,
        closing(sqlite3.connect(aside)) as own,
    ):
        copy.backup(own)
        for (name,) in own.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            if name not in known:
                own.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        own.execute(f"DROP TABLE IF EXISTS {CONTENTS}")
        own.commit()


@contextmanager
def _in_place_of_the_database(aside: Path) -> Iterator[None]:
    """This thread works in the file `aside`; the database stays as it is."""
    own = connection.settings_dict
    connection.close()
    connection.settings_dict = {**own, "NAME": str(aside)}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = own
