"""What a facility is owed for its bed-days: volumes × tariffs in force. Pure; tenge, exact until shown.

A tariff that changes within a month pays each part of it by its days. A day without a tariff is never paid zero: the
month, and with it the profile, then has no revenue. Where a profile is paid by the case, cases are paid instead.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up
from finance.months import Month
from tariffs.costing_basis import MonthVolume
from tariffs.tariff_in_force import TariffRow, tariff_on

BED_DAY, CASE = "bed-day", "case"


@dataclass(frozen=True, slots=True)
class MonthRevenue:
    """One month of a profile in a setting. `tariff` is tenge per unit (bed-day, or case), None on days without one."""

    month: Month
    profile: str
    setting: str
    bed_days: int
    unit: str
    units: int
    tariff: Fraction | None

    @property
    def amount(self) -> Decimal | None:
        """Revenue of the month to the tiyn; zero where nothing was done, whatever the tariff."""
        if not self.units:
            return Decimal("0.00")
        return None if self.tariff is None else round_half_up(self.tariff * self.units)


@dataclass(frozen=True, slots=True)
class ProfileRevenue:
    """A profile over a period. `amount` and `tariff` (per bed-day) are None where a day that was done has no tariff."""

    profile: str
    bed_days: int
    amount: Decimal | None
    months: tuple[MonthRevenue, ...]

    @property
    def tariff(self) -> Fraction | None:
        """Revenue per bed-day; the tariff itself where it never changed, also without a bed-day."""
        tariffs = {month.tariff for month in self.months if month.unit == BED_DAY and month.tariff is not None}
        if self.amount is None:
            return None
        if self.bed_days:
            return Fraction(self.amount) / self.bed_days
        return tariffs.pop() if len(tariffs) == 1 else None

    @property
    def months_without_tariff(self) -> list[Month]:
        return sorted({month.month for month in self.months if month.amount is None})


@dataclass(frozen=True, slots=True)
class Retroactive:
    """A month already gone when its tariff was published: paid by `before` until then (None: by nothing)."""

    month: Month
    profile: str
    setting: str
    units: int
    before: Decimal | None
    after: Decimal
    row: TariffRow

    @property
    def difference_amount(self) -> Decimal:
        return (self.after - (self.before or Decimal(0))) * self.units


def month_tariff(rows: Sequence[TariffRow], month: Month, profile: str, setting: str, unit: str) -> Fraction | None:
    """The tariff of a month, averaged over its days where it changes within it; None where a day has none."""
    amounts = []
    day = month.first_day
    while day <= month.last_day:
        row = tariff_on(rows, (profile, setting, unit), day)
        if row is None:
            return None
        amounts.append(row.amount)
        day += timedelta(days=1)
    return sum((Fraction(amount) for amount in amounts), Fraction(0)) / len(amounts)


def revenue(volumes: Iterable[MonthVolume], rows: Sequence[TariffRow]) -> dict[str, ProfileRevenue]:
    """Revenue due by profile, over all the months and settings of `volumes`."""
    months: defaultdict[str, list[MonthRevenue]] = defaultdict(list)
    paid_by_case = {(row.profile, row.setting) for row in rows if row.payment_kind == CASE}
    paid_by_day = {(row.profile, row.setting) for row in rows if row.payment_kind == BED_DAY}
    for volume in volumes:
        key = (volume.profile, volume.setting)
        unit = CASE if key in paid_by_case and key not in paid_by_day else BED_DAY
        units = (volume.discharged if unit == CASE else volume.bed_days_done) or 0
        own = [row for row in rows if row.profile == volume.profile]
        tariff = month_tariff(own, volume.month, volume.profile, volume.setting, unit)
        months[volume.profile].append(
            MonthRevenue(volume.month, volume.profile, volume.setting, volume.bed_days_done or 0, unit, units, tariff)
        )
    return {profile: _of_profile(profile, own) for profile, own in months.items()}


def _of_profile(profile: str, months: list[MonthRevenue]) -> ProfileRevenue:
    amounts = [month.amount for month in months]
    has_tariff = None not in amounts and any(month.tariff is not None for month in months)
    amount = sum((a for a in amounts if a is not None), Decimal("0.00")) if has_tariff else None
    return ProfileRevenue(profile, sum(month.bed_days for month in months), amount, tuple(months))


def retroactive(volumes: Iterable[MonthVolume], rows: Sequence[TariffRow]) -> list[Retroactive]:
    """What tariffs published late change in months that were over by then, one line a month and tariff.

    Until its publication a month was paid by the last tariff known, that of the year before included.
    """
    found = []
    for volume in volumes:
        for row in rows:
            if (row.profile, row.setting) != (volume.profile, volume.setting):
                continue
            units = (volume.discharged if row.payment_kind == CASE else volume.bed_days_done) or 0
            in_force = tariff_on(rows, row.key, volume.month.last_day)
            if not units or row.published_on <= volume.month.last_day or in_force is not row:
                continue
            known = [r for r in rows if r.key == row.key and r.published_on < row.published_on
                     and r.applies_from <= volume.month.last_day]  # fmt: skip
            before = max(known, key=lambda r: (r.applies_from, r.published_on), default=None)
            found.append(
                Retroactive(
                    volume.month,
                    volume.profile,
                    volume.setting,
                    units,
                    before.amount if before else None,
                    row.amount,
                    row,
                )
            )
    return found
