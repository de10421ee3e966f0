"""check_books: adds everything up again and says what does not agree."""

import sys
from typing import Any

from django.utils.translation import gettext as _

from finance import books
from finance.management.answering import AnsweringCommand
from finance.money import as_text


class Command(AnsweringCommand):
    help = "Proves the books: balances, plan, reversals, stated cash, triggers. Exit status 1 on any difference."

    def answer(self, options: dict[str, Any]) -> None:
        found = books.check()
        data = {
            "checks": [
                {
                    "name": check.name,
                    "holds": check.holds,
                    "difference": check.difference if isinstance(check.difference, int) else as_text(check.difference),
                }
                for check in found.checks
            ],
            "broken": found.broken,
            "doubts": list(found.doubts),
        }
        lines = [f"{'✓' if check.holds else '✗'} {check.name}" for check in found.checks]
        lines += [f"  {sentence}" for sentence in found.broken]
        lines += [_("Doubt: %(text)s") % {"text": doubt} for doubt in found.doubts]
        self.say(options, "\n".join(lines), data)
        if not found.hold:
            sys.exit(1)
