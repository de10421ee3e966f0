"""package --month 2025-06: what a facility with a copy of its own sends to its region, signed."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from finance.file_reasons import why
from finance.management.answering import AnsweringCommand, month
from finance.models import Facility
from finance.scope import choose
from region.packages import sealed
from region.packages.keys import own_key
from region.packages.writing import content_of


class Command(AnsweringCommand):
    help = "Writes the signed package of a month for the region, or shows the key that it is signed with."

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", type=month, default=None, metavar="YYYY-MM")
        parser.add_argument("--facility", default="", metavar="NUMBER")
        parser.add_argument("--output", type=Path, default=None, metavar="PATH")
        parser.add_argument("--show-key", action="store_true", help="prints the public key for the region's register")

    def answer(self, options: dict[str, Any]) -> None:
        key = own_key()
        public = sealed.public_key(key)
        if options["show_key"]:
            self.say(options, public, {"key": public})
            return
        if options["month"] is None:
            raise CommandError(_("Name the month: --month 2025-06."), returncode=2)
        facility = self._facility(options)
        content = content_of(facility, options["month"], timezone.now())
        data = sealed.packed(content, key)
        path = options["output"] or Path(f"package-{facility.number}-{options['month']}.zip")
        try:
            path.write_bytes(data)
        except OSError as error:
            message = _("%(path)s cannot be written: %(reason)s.") % {"path": path, "reason": why(error)}
            raise CommandError(message, returncode=1) from error
        package = sealed.opened(data)
        told = {
            "path": str(path), "facility": facility.number, "month": str(options["month"]), "version": sealed.VERSION,
            "seal": content["seal"], "links": content["links"], "key": public, "fingerprint": package.fingerprint,
            "sums": package.content["sums"], "doubts": content["doubts"],
        }  # fmt: skip
        words = _("%(path)s: %(month)s of “%(facility)s”, seal %(seal)s, signed with the key %(key)s.")
        self.say(options, words % {**told, "facility": facility.name}, told)

    def _facility(self, options: dict[str, Any]) -> Facility:
        """The one named, else the only one with a budget of the year. Raises ScopeError."""
        return choose(options["month"].year, facility_number=options["facility"]).facility
