"""approve BATCH --as PERSON: posts what another person entered and that waits, or undoes it where another asks."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from finance.management.answering import AnsweringCommand, named_person
from imports.models import Batch
from imports.pipeline import two_people, undoing_by_two
from imports.pipeline.asking import batch_of
from imports.pipeline.errors import ChangedError, UsageError
from imports.pipeline.order import COMMAND_LINE
from imports.pipeline.telling import in_words, undo_in_words


class Command(AnsweringCommand):
    help = "Approve an import, or the undoing of one, that waits for a second person."
    refusals = (ChangedError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--as", dest="user", required=True, metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        person = named_person(options["user"])
        try:
            batch = batch_of(options["batch"])
            is_undo = batch.undo_asked_by is not None and batch.status == Batch.Status.POSTED
            found = (
                undoing_by_two.approve(batch, person)
                if is_undo
                else two_people.approve(batch, person, through=COMMAND_LINE)
            )
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        self.say(options, undo_in_words(found) if is_undo else in_words(found), found)
