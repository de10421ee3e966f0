"""What a facility says of its care: volumes, stays, quotas, tariffs, reported figures; as values, months inclusive."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, QuerySet

from finance.asking_once import once
from finance.known_codes import codes_of
from finance.models import Facility
from finance.months import Month
from finance.settings_of import setting_of
from tariffs.bed_days import BedDayRule, Transfers
from tariffs.costing_basis import MonthVolume
from tariffs.declaring import standing
from tariffs.kept_stays import kept_counts
from tariffs.known_profiles import profile_keys
from tariffs.models import Beds, CareSetting, Quota, ReportedFigure, Stay, Tariff, Transfer, Volume
from tariffs.stay_sums import Place, bed_days_between, discharged_by_month
from tariffs.tariff_in_force import TariffRow

RULE_SETTING = "bed_day_rule"


@dataclass(frozen=True, slots=True)
class ReportedValue:
    """A figure as somebody reported it; `profile` is empty for the whole facility."""

    key: str
    profile: str
    value: Decimal
    source: str


def declared_volumes(facility: Facility, first: Month, last: Month) -> list[MonthVolume]:
    """Volumes of the months as somebody declared them. Two queries."""
    profiles = profile_keys()
    return [
        MonthVolume(
            v.month, profiles[v.profile_id], v.setting, v.beds, v.bed_days_planned, v.bed_days_done, v.discharged,
            v.accompanying_days,
        )
        for group in standing(Volume, facility, month__gte=first, month__lte=last).values()
        for v in group
        if isinstance(v, Volume)
    ]  # fmt: skip


def month_volumes(facility: Facility, first: Month, last: Month) -> list[MonthVolume]:
    """Volumes as declared; bed-days of a month and profile that no volume names are those of the stays."""
    found = {(v.month, v.profile, v.setting): v for v in declared_volumes(facility, first, last)}
    discharges = discharged_by_month(kept_counts(facility, last))
    for key, days in counted_from_stays(facility, first, last).items():
        if key not in found:
            found[key] = MonthVolume(*key, None, None, days, discharges.get(key, 0), None, is_counted=True)
    volumes = sorted(found.values(), key=lambda v: (v.month, v.profile, v.setting))
    return volumes if all(v.beds is not None for v in volumes) else _with_beds(facility, volumes)


def _with_beds(facility: Facility, volumes: list[MonthVolume]) -> list[MonthVolume]:
    """Inpatient months that state no beds take those the profile has on the month's first day. One query."""
    registered = registered_beds(facility)

    def beds_on(volume: MonthVolume) -> int | None:
        if volume.beds is not None or volume.setting != CareSetting.INPATIENT:
            return volume.beds
        return _on(volume.month.first_day, registered.get(volume.profile, ()))

    return [replace(volume, beds=beds_on(volume)) for volume in volumes]


def beds_of(facility: Facility, months: Sequence[Month]) -> dict[Month, dict[str, int]]:
    """By month and profile: inpatient beds as volumes state them, else those of its first day. Three queries."""
    volumes = declared_volumes(facility, min(months), max(months))
    stated = {(v.month, v.profile): v.beds for v in volumes if v.setting == CareSetting.INPATIENT}
    registered = registered_beds(facility)
    found: dict[Month, dict[str, int]] = {month: {} for month in months}
    for month, of_month in found.items():
        for profile in dict.fromkeys([*registered, *(profile for _month, profile in stated)]):
            beds = stated.get((month, profile))
            known = _on(month.first_day, registered.get(profile, ())) if beds is None else beds
            if known is not None:
                of_month[profile] = known
    return found


@once
def registered_beds(facility: Facility) -> dict[str, list[tuple[date, int]]]:
    """Beds by profile and the day they are there from, oldest first. One query."""
    return beds_since(Beds.objects.filter(facility=facility), profile_keys())


def beds_since(beds: Iterable[Beds], profiles: Mapping[int | None, str]) -> dict[str, list[tuple[date, int]]]:
    """By profile, oldest first."""
    found: dict[str, list[tuple[date, int]]] = {}
    for row in sorted(beds, key=lambda row: row.since):
        found.setdefault(profiles[row.profile_id], []).append((row.since, row.beds))
    return found


def _on(day: date, registered: Sequence[tuple[date, int]]) -> int | None:
    known = [beds for since, beds in registered if since <= day]
    return known[-1] if known else None


def transfers_of(facility: Facility, **limits: Any) -> dict[tuple[str, date], Transfers]:
    """Days and profiles of moves by case and day of admission. One query."""
    profiles = profile_keys()
    return {
        (case, admitted): tuple((row.day, profiles[row.profile_id]) for row in group if row.profile_id)  # type: ignore[attr-defined] # Transfers
        for (case, admitted), group in standing(Transfer, facility, **limits).items()
    }


@once
def has_stays(facility: Facility) -> bool:
    """Whether a stay is in the register. One query."""
    return with_stays(facility).exists()


def with_stays(facility: Facility) -> QuerySet[Facility]:
    """The facility, where a stay is in its register."""
    return Facility.objects.filter(Exists(Stay.objects.in_force().filter(facility=facility)), pk=facility.pk)


def counted_from_stays(facility: Facility, first: Month, last: Month) -> dict[Place, int]:
    """Bed-days of the register by month, profile and setting, by the facility's counting rule. Two queries."""
    counts = kept_counts(facility, last)
    return bed_days_between(counts, rule_of(facility), first, last) if counts else {}


def rule_of(facility: Facility) -> BedDayRule:
    """How the facility counts the days of admission and discharge. One query."""
    return BedDayRule(setting_of(facility, RULE_SETTING) or BedDayRule.ONE)


def quotas_by_district(facility: Facility, first: Month, last: Month) -> dict[str, int]:
    """Quotas whose period lies within `first` to `last`, added up; in the order of the file.

    Those of all profiles together, where any are stated, else of each.
    """
    rows = [
        row
        for group in standing(Quota, facility, first_month__gte=first, last_month__lte=last).values()
        for row in group
        if isinstance(row, Quota) and row.referred_by
    ]
    chosen = [row for row in rows if row.profile_id is None] or rows
    found: defaultdict[str, int] = defaultdict(int)
    for row in chosen:
        found[row.referred_by] += row.quota or 0
    return dict(found)


def tariff_rows(facility: Facility) -> list[TariffRow]:
    """Every tariff the facility ever declared and that stands, tenge."""
    profiles = profile_keys()
    return [
        TariffRow(
            profiles[t.profile_id],
            t.setting,
            t.payment_kind,
            t.amount,
            t.applies_from,
            t.published_on,
            t.order_number,
            t.cell,
        )
        for group in standing(Tariff, facility).values()
        for t in group
        if isinstance(t, Tariff)
    ]


def reported_figures(facility: Facility, first: Month, last: Month) -> list[ReportedValue]:
    """Figures reported for exactly these months."""
    profiles = profile_keys()
    return [
        ReportedValue(f.key, profiles.get(f.profile_id, ""), f.value, f.source)
        for group in standing(ReportedFigure, facility, first_month=first, last_month=last).values()
        for f in group
        if isinstance(f, ReportedFigure)
    ]


def variable_shares(year: int) -> dict[str, Decimal]:
    """Code → the share of its cost that changes with bed-days (0 to 1)."""
    return {one.code: one.variable_share for one in codes_of(year) if one.variable_share}
