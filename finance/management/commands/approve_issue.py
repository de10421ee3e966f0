"""approve_issue NUMBER --as USER: signs what another person prepared."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance import issuing
from finance.management.answering import AnsweringCommand, person
from finance.models import Issue
from finance.service_accounts import service_accounts


class Command(AnsweringCommand):
    help = "Signs an issue of a report that another person prepared."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int)
        parser.add_argument("--as", dest="user", default="", metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        issue = Issue.objects.select_related("facility", "budget", "corrects").filter(pk=options["number"]).first()
        if issue is None:
            raise CommandError(_("There is no issue %(number)s.") % {"number": options["number"]}, returncode=1)
        issuing.approve(issue, user=person(options["user"], by_default=service_accounts().approver))
        data = {"issue": issue.pk, "fingerprint": issue.fingerprint, "status": "issued"}
        self.say(options, _("Issue %(number)s is signed.") % {"number": issue.pk}, data)
