"""reopen_month M --reason TEXT --as USER --approved-by USER --until DATE: opens a closed month for some days."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from finance import closing, sample_facility
from finance.management.answering import AnsweringCommand, day, month, person
from finance.management.commands.close_month import as_text
from finance.scope import one_budget


class Command(AnsweringCommand):
    help = "Opens a closed month again: needs a reason, a second person and a last day."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=month, metavar="YYYY-MM")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--as", dest="user", default="", metavar="USER")
        parser.add_argument("--approved-by", default="", metavar="USER")
        parser.add_argument("--until", type=day, required=True, metavar="DATE")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")

    def answer(self, options: dict[str, Any]) -> None:
        budget = one_budget(
            None if options["budget"] else options["month"].year,
            facility_number=options["facility"],
            budget_key=options["budget"],
        )
        accounts = sample_facility.service_accounts()
        refusal = ""
        try:
            lines = closing.reopen(
                budget,
                options["month"],
                user=person(options["user"], by_default=accounts.author),
                approved_by=person(options["approved_by"], by_default=accounts.approver),
                reason=options["reason"],
                until=options["until"],
            )
        except closing.ClosingError as error:
            refusal, lines = str(error), error.lines
        data: dict[str, Any] = {"lines": [line.as_json() for line in lines]}
        if refusal:
            data["refused"] = refusal
            self.stderr.write(refusal)
        self.say(options, "\n".join(as_text(line) for line in lines), data)
        if refusal:
            sys.exit(1)
