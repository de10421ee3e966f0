"""reopen_month M --reason TEXT --as USER --approved-by USER --until DATE: opens a closed month for some days."""

from typing import Any

from django.core.management.base import CommandParser

from finance import closing
from finance.management.answering import day, person
from finance.management.months import MonthCommand
from finance.rights import Approval
from finance.service_accounts import service_accounts


class Command(MonthCommand):
    help = "Opens a closed month again: needs a reason, a second person and a last day."

    def arguments(self, parser: CommandParser) -> None:
        super().arguments(parser)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--approved-by", default="", metavar="USER")
        parser.add_argument("--until", type=day, required=True, metavar="DATE")

    def answer(self, options: dict[str, Any]) -> None:
        budget = self.budget(options)
        accounts = service_accounts()
        people = Approval(
            person(options["user"], by_default=accounts.author),
            person(options["approved_by"], by_default=accounts.approver),
        )
        month, reason, until = options["month"], options["reason"], options["until"]
        self.answer_with(options, lambda: closing.reopen(budget, month, people=people, reason=reason, until=until))
