"""report NAME --from M --through M: any report, in any format, for a budget, a facility or a tree; or one issued."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance import issues, replica
from finance.file_reasons import why
from finance.management import reporting
from finance.management.answering import AnsweringCommand, moment
from finance.reporting.form import LANGUAGES
from finance.reporting.render import BINARY, FORMATS, render
from finance.reporting.report import Report
from finance.reports import known_then, registry


class Command(AnsweringCommand):
    help = "Builds a report and prints it or writes it to a file."
    formats = FORMATS

    def arguments(self, parser: CommandParser) -> None:
        reporting.add_arguments(parser, are_months_required=False)
        parser.add_argument("--language", choices=LANGUAGES, default="ru")
        parser.add_argument("--output", type=Path, metavar="PATH")
        parser.add_argument("--issue", type=int, metavar="NUMBER", help="as it was issued, whatever was posted since")
        parser.add_argument(
            "--as-of", type=moment, metavar="2025-07-15T12:00", help="the books as they were known then"
        )

    def answer(self, options: dict[str, Any]) -> None:
        registry.get(options["name"])
        # what was brought a moment ago is in it: the copy is read where it lacks nothing
        with replica.reading_reports(most_seconds=0):
            report = self._issued(options) if options["issue"] is not None else self._built(options)
        made = render(report, options["format"])
        if options["output"] is not None:
            self._write(options["output"], made)
        elif options["format"] in BINARY:
            sys.stdout.buffer.write(made)
        else:
            self.stdout.write(made.decode())

    def _built(self, options: dict[str, Any]) -> Report:
        numbers = reporting.numbers(options)
        first, through = reporting.months(options)
        scope = reporting.scope(options)
        asked = {"unit": options["unit"] or "tenge", "language": options["language"]}
        if options["as_of"] is not None:
            report = known_then.build(options["name"], scope, first, through, options["as_of"], **asked)
        else:
            report = registry.get(options["name"], **numbers)(scope, first, through, **asked)
        return replace(report, are_remarks_printed=not options["without_remarks"])

    def _issued(self, options: dict[str, Any]) -> Report:
        """An issue has its own months, unit and scope: others asked for beside it are refused."""
        issue = issues.get_issue(options["issue"], options["name"])
        own = {"first": issue.first, "through": issue.through, "unit": issue.unit}
        differing = [name for name, value in own.items() if options[name] not in (None, value)]
        if issue.budget is not None and options["budget"] not in ("", issue.budget.key):
            differing.append("budget")
        if options["facility"] not in ("", issue.facility.number):
            differing.append("facility")
        if differing or options["as_of"] is not None:
            said = {"number": issue.pk, "first": issue.first, "through": issue.through, "unit": issue.unit}
            message = _("Issue %(number)s is of %(first)s – %(through)s, in %(unit)s: ask for it by its number alone.")
            raise CommandError(message % said, returncode=1)
        return issues.issued_report(issue, options["language"])

    def _write(self, path: Path, made: bytes) -> None:
        try:
            path.write_bytes(made)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(reason)s.") % {"path": path, "reason": why(error)}, returncode=1
            ) from error
        self.stderr.write(_("Written: %(path)s") % {"path": path})
