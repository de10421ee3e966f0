from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.management.answering import AnsweringCommand, person
from finance.rights import Action
from finance.service_accounts import service_accounts
from imports.kinds.registry import kinds
from imports.pipeline import importing
from imports.pipeline.asking import facility_and_budget
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Order
from imports.pipeline.telling import in_words


class Command(AnsweringCommand):
    help = "Recognise, preview and post one file."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--kind", default="", choices=["", *kinds()], metavar="KIND")
        parser.add_argument("--preview", action="store_true")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")
        parser.add_argument("--as", dest="entered_by", default="", metavar="USER")
        parser.add_argument("--approved-by", default="", metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        path: Path = options["path"]
        try:
            if path.stat().st_size > settings.IMPORT_MAX_BYTES:
                limit = settings.IMPORT_MAX_BYTES // 1024 // 1024
                raise CommandError(_("The file is larger than %(limit)s MB.") % {"limit": limit}, returncode=1)
            data = path.read_bytes()
        except OSError as error:
            message = _("The file %(path)s cannot be read: %(reason)s.") % {"path": path, "reason": why(error)}
            raise CommandError(message, returncode=2) from error
        service = service_accounts()
        try:
            facility, budget = facility_and_budget(options["facility"], options["budget"])
            author = person(options["entered_by"], by_default=service.author)
            approver = person(options["approved_by"], by_default=service.approver)
            asked = []
            if options["entered_by"]:
                asked.append((author, Action.IMPORT))
            if options["approved_by"] and not options["preview"]:
                asked.append((approver, Action.APPROVE))
            order = Order(data, path.name, author, approver, facility, budget, options["kind"], rights=tuple(asked))
            outcome = importing.run(order, dry=options["preview"])
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error
        self.say(options, in_words(outcome.json), outcome.json)
        if outcome.status == "refused":
            raise SystemExit(1)
