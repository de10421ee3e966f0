"""alerts [--send]: what the head is to look at, each told once while it stands; with --send by e-mail."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance import alerts
from finance.clock import today
from finance.file_reasons import why
from finance.management.answering import AnsweringCommand
from finance.models import Budget, RaisedAlert
from finance.scope import ScopeError
from finance.views.asked import last_month_with_data


class Command(AnsweringCommand):
    help = "Looks which alerts of the manager's page are new or gone; run it every morning."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--budget", default="", metavar="KEY", help="one budget; else all of this year")
        parser.add_argument("--send", action="store_true", help="to the addresses of SMETA_ALERTS_TO, each alert once")

    def answer(self, options: dict[str, Any]) -> None:
        wanted = {"key": options["budget"]} if options["budget"] else {"year": today().year}
        lines, told = [], []
        for budget in Budget.objects.filter(**wanted).select_related("facility", "programme", "source").order_by("key"):
            try:
                looked = alerts.look(budget, last_month_with_data(budget))
            except ScopeError as error:
                lines.append(f"{budget.key}: {error}")
                continue
            sent = self._sent(budget, looked) if options["send"] else 0
            new = {one.pk for one in looked.raised}
            lines += [f"{budget.key} {'+' if one.pk in new else ' '} {one.text}" for one in looked.standing]
            lines += [f"{budget.key} − {one.text}" for one in looked.ended]
            standing, ended = _told(looked.standing, new), _told(looked.ended, new)
            told.append({"budget": budget.key, "standing": standing, "ended": ended, "sent": sent})
        self.say(options, "\n".join(lines) or _("Nothing to look at."), {"budgets": told})

    def _sent(self, budget: Budget, looked: alerts.Looked) -> int:
        try:
            return alerts.send(budget, looked.standing)
        except OSError as error:
            message = _("The letter was not sent: %(reason)s. It is tried again next time.")
            raise CommandError(message % {"reason": why(error)}, returncode=1) from error


def _told(found: tuple[RaisedAlert, ...], new: set[int]) -> list[dict[str, Any]]:
    return [
        {
            "reason": one.key,
            "about": one.subject,
            "facts": one.facts,
            "text": one.text,
            "since": one.raised_at.isoformat(),
            "is_new": one.pk in new,
        }
        for one in found
    ]
