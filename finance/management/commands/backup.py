"""backup PATH [--prove] [--keep N] [--key FILE]: a consistent copy; into a folder under the name of the moment."""

import hashlib
import os
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import chain
from finance.backup import BackupError, backup, keep_newest, key_of, name_of_now, prove
from finance.management.answering import AnsweringCommand


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(_("“%(text)s” is no number of copies.") % {"text": text})
    return int(text)


class Command(AnsweringCommand):
    help = "Writes a consistent copy of the database, even while others work."
    refusals = (BackupError,)

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a file that is not there yet, or a folder for copies by date")
        parser.add_argument("--prove", action="store_true", help="put the copy back aside and add its books up there")
        parser.add_argument("--keep", type=_count, help="in a folder: remove older copies by date beyond so many")
        parser.add_argument("--key", type=Path, metavar="FILE", help="encrypt it; else as SMETA_COPY_KEY says")

    def answer(self, options: dict[str, Any]) -> None:
        path: Path = options["path"]
        key = key_of(options["key"])
        if key and options["prove"] and not key.opens:
            message = _("%(path)s only locks copies. To prove one, name the key that opens it, or leave --prove out.")
            raise BackupError(message % {"path": key.path})
        folder = path if os.path.isdir(path) else None  # noqa: PTH112 - a name that is too long is told when written
        if folder is None and options["keep"]:
            if not os.path.lexists(path):
                raise BackupError(_("There is no folder %(path)s.") % {"path": path})
            raise BackupError(_("--keep goes with a folder; %(path)s is none.") % {"path": path})
        if folder:
            path = folder / name_of_now(timezone.localtime(), key)
        seal, size = chain.last_seal(), backup(path, key)  # what is copied continues it
        with path.open("rb") as copy:
            digest = hashlib.file_digest(copy, "sha256").hexdigest()
        if options["prove"]:
            prove(path, key=key)
        removed = keep_newest(path, options["keep"]) if options["keep"] else []
        lines = [_("Written: %(path)s, %(size)s bytes.") % {"path": path, "size": size}]
        lines.append(
            _("Seal of the books: %(seal)s; SHA-256 of the file: %(digest)s.") % {"seal": seal, "digest": digest}
        )
        if key:
            lines.append(_("Encrypted: only the key of %(public)s opens it.") % {"public": key.locks})
        if options["prove"]:
            lines.append(_("Proven: put back aside, its books check."))
        lines += [_("Removed: %(path)s.") % {"path": old} for old in removed]
        data = {
            "path": str(path),
            "bytes": size,
            "sha256": digest,
            "seal": str(seal),
            "encrypted": key is not None,
            "proven": True if options["prove"] else None,
            "removed": [str(old) for old in removed],
        }
        self.say(options, "\n".join(lines), data)
