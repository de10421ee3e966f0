"""close_month M --as USER: closes a month of a budget, or says what keeps it open."""

import sys
from typing import Any

from django.core.management.base import CommandParser

from finance import closing, sample_facility
from finance.management.answering import AnsweringCommand, month, person
from finance.scope import one_budget


class Command(AnsweringCommand):
    help = "Closes a month: no entry is taken into it any more."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=month, metavar="YYYY-MM")
        parser.add_argument("--as", dest="user", default="", metavar="USER")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")

    def answer(self, options: dict[str, Any]) -> None:
        budget = one_budget(
            None if options["budget"] else options["month"].year,
            facility_number=options["facility"],
            budget_key=options["budget"],
        )
        user = person(options["user"], by_default=sample_facility.service_accounts().author)
        try:
            lines = closing.close(budget, options["month"], user=user)
        except closing.ClosingError as refusal:
            self._say_lines(options, refusal.lines, str(refusal))
            sys.exit(1)
        self._say_lines(options, lines)

    def _say_lines(self, options: dict[str, Any], lines: tuple[closing.ChecklistLine, ...], refusal: str = "") -> None:
        data: dict[str, Any] = {"lines": [line.as_json() for line in lines]}
        if refusal:
            data["refused"] = refusal
            self.stderr.write(refusal)
        self.say(options, "\n".join(as_text(line) for line in lines), data)


def as_text(line: closing.ChecklistLine) -> str:
    """`✗ The books check: …`."""
    mark = {"ok": "✓", "failed": "✗", "warning": "!"}[line.state]
    return f"{mark} {line.label}" + "".join(f"\n    {detail}" for detail in line.details)
