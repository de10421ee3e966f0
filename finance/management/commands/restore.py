"""restore PATH [--replace] [--seal TEXT] [--try] [--key FILE]: a copy tried aside, then in place."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import books
from finance.backup import BackupError, holds_books, key_of, prove, require_whole, restore
from finance.chain import seals
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Puts a copy made by 'backup' in place of the database."
    refusals = (BackupError, seals.SealError)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where the database is not empty")
        parser.add_argument("--seal", default="", metavar="TEXT", help="only books that continue those of this seal")
        parser.add_argument("--key", type=Path, metavar="FILE", help="opens it; else as SMETA_COPY_KEY says")
        parser.add_argument("--try", dest="only_try", action="store_true", help="only aside: change nothing here")
        parser.add_argument("--unproven", action="store_true", help="do not put it back aside first")

    def answer(self, options: dict[str, Any]) -> None:
        seal, key = seals.read(options["seal"]) if options["seal"] else None, key_of(options["key"])
        if options["only_try"]:
            prove(options["path"], options["seal"], key)
            said = _("%(path)s was put back aside, and its books check.") % {"path": options["path"]}
            self.say(options, said, {"restored": None, "before": None, "books_hold": True, "broken": []})
            return
        if options["replace"] and holds_books() and not options["unproven"]:
            require_whole(options["path"], key)
            # what does not match never takes the place of books that do
            prove(options["path"], options["seal"], key)
        before = restore(
            options["path"],
            replace=options["replace"],
            now=timezone.localtime(),
            migrate=lambda: call_command("migrate", verbosity=0, interactive=False),
            key=key,
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
