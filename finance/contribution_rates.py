"""Rates of the employer's contributions by date: those that come with the program, and the facility's own over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from finance import reference, rights
from finance.audit import record
from finance.languages import active_language
from finance.models import ContributionRate, Facility
from finance.rights import Action

MAY_SET = (Action.PLAN, Action.MANAGE)  # no money is moved by it


@dataclass(frozen=True, slots=True)
class RateOfPay:
    """`percent` of `base_percent` of the pay from `valid_from` on, less what is paid under the code `less`.

    `is_certain` says that a public source gives it, or the facility itself does; `own` is the id of its own rate.
    """

    code: str
    valid_from: date
    percent: Decimal
    note: str
    is_certain: bool
    own: int | None = None
    base_percent: Decimal = Decimal(100)
    less: str = ""

    @property
    def of_pay(self) -> Decimal:
        """What share of the pay it comes to before anything is taken off."""
        return self.percent * self.base_percent / 10_000


def rates(facility: Facility) -> list[RateOfPay]:
    """By code and day; of two on one day the facility's own. Notes in the active language. One query."""
    note = "note_kk" if active_language() == "kk" else "note_ru"
    found = {
        (row["code"], row["valid_from"]): RateOfPay(
            row["code"], date.fromisoformat(row["valid_from"]), Decimal(row["percent"]), row[note],
            row["is_certain"] == "1", None, Decimal(row["base_percent"]), row["less"],
        )
        for row in reference.read("contribution_rates")
    }  # fmt: skip
    for one in ContributionRate.objects.filter(facility=facility):
        key = (one.code, one.valid_from.isoformat())
        told = (one.code, one.valid_from, one.percent, one.source)
        found[key] = RateOfPay(*told, is_certain=True, own=one.pk, base_percent=one.base_percent)
    return [found[key] for key in sorted(found)]


def rate_on(known: Sequence[RateOfPay], code: str, day: date) -> RateOfPay | None:
    """The newest rate of a code that is in force on `day`."""
    return max((rate for rate in known if rate.code == code and rate.valid_from <= day),
               key=lambda rate: rate.valid_from, default=None)  # fmt: skip


@transaction.atomic
def set_rate(
    facility: Facility, *, code: str, valid_from: date, percent: Decimal, base_percent: Decimal, source: str, user: User
) -> None:
    """The facility's own rate from a day on; one of the same day is replaced, and the trail keeps both.

    Raises PermissionDenied.
    """
    rights.require_one_of(user, MAY_SET, facility)
    own = ContributionRate.objects.filter(facility=facility, code=code, valid_from=valid_from)
    before = own.values_list("percent", flat=True).first()
    said = {"percent": percent, "base_percent": base_percent, "source": source, "entered_by": user}
    ContributionRate.objects.update_or_create(facility=facility, code=code, valid_from=valid_from, defaults=said)
    was = None if before is None else str(before)
    data = {"code": code, "valid_from": str(valid_from), "after": str(percent), "before": was}
    record("finance.contribution-rate.set", user=user, reason=source, data=data)
