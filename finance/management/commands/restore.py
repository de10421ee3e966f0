"""restore PATH [--replace] [--seal TEXT]: tries a copy aside, puts it back, keeps a copy of what was there."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import books
from finance.backup import BackupError, holds_books, prove, restore
from finance.chain import seals
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Puts a copy made by 'backup' in place of the database."
    refusals = (BackupError, seals.SealError)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where the database is not empty")
        parser.add_argument("--seal", default="", metavar="TEXT", help="only books that continue those of this seal")
        parser.add_argument("--unproven", action="store_true", help="do not put it back aside first")

    def answer(self, options: dict[str, Any]) -> None:
        seal = seals.read(options["seal"]) if options["seal"] else None
        if options["replace"] and holds_books() and not options["unproven"]:
            # what does not match never takes the place of books that do
            prove(options["path"], options["seal"])
        before = restore(
            options["path"],
            replace=options["replace"],
            now=timezone.localtime(),
            migrate=lambda: call_command("migrate", verbosity=0, interactive=False),
        )
        found = books.check()
        if seal is not None:
            found = replace(found, checks=(*found.checks, books.sealed(seal)))
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
