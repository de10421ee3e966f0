"""backup PATH: a consistent copy of everything."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from finance.backup import BackupError, backup
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Writes a consistent copy of the database, even while others work."
    refusals = (BackupError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def answer(self, options: dict[str, Any]) -> None:
        size = backup(options["path"])
        text = _("Written: %(path)s, %(size)s bytes.") % {"path": options["path"], "size": size}
        self.say(options, text, {"path": str(options["path"]), "bytes": size})
