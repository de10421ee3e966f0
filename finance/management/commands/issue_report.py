"""issue_report NAME --from M --through M --as USER [--approved-by USER]: freezes a report and signs it."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from finance import issues, issuing
from finance.file_reasons import why
from finance.management import reporting
from finance.management.answering import AnsweringCommand, person
from finance.rights import Approval
from finance.service_accounts import service_accounts


class Command(AnsweringCommand):
    help = "Freezes a report with its figures, explanations, plan version, doubts and signatures."

    def arguments(self, parser: CommandParser) -> None:
        reporting.add_arguments(parser)
        parser.add_argument("--as", dest="user", default="", metavar="USER")
        parser.add_argument("--approved-by", default="", metavar="USER")
        parser.add_argument(
            "--explanations",
            type=Path,
            metavar="FILE.json",
            help='{"over-plan-1": "…"}: keys as they are listed',
        )

    def answer(self, options: dict[str, Any]) -> None:
        numbers = reporting.numbers(options)
        first, through = reporting.months(options)
        accounts = service_accounts()
        author = person(options["user"], by_default=accounts.author)
        # Who is named needs another who is named; where nobody is, the two accounts of the command line act.
        by_default = None if options["user"] else accounts.approver
        approver = (
            person(options["approved_by"], by_default=accounts.approver) if options["approved_by"] else by_default
        )
        wanted = issuing.WantedIssue(
            options["name"],
            reporting.scope(options),
            first,
            through,
            options["unit"] or "tenge",
            tuple(numbers.items()),
            are_remarks_printed=not options["without_remarks"],
        )
        said = _explanations(options["explanations"])
        issue = issuing.issue_now(wanted, Approval(author, approver), said)
        for subject in issuing.to_explain(issues.report_of(issue, "ru")):
            if not said.get(subject.key):
                self.stderr.write(_("Not explained: %(key)s. %(text)s") % {"key": subject.key, "text": subject.text})
        status = "waiting" if approver is None else "issued"
        text = _("Issue %(number)s, fingerprint %(fingerprint)s")
        if approver is None:
            text += "\n" + _("It waits for another person's signature.")
        self.say(
            options,
            text % {"number": issue.pk, "fingerprint": issue.fingerprint},
            {"issue": issue.pk, "fingerprint": issue.fingerprint, "status": status, "corrects": issue.corrects_id},
        )


def _explanations(path: Path | None) -> dict[str, str]:
    """Raises CommandError for what is no object of texts."""
    if path is None:
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        message = _("The file %(path)s cannot be read: %(reason)s.")
        raise CommandError(message % {"path": path, "reason": why(error)}, returncode=2) from error
    except ValueError as error:
        raise CommandError(
            _("%(path)s is not JSON: %(reason)s") % {"path": path, "reason": error}, returncode=2
        ) from error
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise CommandError(_('Explanations are texts by their keys: {"over-plan-1": "…"}.'), returncode=2)
    return found
