"""clock [--accept REASON] [--as USER]: the moment the books were changed last beside the clock of this computer."""

import sys
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import chain
from finance.management.answering import AnsweringCommand, person
from finance.rights import Action, facilities
from finance.service_accounts import is_service, service_accounts


class Command(AnsweringCommand):
    help = "Says whether the clock is behind the books; --accept lets them go on where the clock had been ahead."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accept", default="", metavar="REASON", help="it is right now: why it was ahead")
        parser.add_argument("--as", dest="user", default="", help="the person who says so")

    def answer(self, options: dict[str, Any]) -> None:
        if reason := options["accept"].strip():
            user = person(options["user"], by_default=service_accounts().author)
            if not (is_service(user) or facilities(user, Action.MANAGE)):
                raise PermissionDenied(_("“%(user)s” looks after no facility.") % {"user": user})
            chain.accept_clock(user, reason)
        behind = ""
        try:
            chain.require_forward(connection)
        except chain.ClockError as error:
            behind = str(error)
        now = timezone.localtime()
        said = behind or _("The clock is not behind the books: %(now)s.") % {"now": f"{now:%d.%m.%Y %H:%M:%S}"}
        self.say(options, said, {"now": now.isoformat(), "is_behind": bool(behind), "accepted": bool(reason)})
        if behind:
            sys.exit(1)
