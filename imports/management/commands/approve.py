"""approve BATCH --as PERSON: posts a paper that another person entered and that waits."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from finance.management.answering import AnsweringCommand, named_person
from imports.pipeline import two_people
from imports.pipeline.asking import batch_of
from imports.pipeline.errors import ChangedError, UsageError
from imports.pipeline.order import COMMAND_LINE
from imports.pipeline.telling import in_words


class Command(AnsweringCommand):
    help = "Approve and post an import that waits for a second person."
    refusals = (ChangedError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("--as", dest="user", required=True, metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        person = named_person(options["user"])
        try:
            found = two_people.approve(batch_of(options["batch"]), person, through=COMMAND_LINE)
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        self.say(options, in_words(found), found)
