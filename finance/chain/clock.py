"""The moments of the chain go forward: books whose computer's clock was set back take nothing until it is right.

Else what comes after a close could be dated before it, an event before the one it answers, and a month that was open
for some days would open again. Who finds that the clock had been ahead says so once (`accepting`), in the trail.
"""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from finance.refusals import LedgerError

ACCEPTED = "clock"  # why a link may be dated before the one before it
# What a clock that is set right by itself goes back by; links are dated the same moment meanwhile.
BACK_AT_MOST = timedelta(minutes=2)
TOLD = "%Y-%m-%d %H:%M:%S.%f"


class ClockError(LedgerError):
    """The clock is behind the moment at which the books were changed last."""


def told(at: datetime) -> str:
    """As a link tells it, in UTC: such texts are in the order of their moments."""
    return at.astimezone(UTC).strftime(TOLD)


def moment_of(text: str) -> datetime:
    return datetime.strptime(text, TOLD).replace(tzinfo=UTC)


def after(last: str, now: datetime, *, back_at_most: timedelta = BACK_AT_MOST) -> datetime:
    """The moment of what follows the one told as `last`, empty for none. Raises ClockError where `now` is behind."""
    before = moment_of(last) if last else now
    if now < before - back_at_most:
        told_in = "%d.%m.%Y %H:%M:%S"
        raise ClockError(
            _(
                "The clock of this computer says %(now)s, but the books were changed last on %(last)s. Set the clock "
                "right and try again; nothing was changed. Where the clock had been ahead and is right now, whoever "
                "looks after the program runs “clock --accept” with the reason."
            )
            % {"now": f"{timezone.localtime(now):{told_in}}", "last": f"{timezone.localtime(before):{told_in}}"}
        )
    return max(now, before)


def goes_back(last: str, moment: str) -> bool:
    """Whether a link told as of `moment` cannot follow one of `last`."""
    return moment < last and moment_of(moment) < moment_of(last) - BACK_AT_MOST
