"""What `allocate` and `variance` share: a JSON file in, reasons out when it is refused."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from finance.management.answering import AnsweringCommand
from tariffs.explanations import as_objects, explain
from tariffs.problems import RefusedError
from tariffs.strict_json import load


class ComputingCommand(AnsweringCommand):
    """Subclasses define `compute(document, options)`. No database is touched."""

    metavar = "INPUT.json"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, metavar=self.metavar)

    def answer(self, options: dict[str, Any]) -> None:
        try:
            self.compute(load(options["path"]), options)
        except RefusedError as error:
            if options["format"] == "json":
                refusal = {"status": "refused", "problems": as_objects(error.problems)}
                self.say(options, "", refusal)
            raise CommandError("\n".join(explain(problem) for problem in error.problems), returncode=1) from error

    def compute(self, document: dict[str, object], options: dict[str, Any]) -> None:
        raise NotImplementedError


def table(rows: list[list[str]]) -> str:
    """Rows as aligned text: the first column to the left, the others, figures, to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        figures = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        lines.append("  ".join([first.ljust(widths[0]), *figures]).rstrip())
    return "\n".join(lines)
