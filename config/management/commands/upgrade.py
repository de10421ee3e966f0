"""upgrade: brings the database to this version of the program, after a copy and a rehearsal on it."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import books
from finance.backup import BackupError, backup, holds_books, name_of_now, prove, put_back
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Brings the database to this version: copies it, rehearses on the copy, migrates, adds the books up."
    refusals = (BackupError,)

    def answer(self, options: dict[str, Any]) -> None:
        executor = MigrationExecutor(connection)
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if not steps:
            self.say(options, _("The database is that of this version already."), {"steps": 0, "copy": None})
            return
        if not holds_books():
            _migrate()
            self.say(options, _("The database is ready."), {"steps": steps, "copy": None})
            return
        copy = _copied()
        prove(copy)
        _migrate_or_go_back(copy)
        text = _("The database is that of this version; the books check. What was there before is in %(path)s.")
        self.say(options, text % {"path": copy}, {"steps": steps, "copy": str(copy)})


def _copied() -> Path:
    folder = Path(settings.HOME) / "copies"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"before-upgrade-{name_of_now(timezone.localtime())}"
    backup(path)
    return path


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def _migrate_or_go_back(copy: Path) -> None:
    """Raises BackupError, with the database as it was, where a step fails or the books do not check after it."""
    reason = ""
    try:
        _migrate()
        reason = "; ".join(books.check().broken)
    except Exception as error:
        put_back(copy)
        reason = str(error) or type(error).__name__
        raise BackupError(_refusal(reason, copy)) from error
    if reason:
        put_back(copy)
        raise BackupError(_refusal(reason, copy))


def _refusal(reason: str, copy: Path) -> str:
    text = _("The upgrade was taken back: %(reason)s. Run the earlier version; a copy is in %(path)s.")
    return text % {"reason": reason, "path": copy}
