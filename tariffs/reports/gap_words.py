"""The gap between cost and tariff in sentences that a head physician understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from finance.money import ZERO, display, display_tenge, round_half_up
from tariffs.gap import EMPTY_BEDS, OVERHEAD, PARTS, PRICE, SPENDING, STAFF, TARIFF, USE, VOLUME, Gap, ProfileAccount
from tariffs.reports.wording import profile_name

MOST_CODES = 2  # named of a part


def part_label(part: str) -> str:
    return {
        TARIFF: _("Tariff against the plan"),
        EMPTY_BEDS: _("Empty beds"),
        VOLUME: _("Volume"),
        STAFF: _("Pay of the ward"),
        USE: _("Use by patients"),
        PRICE: _("Prices and services"),
        OVERHEAD: _("Overhead"),
    }[part]


@dataclass(frozen=True)
class Words:
    """`profiles` and `codes` are names; sentences are in the active language, which `language` says again."""

    profiles: Mapping[str, tuple[str, str]]
    codes: Mapping[str, str]
    language: str

    def money(self, amount: Decimal | Fraction) -> str:
        return display_tenge(round_half_up(max(amount, -amount)), self.language)

    def whole(self, number: int) -> str:
        return display(Decimal(number), self.language, 0)

    def profile(self, key: str) -> str:
        return profile_name(self.profiles, key, self.language)

    def lead(self, account: ProfileAccount, gap: Gap) -> str:
        """What the bed-day costs, what it is paid, and what that makes in the period."""
        if not account.bed_days:
            text = _("No bed-day was done, and %(amount)s were spent.")
            return text % {"amount": self.money(gap.whole)}
        days = account.bed_days
        values = {
            "cost": self.money(Fraction(gap.whole + account.revenue) / days),
            "tariff": self.money(Fraction(account.revenue) / days),
            "amount": self.money(gap.whole),
            "per_day": self.money(Fraction(gap.whole) / days),
        }
        if gap.whole > ZERO:
            text = _("A bed-day costs %(cost)s, the tariff pays %(tariff)s: each loses %(per_day)s, all %(amount)s.")
        else:
            text = _("A bed-day costs %(cost)s, the tariff pays %(tariff)s: each leaves %(per_day)s, all %(amount)s.")
        return text % values

    def of_all(self, gap: Gap) -> list[str]:
        """The gap of all profiles together and its parts, the largest first."""
        values = {"amount": self.money(gap.whole)}
        lead = _("All bed-days lose %(amount)s.") if gap.whole > ZERO else _("All bed-days leave %(amount)s.")
        parts = sorted((part for part in PARTS if gap.parts[part]), key=lambda part: -abs(gap.parts[part]))
        said = [lead % values]
        for part in parts:
            text = _("%(part)s: takes %(amount)s.") if gap.parts[part] > ZERO else _("%(part)s: gives %(amount)s.")
            said.append(text % {"part": part_label(part), "amount": self.money(gap.parts[part])})
        return said

    def sentences(self, account: ProfileAccount, gap: Gap) -> list[tuple[str, str]]:
        """(part, sentence) of every part that is not zero, the largest first."""
        told = [part for part in PARTS if gap.parts[part]]
        told.sort(key=lambda part: -abs(gap.parts[part]))
        return [(part, self._sentence(part, account, gap)) for part in told]

    def _sentence(self, part: str, account: ProfileAccount, gap: Gap) -> str:
        amount = gap.parts[part]
        values = {
            "amount": self.money(amount),
            "done": self.whole(account.bed_days),
            "planned": self.whole(account.bed_days_planned),
            "empty": self.whole(abs((account.capacity or 0) - account.bed_days_planned)),
            "capacity": self.whole(account.capacity or 0),
            "full": self.money(gap.planned_full or ZERO),
            "tariff": self.money(Fraction(account.revenue) / account.bed_days if account.bed_days else ZERO),
            "codes": self._largest(gap, part),
        }
        return (_dearer if amount > ZERO else _cheaper)(part) % values

    def _largest(self, gap: Gap, part: str) -> str:
        """The codes that push the part most to its side: `Заработная плата (111) 35 655 800,00`."""
        if part not in SPENDING:
            return ""
        sign = 1 if gap.parts[part] > ZERO else -1
        codes = sorted(gap.by_code.get(part, {}).items(), key=lambda pair: -pair[1] * sign)
        named = [
            f"{self.codes.get(code, '')} ({code}) {self.money(amount)}".strip()
            for code, amount in codes[:MOST_CODES]
            if amount * sign > 0
        ]
        return "; ".join(named)


def _dearer(part: str) -> str:
    return {
        TARIFF: _(
            "The tariff itself: even with every bed filled and spending as planned, a bed-day would cost "
            "%(full)s, the tariff is %(tariff)s. This takes %(amount)s."
        ),
        EMPTY_BEDS: _(
            "Empty beds: the plan itself leaves %(empty)s of %(capacity)s possible bed-days unused, but beds, rooms "
            "and staff are paid for. This takes %(amount)s."
        ),
        VOLUME: _(
            "Fewer patients than planned: %(done)s bed-days were done, %(planned)s were planned; the standing cost is "
            "spread over fewer. This takes %(amount)s."
        ),
        STAFF: _("Pay of the ward's own staff is over the plan by %(amount)s, most of it: %(codes)s."),
        USE: _("Food and medicines for the bed-days done are over the plan by %(amount)s, most of it: %(codes)s."),
        PRICE: _("What the ward itself buys is over the plan by %(amount)s, most of it: %(codes)s."),
        OVERHEAD: _(
            "The ward's share of administration, upkeep, kitchen and treatment rooms is over the plan by %(amount)s, "
            "most of it: %(codes)s."
        ),
    }[part]


def _cheaper(part: str) -> str:
    return {
        TARIFF: _(
            "The tariff itself: with every bed filled and spending as planned, a bed-day would cost %(full)s, the "
            "tariff is %(tariff)s. This gives %(amount)s."
        ),
        EMPTY_BEDS: _(
            "Beds: %(planned)s bed-days are planned, %(empty)s more than the beds' %(capacity)s. This gives %(amount)s."
        ),
        VOLUME: _(
            "More patients than planned: %(done)s bed-days were done, %(planned)s were planned; the standing cost is "
            "spread over more. This gives %(amount)s."
        ),
        STAFF: _("Pay of the ward's own staff is under the plan by %(amount)s, most of it: %(codes)s."),
        USE: _("Food and medicines for the bed-days done are under the plan by %(amount)s, most of it: %(codes)s."),
        PRICE: _("What the ward itself buys is under the plan by %(amount)s, most of it: %(codes)s."),
        OVERHEAD: _(
            "The ward's share of administration, upkeep, kitchen and treatment rooms is under the plan by %(amount)s, "
            "most of it: %(codes)s."
        ),
    }[part]
