"""demo [--empty]: a facility with half a year of figures, from the bundled files, by the way every file goes."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance import sample_facility
from finance.file_reasons import why
from finance.management.answering import AnsweringCommand
from finance.models import Budget
from finance.months import Month
from finance.reporting.json import as_object
from finance.reporting.render import render
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import of_budget
from imports import sample_files

FIRST, LAST = Month(2025, 1), Month(2025, 6)
# The paper form is in thousands; the cost of a bed-day is not.
REPORTS = (("form2", "thousand"), ("bed-day-cost", "tenge"))


class Command(AnsweringCommand):
    help = "Makes the sample facility, imports its files, prints Form No. 2 and the cost of a bed-day."
    refusals = (sample_facility.NotForTrainingError, sample_files.SampleFileError)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--empty", action="store_true", help="no files: only the facility, its budget and people")

    def answer(self, options: dict[str, Any]) -> None:
        sample_facility.require_training_database()
        call_command("migrate", verbosity=0, interactive=False)
        budget = sample_files.prepare()
        if options["empty"]:
            self.say(options, _signing_in(budget), {"budget": budget.key, "files": [], "written": []})
            return
        files = sample_files.import_all(budget)
        reports = [
            registry.get(name)(of_budget(budget), FIRST, LAST, unit=unit, language="ru")  # type: ignore[arg-type]
            for name, unit in REPORTS
            if name in registry.names()
        ]
        written = [str(path.relative_to(settings.HOME)) for report in reports for path in _write(report)]
        lines = [f"{file.name}: {file.status}, {file.rows}" for file in files]
        texts = [render(report, "text").decode() for report in reports]
        end = [_("Written: %(paths)s") % {"paths": ", ".join(written)}, _signing_in(budget)]
        data = {
            "budget": budget.key,
            "files": [{"name": file.name, "status": file.status, "rows": file.rows} for file in files],
            "reports": {report.key: as_object(report) for report in reports},
            "written": written,
        }
        self.say(options, "\n".join(["\n".join(lines), "", *texts, *end]), data)


def _write(report: Report) -> list[Path]:
    folder = Path(settings.HOME) / "out"
    paths = [folder / f"{report.key}.{kind}" for kind in ("xlsx", "pdf")]
    try:
        folder.mkdir(exist_ok=True)
        for path in paths:
            path.write_bytes(render(report, path.suffix[1:]))
    except OSError as error:
        raise CommandError(
            _("%(path)s cannot be written: %(reason)s.") % {"path": folder, "reason": why(error)}, returncode=1
        ) from error
    return paths


def _signing_in(budget: Budget) -> str:
    names = ", ".join(name for name, _role in sample_facility.SIGN_INS)
    return _("Facility %(number)s, budget %(budget)s. Sign in as %(names)s; the password is “%(password)s”.") % {
        "number": budget.facility.number,
        "budget": budget.key,
        "names": names,
        "password": sample_facility.PASSWORD,
    }
