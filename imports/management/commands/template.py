"""template KIND --output PATH: the workbook to fill in for files of one kind."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.management.answering import AnsweringCommand
from finance.models import Budget, Facility
from imports.kinds.registry import kinds
from imports.pipeline.asking import facility_and_budget
from imports.pipeline.errors import UsageError
from imports.templates_of_kinds.template import LANGUAGES, TEXT_FORMATS, NoTemplateError, template
from imports.templates_of_kinds.workbook import workbook


class Command(AnsweringCommand):
    help = "Writes the workbook to fill in for files of one kind."
    refusals = (NoTemplateError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*kinds(), *sorted(TEXT_FORMATS)], metavar="KIND")
        parser.add_argument("--output", type=Path, required=True, metavar="PATH")
        parser.add_argument("--language", choices=LANGUAGES, default="ru")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")

    def answer(self, options: dict[str, Any]) -> None:
        try:
            facility, budget = facility_and_budget(options["facility"], options["budget"])
        except UsageError as error:
            raise CommandError(str(error), returncode=2) from error
        if facility is None:
            every = list(Facility.objects.all()[:2])
            if len(every) > 1:
                message = _("Name the facility with --facility NUMBER: there is more than one, or none.")
                raise CommandError(message, returncode=2)
            facility = every[0] if every else None
        if budget is None and facility is not None:
            budget = Budget.objects.filter(facility=facility).order_by("-year", "pk").first()
        made = workbook(template(options["kind"], facility, budget, options["language"]))
        path: Path = options["output"]
        try:
            path.write_bytes(made)
        except OSError as error:
            message = _("%(path)s cannot be written: %(reason)s.") % {"path": path, "reason": why(error)}
            raise CommandError(message, returncode=1) from error
        said = _("Written: %(path)s") % {"path": path}
        self.say(options, said, {"status": "written", "kind": options["kind"], "path": str(path)})
