from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from finance.management.answering import AnsweringCommand, named_person, person
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import previewing, undoing, undoing_by_two
from imports.pipeline.asking import batch_of
from imports.pipeline.errors import UsageError
from imports.pipeline.telling import undo_in_words


class Command(AnsweringCommand):
    help = "Undo one import by reversing entries."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--reason", required=True, metavar="TEXT")
        parser.add_argument("--as", dest="user", default="", metavar="USER")
        parser.add_argument("--approved-by", default="", metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        try:
            found = self._undo(batch_of(options["batch"]), options)
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        self.say(options, undo_in_words(found), found)

    def _undo(self, batch: Batch, options: dict[str, Any]) -> dict[str, Any]:
        """A person undoes what one person may; a paper of two waits for another, unless that one is named."""
        reason, accounts = options["reason"], service_accounts()
        user = person(options["user"], by_default=accounts.author)
        if not options["user"] and not options["approved_by"]:
            return undoing.undo(batch, user=user, reason=reason, check_rights=False)
        if not previewing.paper_of_two(batch.kind):
            return undoing.undo(batch, user=user, reason=reason, check_rights=bool(options["user"]))
        with transaction.atomic():
            asked = undoing_by_two.ask(batch, user=user, reason=reason)
            if not options["approved_by"]:
                return asked
            batch.refresh_from_db()
            return undoing_by_two.approve(batch, named_person(options["approved_by"]))
