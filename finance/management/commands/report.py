"""report NAME --from M --through M: any report, in any format, for a budget, a facility or a tree."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.management.answering import AnsweringCommand, month
from finance.reporting.form import LANGUAGES
from finance.reporting.render import FORMATS, render
from finance.reports import registry
from finance.reports.parameters import ParameterError
from finance.scope import choose

BINARY = ("xlsx", "pdf")


class Command(AnsweringCommand):
    help = "Builds a report and prints it or writes it to a file."
    formats = FORMATS

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="form2, execution, cash-reconciliation …")
        parser.add_argument("--from", dest="first", type=month, required=True, metavar="YYYY-MM")
        parser.add_argument("--through", type=month, required=True, metavar="YYYY-MM")
        parser.add_argument("--unit", choices=("tenge", "thousand"), default="tenge")
        parser.add_argument("--language", choices=LANGUAGES, default="ru")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")
        parser.add_argument("--with-branches", action="store_true", help="the facility and everything below it")
        parser.add_argument("--output", type=Path, metavar="PATH")
        for parameter in registry.all_parameters():
            parser.add_argument(f"--{parameter.name}", metavar="N", help=str(parameter.label()))

    def answer(self, options: dict[str, Any]) -> None:
        build = registry.get(options["name"], **self._numbers(options))
        first, through = options["first"], options["through"]
        if first > through:
            raise CommandError(_("The period ends before it begins: --from is after --through."), returncode=2)
        scope = choose(
            range(first.year, through.year + 1) if registry.spans_years(options["name"]) else through.year,
            facility_number=options["facility"],
            budget_key=options["budget"],
            with_branches=options["with_branches"],
        )
        report = build(scope, first, through, unit=options["unit"], language=options["language"])
        made = render(report, options["format"])
        if options["output"] is not None:
            self._write(options["output"], made)
        elif options["format"] in BINARY:
            sys.stdout.buffer.write(made)
        else:
            self.stdout.write(made.decode())

    def _numbers(self, options: dict[str, Any]) -> dict[str, int]:
        """The parameters that were given. Raises CommandError for what is no number they take."""
        given = [one for one in registry.all_parameters() if options[one.name] is not None]
        try:
            numbers = {one.name: one.read(options[one.name]) for one in given}
            registry.get(options["name"], **numbers)
        except ParameterError as error:
            raise CommandError(str(error), returncode=2) from error
        return numbers

    def _write(self, path: Path, made: bytes) -> None:
        try:
            path.write_bytes(made)
        except OSError as error:
            raise CommandError(
                _("%(path)s cannot be written: %(reason)s.") % {"path": path, "reason": why(error)}, returncode=1
            ) from error
        self.stderr.write(_("Written: %(path)s") % {"path": path})
