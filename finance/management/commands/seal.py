"""seal: prints the head of the chain, to be kept where nobody who can change the books can change it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from finance import chain
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Prints the seal of the books as they are now; check_books --seal TEXT asks whether they still continue it."

    def answer(self, options: dict[str, Any]) -> None:
        seal, now = chain.seal_now(), timezone.localtime()
        text = _("%(seal)s\nKeep it elsewhere: on paper, with the auditor. “check_books --seal %(seal)s” compares.")
        self.say(options, text % {"seal": seal}, {"seal": str(seal), "links": seal.number, "at": now.isoformat()})
