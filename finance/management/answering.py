"""How every command speaks: text for people or one JSON object for machines, a sentence instead of a traceback.

Exit status: 0 done; 1 refused, reasons printed, nothing changed; 2 wrong usage.
"""

import json
import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from django.utils import timezone
from django.utils.translation import gettext as _

from finance.checks import database_trouble, refuse_training_data_in_production
from finance.ledger import LedgerError
from finance.months import Month, MonthError
from finance.reports.registry import UnknownReportError
from finance.scope import ScopeError
from finance.service_accounts import SERVICE_ACCOUNTS
from finance.sign_in_names import person_named

SECONDS_BETWEEN = 2  # of what long work tells
REFUSALS: tuple[type[Exception], ...] = (LedgerError, ScopeError, PermissionDenied)


def month(text: str) -> Month:
    """The type of a month argument, `2025-01`; period 13 is written `2025-13`."""
    try:
        return Month.parse(text)
    except MonthError as error:
        raise ArgumentTypeError(_("“%(text)s” is no month; write it as 2025-01.") % {"text": text}) from error


def day(text: str) -> date:
    """The type of a date argument, `2025-07-31`."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("“%(text)s” is no date; write it as 2025-07-31.") % {"text": text}) from error


def moment(text: str) -> datetime:
    """The type of a moment argument, `2025-07-15T12:00` by the facility's clock."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        message = _("“%(text)s” is no moment; write it as 2025-07-15T12:00.")
        raise ArgumentTypeError(message % {"text": text}) from error
    return found if found.tzinfo is not None else timezone.make_aware(found)


def person(username: str, *, by_default: User) -> User:
    """The person named on the command line, else the service account. Raises what `named_person` does."""
    return named_person(username) if username else by_default


def named_person(username: str) -> User:
    """Raises CommandError for a name nobody has, an account that is switched off, and the program's own accounts."""
    found = person_named(username)
    if found is None:
        raise CommandError(_("There is no account “%(name)s”.") % {"name": username}, returncode=1)
    if found.username in SERVICE_ACCOUNTS:
        message = _("“%(name)s” is an account of the program itself: name a person, or leave the name out.")
        raise CommandError(message % {"name": username}, returncode=1)
    if not found.is_active:
        raise CommandError(_("The account %(user)s is switched off.") % {"user": username}, returncode=1)
    return found


class AnsweringCommand(BaseCommand):
    """Subclasses define `arguments(parser)` and `answer(options)`, and may add to `formats` and `refusals`."""

    formats: tuple[str, ...] = ("text", "json")
    refusals: tuple[type[Exception], ...] = ()
    requires_system_checks = ()
    has_said = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=self.formats, default="text")
        self.arguments(parser)

    def arguments(self, parser: CommandParser) -> None:
        """Add the command's own arguments."""

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            self._answer_or_refuse(options)
        except CommandError as error:
            if options["format"] == "json" and error.returncode == 1 and not self.has_said:
                self.say(options, "", {"status": "refused", "problems": [{"message": str(error)}]})
            raise

    def _answer_or_refuse(self, options: dict[str, Any]) -> None:
        try:
            for sentence in refuse_training_data_in_production():
                raise CommandError(sentence, returncode=1)
            self.answer(options)
        except UnknownReportError as error:
            raise CommandError(str(error), returncode=2) from error
        except (*REFUSALS, *self.refusals) as error:
            raise CommandError(str(error), returncode=1) from error
        except (OperationalError, ProgrammingError) as error:
            trouble = database_trouble(error)
            if not trouble:
                raise
            raise CommandError(trouble, returncode=1) from error

    def answer(self, options: dict[str, Any]) -> None:
        raise NotImplementedError

    def say(self, options: dict[str, Any], text: str, data: dict[str, Any]) -> None:
        """Print `data` as JSON where asked, else `text`."""
        self.has_said = True
        if options["format"] == "json":
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(text)

    def progress(self, words: Callable[[int], str] = str) -> Callable[[int], None]:
        """Hears how far long work is and says so, `words` of the number, on the error stream, now and then."""
        last = time.monotonic()

        def tell(so_far: int) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS_BETWEEN:
                last = time.monotonic()
                self.stderr.write(words(so_far))

        return tell
