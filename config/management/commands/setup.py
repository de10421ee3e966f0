"""setup FILE.json: makes or completes a facility without a browser."""

import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance.management.answering import AnsweringCommand
from finance.setting_up import SettingUp, set_up


class Command(AnsweringCommand):
    help = "Makes or completes facilities, budgets, people and profiles from a file; prepares an empty database first."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def answer(self, options: dict[str, Any]) -> None:
        try:
            data = json.loads(options["file"].read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            message = _("%(path)s is no JSON file that can be read.") % {"path": options["file"]}
            raise CommandError(message, returncode=2) from error
        call_command("migrate", verbosity=0, interactive=False)
        done = set_up(data)
        self.say(options, _in_words(done), as_object(done))
        if done.problems:
            raise SystemExit(1)


def as_object(done: SettingUp) -> dict[str, Any]:
    """The answer for machines: counts by section, problems by their place, links by user name."""
    is_refused = bool(done.problems)
    return {
        "created": {} if is_refused else dict(done.created),
        "completed": {} if is_refused else dict(done.completed),
        "unchanged": dict(done.unchanged),
        "problems": [{"key": p.key, "problem": p.problem, "message": p.message} for p in done.problems],
        "links": {} if is_refused else done.links,
    }


def _in_words(done: SettingUp) -> str:
    if done.problems:
        return "\n".join(f"{p.key}: {p.message}" for p in done.problems)
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
