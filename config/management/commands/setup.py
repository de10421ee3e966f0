"""setup FILE.json: makes or completes a facility without a browser."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand, named_person
from finance.setting_up import SettingUp, set_up
from imports.pipeline.order import COMMAND_LINE
from tariffs.explanations import explain
from tariffs.problems import RefusedError
from tariffs.strict_json import load


class Command(AnsweringCommand):
    help = "Makes or completes facilities, budgets, people and profiles from a file; prepares an empty database first."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="user", default="", metavar="PERSON")

    def answer(self, options: dict[str, Any]) -> None:
        if not options["file"].is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": options["file"]}, returncode=2)
        done = self._done(options)
        self.say(options, _in_words(done), as_object(done))
        if done.problems:
            raise SystemExit(1)

    def _done(self, options: dict[str, Any]) -> SettingUp:
        """What became of the file; one that is no JSON, or says a thing twice, is refused like any other fault."""
        try:
            data = load(options["file"])
        except RefusedError as error:
            done = SettingUp()
            for problem in error.problems:
                done.refuse(problem.at, problem.problem, explain(problem))
            return done
        call_command("migrate", verbosity=0, interactive=False)
        person = named_person(options["user"]) if options["user"] else None
        return set_up(data, person=person, through=COMMAND_LINE)


def as_object(done: SettingUp) -> dict[str, Any]:
    """The answer for machines: counts by section, problems by their place, links by user name."""
    is_refused = bool(done.problems)
    return {
        "created": {} if is_refused else dict(+done.created),
        "completed": {} if is_refused else dict(+done.completed),
        "unchanged": dict(+done.unchanged),
        "problems": [{"key": p.key, "problem": p.problem, "message": p.message} for p in done.problems],
        "links": {} if is_refused else done.links,
    }


def _in_words(done: SettingUp) -> str:
    if done.problems:
        return "\n".join(f"{p.key}: {p.message}" if p.key else p.message for p in done.problems)
    counted = [
        _("%(section)s: %(created)s made, %(completed)s completed, %(unchanged)s left as they were")
        % {
            "section": key,
            "created": done.created[key],
            "completed": done.completed[key],
            "unchanged": done.unchanged[key],
        }
        for key in dict.fromkeys((*done.created, *done.completed, *done.unchanged))
    ]
    links = [f"{name}: {link}" for name, link in done.links.items()]
    return "\n".join(counted + ([_("One-time links to choose a password:"), *links] if links else []))
