"""close_month M --as USER: closes a month of a budget, or says what keeps it open."""

from typing import Any

from finance import closing
from finance.management.answering import person
from finance.management.months import MonthCommand
from finance.service_accounts import service_accounts


class Command(MonthCommand):
    help = "Closes a month: no entry is taken into it any more."

    def answer(self, options: dict[str, Any]) -> None:
        budget = self.budget(options)
        user = person(options["user"], by_default=service_accounts().author)
        self.answer_with(options, lambda: closing.close(budget, options["month"], user=user))
