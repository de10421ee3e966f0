"""generate: fills an empty database with invented books of any size."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand
from region.generating import TooSmallError, WantedBooks, fill


class Command(AnsweringCommand):
    help = "Fills an empty database with invented books, shaped like the sample's; the same seed, the same entries."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--facilities", type=int, default=1, metavar="N")
        parser.add_argument("--years", type=int, default=1, metavar="Y", help="the last of them is 2025")
        parser.add_argument("--entries", type=int, default=10_000, metavar="E", help="of all of them together")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def answer(self, options: dict[str, Any]) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        asked = WantedBooks(options["facilities"], options["years"], options["entries"], options["seed"])
        began = time.monotonic()
        try:
            done = fill(
                asked, self.progress(lambda rows: f"{rows} / {asked.entries} · {100 * rows // asked.entries} %")
            )
        except TooSmallError as error:
            raise CommandError(str(error), returncode=2) from error
        seconds = time.monotonic() - began
        years = list(asked.calendar)
        words = _("%(facilities)s facilities, %(first)s – %(last)s: %(entries)s entries of %(documents)s papers.") % {
            "facilities": asked.facilities, "first": years[0], "last": years[-1], "entries": done.entries,
            "documents": done.documents,
        }  # fmt: skip
        data = {
            "facilities": asked.facilities, "years": years, "budgets": done.budgets, "documents": done.documents,
            "entries": done.entries, "seed": asked.seed, "fingerprint": done.fingerprint, "seconds": round(seconds, 1),
        }  # fmt: skip
        self.say(options, words, data)
