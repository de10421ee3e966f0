from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand, person
from finance.service_accounts import service_accounts
from imports.pipeline import undoing
from imports.pipeline.asking import batch_of
from imports.pipeline.errors import UsageError
from imports.pipeline.telling import kept_in_words


class Command(AnsweringCommand):
    help = "Undo one import by reversing entries."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--reason", required=True, metavar="TEXT")
        parser.add_argument("--as", dest="user", default="", metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        user = person(options["user"], by_default=service_accounts().author)
        try:
            batch = batch_of(options["batch"])
            found = undoing.undo(batch, user=user, reason=options["reason"], check_rights=bool(options["user"]))
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        lines = [_("Undone: %(reversed)s entries reversed.") % {"reversed": found["reversed"]}]
        lines += map(kept_in_words, found["kept"])
        self.say(options, "\n".join(lines), found)
