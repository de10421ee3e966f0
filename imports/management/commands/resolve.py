import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand, person
from finance.rights import Approval
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import answering
from imports.pipeline.errors import UsageError
from imports.pipeline.telling import in_words


class Command(AnsweringCommand):
    help = "Answer what an import waits for and post what is now complete."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", type=int)
        parser.add_argument("answers", type=Path)
        parser.add_argument("--as", dest="user", default="", metavar="USER")
        parser.add_argument("--approved-by", default="", metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        batch = Batch.objects.filter(pk=options["batch"]).first()
        if batch is None:
            raise CommandError(_("There is no import %(number)s.") % {"number": options["batch"]}, returncode=1)
        try:
            answers = json.loads(options["answers"].read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            message = _("%(path)s is no JSON file that can be read.") % {"path": options["answers"]}
            raise CommandError(message, returncode=2) from error
        service = service_accounts()
        user = person(options["user"], by_default=service.author)
        approver = person(options["approved_by"], by_default=service.approver)
        if not Approval(user, approver).is_by_two:
            raise CommandError(_("One person may not enter and approve the same document."), returncode=1)
        try:
            outcome = answering.answer(
                batch, answers, user=user, approved_by=approver, check_rights=bool(options["user"])
            )
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        self.say(options, in_words(outcome.json), outcome.json)
        if outcome.status == "refused":
            raise SystemExit(1)
