import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand, named_person, person
from finance.rights import Approval
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import answering, naming_form, two_people
from imports.pipeline.asking import batch_of
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
        try:
            answers = json.loads(options["answers"].read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            message = _("%(path)s is no JSON file that can be read.") % {"path": options["answers"]}
            raise CommandError(message, returncode=2) from error
        try:
            found = self._answered(batch_of(options["batch"]), answers, options)
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        self.say(options, in_words(found), found)
        if found["status"] == "refused":
            raise SystemExit(1)

    def _answered(self, batch: Batch, answers: Any, options: dict[str, Any]) -> dict[str, Any]:
        """The import object after the answers; what waits for approval goes on waiting."""
        service, is_named = service_accounts(), bool(options["user"])
        user = person(options["user"], by_default=service.author)
        has_form = isinstance(answers, dict) and naming_form.FORM in answers
        if batch.status == Batch.Status.PREVIEW and not has_form:
            return two_people.answer(batch, answers, user, check_rights=is_named)
        # who is named needs another who is named; where nobody is, the two accounts of the command line act
        by_default = None if is_named else service.approver
        approver = named_person(options["approved_by"]) if options["approved_by"] else by_default
        if approver is not None and not Approval(user, approver).is_by_two:
            raise CommandError(_("One person may not enter and approve the same document."), returncode=1)
        if has_form:
            return naming_form.name(batch, answers, user=user, approved_by=approver, check_rights=is_named)
        return answering.answer(batch, answers, user=user, approved_by=approver, check_rights=is_named).json
