"""check_books: adds everything up again, walks the chain, and says what does not agree."""

import sys
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from finance import books, chain, checked_books, proving
from finance.chain import seals
from finance.management.answering import AnsweringCommand
from finance.money import as_text


class Command(AnsweringCommand):
    help = "Proves the books: balances, plan, stated cash, triggers, the chain. Exit status 1 on any difference."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recent", action="store_true", help="only what came since the books held last")
        parser.add_argument("--seal", metavar="TEXT", help="do the books continue those that this was printed of?")

    def answer(self, options: dict[str, Any]) -> None:
        seal = seals.read(options["seal"]) if options["seal"] else None
        through = chain.last(connection)
        found = checked_books.recent() if options["recent"] else books.check()
        if found.hold:
            proving.held_through(*through)
        if seal is not None:
            found = replace(found, checks=(*found.checks, books.sealed(seal)))
        data = {
            "checks": [_as_json(check) for check in found.checks],
            "broken": found.broken,
            "doubts": list(found.doubts),
        }
        lines = [f"{'✓' if check.holds else '✗'} {check.name}" for check in found.checks]
        lines += [f"  {sentence}" for sentence in found.broken]
        lines += [_("Doubt: %(text)s") % {"text": doubt} for doubt in found.doubts]
        self.say(options, "\n".join(lines), data)
        if not found.hold:
            sys.exit(1)


def _as_json(check: books.BookCheck) -> dict[str, Any]:
    difference = as_text(check.difference) if isinstance(check.difference, Decimal) else check.difference
    about = {"name": check.name, "holds": check.holds, "difference": difference}
    return about | ({"broken": check.where} if check.where else {})
