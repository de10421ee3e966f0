"""copy_key PATH: makes the key that copies are encrypted for and opened with."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from finance.backup import BackupError, make_key
from finance.management.answering import AnsweringCommand


class Command(AnsweringCommand):
    help = "Writes a new key of copies into a file that is not there yet, and prints its public half."
    refusals = (BackupError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)

    def answer(self, options: dict[str, Any]) -> None:
        public = make_key(options["path"])
        text = _(
            "The key is in %(path)s; its public half: %(public)s. Keep the file outside this computer as well: "
            "without it no encrypted copy can ever be read."
        )
        said = text % {"path": options["path"], "public": public}
        self.say(options, said, {"path": str(options["path"]), "public": public})
