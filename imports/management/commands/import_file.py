from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.management.answering import REFUSALS, AnsweringCommand, person
from finance.rights import Action
from finance.service_accounts import service_accounts
from imports import bundles
from imports.kinds.plan_of_year import SPREADS
from imports.kinds.registry import kinds
from imports.pipeline import importing, two_people
from imports.pipeline.asking import facility_and_budget
from imports.pipeline.errors import UsageError
from imports.pipeline.order import COMMAND_LINE, Order
from imports.pipeline.preparing import prepare
from imports.pipeline.telling import in_words
from imports.posting_together import turn

Json = dict[str, Any]

REFUSED: tuple[type[Exception], ...] = (CommandError, *REFUSALS)


class Command(AnsweringCommand):
    help = "Recognise, preview and post a file; several in the order in which they lean on each other."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, nargs="+")
        parser.add_argument("--kind", default="", choices=["", *kinds()], metavar="KIND")
        parser.add_argument("--preview", action="store_true")
        parser.add_argument("--spread", default="", choices=["", *SPREADS], help="how a year without months is spread")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--budget", default="", metavar="KEY")
        parser.add_argument("--project", default="", metavar="KEY")
        parser.add_argument("--as", dest="entered_by", default="", metavar="USER")
        parser.add_argument("--approved-by", default="", metavar="USER")

    def answer(self, options: dict[str, Any]) -> None:
        files = _files(options["path"])
        if len(files) == 1 and files[0][0] in options["path"]:
            found = self._import(*files[0], options)
            self.say(options, in_words(found), found)
            is_refused = found["status"] == "refused"
        else:
            outcomes = self._import_in_turn(files, options)
            said = {"files": [{"path": str(path), **found} for path, found in outcomes]}
            words = [f"{path}\n{_told(found)}" for path, found in outcomes]
            self.say(options, "\n".join(words), said)
            is_refused = any(found["status"] == "refused" for _path, found in outcomes)
        if is_refused:
            raise SystemExit(1)

    def _import_in_turn(self, files: list[tuple[Path, bytes]], options: dict[str, Any]) -> list[tuple[Path, Json]]:
        """Each by itself, what others lean on first; one that is refused holds nobody else up."""
        kinds = [prepare(data, options["kind"]).kind for _path, data in files]
        turns = [turn(kind.key if kind else "") for kind in kinds]
        ordered = [file for _turn, file in sorted(zip(turns, files, strict=True), key=lambda pair: pair[0])]
        return [(path, self._import_one_of(path, data, options)) for path, data in ordered]

    def _import_one_of(self, path: Path, data: bytes, options: dict[str, Any]) -> Json:
        """A file that does not say whose it is holds up none of the others."""
        try:
            return self._import(path, data, options)
        except REFUSED as error:
            return {"status": "refused", "problems": [{"problem": "not-possible", "cell": None, "message": str(error)}]}

    def _import(self, path: Path, data: bytes, options: dict[str, Any]) -> Json:
        service = service_accounts()
        try:
            facility, budget = facility_and_budget(options["facility"], options["budget"], options["project"])
            author = person(options["entered_by"], by_default=service.author)
            is_by_one = bool(options["entered_by"]) and not options["approved_by"]
            approver = person(options["approved_by"], by_default=service.approver)
            asked = []
            if options["entered_by"]:
                asked.append((author, Action.IMPORT))
            if options["approved_by"] and not options["preview"]:
                asked.append((approver, Action.APPROVE))
            told = {"spread": options["spread"]} if options["spread"] else {}
            order = Order(
                data, path.name, author, approver, facility, budget, options["kind"], told, rights=tuple(asked),
                through=COMMAND_LINE,
            )  # fmt: skip
            if is_by_one and not options["preview"]:
                return two_people.enter(replace(order, approved_by=None))
            return importing.run(order, dry=options["preview"]).json
        except UsageError as error:
            raise CommandError(str(error), returncode=1 if error.is_refusal else 2) from error


def _told(found: Json) -> str:
    return in_words(found) if "kind" in found else "\n".join(one["message"] for one in found["problems"])


def _files(paths: list[Path]) -> list[tuple[Path, bytes]]:
    """The files of all paths; those of a folder or of a zip each for itself."""
    found: list[tuple[Path, bytes]] = []
    try:
        for path in paths:
            if path.is_dir():
                found += [(one, _bytes(one)) for one in bundles.files_in(path)]
            elif bundles.is_bundle(data := _bytes(path)):
                found += [(path / name, part) for name, part in bundles.files_of(data, path.name)]
            else:
                found.append((path, data))
    except UsageError as error:
        raise CommandError(str(error), returncode=1) from error
    if not found:
        raise CommandError(_("There is no file to import."), returncode=1)
    return found


def _bytes(path: Path) -> bytes:
    """Raises CommandError where the file is too large or cannot be read."""
    try:
        if path.stat().st_size > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // 1024 // 1024
            raise CommandError(_("The file is larger than %(limit)s MB.") % {"limit": limit}, returncode=1)
        return path.read_bytes()
    except OSError as error:
        message = _("The file %(path)s cannot be read: %(reason)s.") % {"path": path, "reason": why(error)}
        raise CommandError(message, returncode=2) from error
