"""api_token USER --days N [--facility NUMBER]: a key by which another program reads what USER may see."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance import api_tokens
from finance.management.answering import AnsweringCommand
from finance.models import Facility
from finance.sign_in_names import person_named


class Command(AnsweringCommand):
    help = "Makes a token by which another program reads figures, or withdraws those of a person."
    refusals = (api_tokens.TokenError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", metavar="USER")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--days", type=int, metavar="N", help="how long it holds")
        what.add_argument("--withdraw", action="store_true", help="end every token of USER")
        parser.add_argument("--facility", default="", metavar="NUMBER", help="only this facility and what is below it")

    def answer(self, options: dict[str, Any]) -> None:
        user = person_named(options["user"])
        if user is None:
            raise CommandError(_("There is no account “%(name)s”.") % {"name": options["user"]}, returncode=1)
        if options["withdraw"]:
            ended = api_tokens.withdraw_tokens(user)
            self.say(options, _("Tokens withdrawn: %(number)s.") % {"number": ended}, {"withdrawn": ended})
            return
        text, kept = api_tokens.make_token(user, days=options["days"], facility=_facility(options["facility"]))
        self.say(options, text, {"token": text, "expires": kept.expires_at.isoformat()})


def _facility(number: str) -> Facility | None:
    if not number:
        return None
    found = Facility.objects.filter(number=number).first()
    if found is None:
        raise CommandError(_("There is no facility %(number)s.") % {"number": number}, returncode=1)
    return found
