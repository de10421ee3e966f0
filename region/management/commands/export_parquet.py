"""export_parquet DIR: the entries as Parquet files by year and region, only what is new."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.management.answering import AnsweringCommand
from finance.money import as_text, display
from region.lake.exporting import export, total


class Command(AnsweringCommand):
    help = "Writes entries as Parquet files by year and region, money as DECIMAL(18,2); a second run only new ones."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")

    def answer(self, options: dict[str, Any]) -> None:
        folder = options["directory"]
        try:
            done = export(folder, self.progress())
        except OSError as error:
            message = _("%(path)s cannot be written: %(reason)s.") % {"path": folder, "reason": why(error)}
            raise CommandError(message, returncode=1) from error
        every = done.manifest
        data = {
            "directory": str(folder), "rows": done.rows, "amount": as_text(total(done.written)),
            "written": [{"path": one.path, "rows": one.rows, "amount": one.amount} for one in done.written],
            "total_rows": every.rows, "total_files": len(every.parts), "seal": every.seal,
        }  # fmt: skip
        lines = [f"{one.path}: {one.rows}, {display(total([one]))}" for one in done.written]
        last = _("%(new)s new entries written; %(all)s entries in %(files)s files.")
        words = {"new": done.rows, "all": every.rows, "files": len(every.parts)}
        self.say(options, "\n".join([*lines, last % words]), data)
