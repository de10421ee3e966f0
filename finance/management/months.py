"""What the commands that close and open months share: whose month it is, and the checklist as an answer."""

import sys
from collections.abc import Callable, Sequence
from typing import Any

from django.core.management.base import CommandParser

from finance.closing import ChecklistLine, ClosingError
from finance.management.answering import AnsweringCommand, month
from finance.models import Budget
from finance.scope import one_budget

MARKS = {"ok": "✓", "failed": "✗", "warning": "!"}


class MonthCommand(AnsweringCommand):
    """Subclasses say in `arguments` what more they take and hand what they do to `answer_with`."""

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=month, metavar="YYYY-MM")
        parser.add_argument("--as", dest="user", default="", metavar="USER")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")

    def budget(self, options: dict[str, Any]) -> Budget:
        """The budget named, else the only one of the month's year. Raises ScopeError."""
        return one_budget(
            None if options["budget"] else options["month"].year,
            facility_number=options["facility"],
            budget_key=options["budget"],
        )

    def answer_with(self, options: dict[str, Any], act: Callable[[], Sequence[ChecklistLine]]) -> None:
        """Print the checklist that `act` returns, or that of its refusal with exit status 1."""
        refusal: ClosingError | None = None
        try:
            lines = act()
        except ClosingError as error:
            refusal, lines = error, error.lines
        data: dict[str, Any] = {"lines": [line.as_json() for line in lines]}
        if refusal:
            data["refused"] = str(refusal)
            self.stderr.write(str(refusal))
        self.say(options, "\n".join(as_text(line) for line in lines), data)
        if refusal:
            sys.exit(1)


def as_text(line: ChecklistLine) -> str:
    """`✗ The books check: …`."""
    return f"{MARKS[line.state]} {line.label}" + "".join(f"\n    {detail}" for detail in line.details)
