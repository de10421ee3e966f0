"""restore PATH [--replace]: puts a copy back, proves the books, keeps a copy of what was there."""

import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import books
from finance.backup import BackupError, restore
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Puts a copy made by 'backup' in place of the database."
    refusals = (BackupError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where the database is not empty")

    def answer(self, options: dict[str, Any]) -> None:
        before = restore(
            options["path"],
            replace=options["replace"],
            now=timezone.localtime(),
            migrate=lambda: call_command("migrate", verbosity=0, interactive=False),
        )
        found = books.check()
        lines = [_("Restored from %(path)s.") % {"path": options["path"]}]
        if before:
            lines.append(_("What was there before is in %(path)s.") % {"path": before})
        lines += [_("The books check.")] if found.hold else found.broken
        data = {
            "restored": str(options["path"]),
            "before": None if before is None else str(before),
            "books_hold": found.hold,
            "broken": found.broken,
        }
        self.say(options, "\n".join(lines), data)
        if not found.hold:
            sys.exit(1)
