"""What a facility says of its care: volumes, stays, quotas, tariffs, reported figures; as values, months inclusive."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from finance.asking_once import once
from finance.models import BudgetCode, Facility
from finance.months import Month
from finance.settings_of import setting_of
from tariffs.bed_days import BedDayRule, CountedStay, Transfers, count_bed_days
from tariffs.costing_basis import MonthVolume
from tariffs.declaring import standing
from tariffs.models import Beds, CareProfile, CareSetting, Quota, ReportedFigure, Stay, Tariff, Transfer, Volume
from tariffs.tariff_in_force import TariffRow

RULE_SETTING = "bed_day_rule"


@dataclass(frozen=True, slots=True)
class Reported:
    """A figure as somebody reported it; `profile` is empty for the whole facility."""

    key: str
    profile: str
    value: Decimal
    source: str


def profile_names() -> dict[str, tuple[str, str]]:
    """Profile → its names in Russian and Kazakh."""
    return {profile.key: (profile.name_ru, profile.name_kk) for profile in care_profiles()}


def profile_keys() -> dict[int | None, str]:
    """Id of a profile → its key. One query."""
    return {profile.pk: profile.key for profile in care_profiles()}


@once
def care_profiles() -> list[CareProfile]:
    """In the order of their keys. One query."""
    return list(CareProfile.objects.order_by("key"))


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
    """Volumes as declared; bed-days of a month and profile that no volume names are counted from the stays."""
    found = {(v.month, v.profile, v.setting): v for v in declared_volumes(facility, first, last)}
    stays = stays_of(facility, through=last)
    discharges = discharged_by_month(stays)
    for key, days in counted_from_stays(facility, stays, first, last).items():
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


@dataclass(frozen=True, slots=True)
class ReferredStay:
    """A stay and the organisation that sent the patient."""

    stay: CountedStay
    referred_by: str


def stays_of(facility: Facility, through: Month | None = None) -> list[ReferredStay]:
    """The register of stays; of those admitted by the end of `through` where given. Two queries."""
    profiles = profile_keys()
    limits = {} if through is None else {"admitted__lte": through.last_day}
    moved = transfers_of(facility, **limits)
    return [
        ReferredStay(
            CountedStay(
                s.case,
                profiles[s.profile_id],
                s.admitted,
                s.discharged,
                s.setting,
                transfers=moved.get((s.case, s.admitted), ()),
            ),
            s.referred_by,
        )
        for group in standing(Stay, facility, **limits).values()
        for s in group
        if isinstance(s, Stay)
    ]


def transfers_of(facility: Facility, **limits: Any) -> dict[tuple[str, date], Transfers]:
    """Days and profiles of moves by case and day of admission. One query."""
    profiles = profile_keys()
    return {
        (case, admitted): tuple((row.day, profiles[row.profile_id]) for row in group if row.profile_id)  # type: ignore[attr-defined] # Transfers
        for (case, admitted), group in standing(Transfer, facility, **limits).items()
    }


def has_stays(facility: Facility) -> bool:
    """Whether a stay is in the register. One query."""
    return Stay.objects.in_force().filter(facility=facility).exists()


def counted_from_stays(
    facility: Facility, stays: list[ReferredStay], first: Month, last: Month
) -> dict[tuple[Month, str, str], int]:
    """Bed-days of the register by month, profile and setting, by the facility's counting rule."""
    counted = count_bed_days((s.stay for s in stays), rule_of(facility), through=last.last_day)
    return {key: days for key, days in counted.items() if first <= key[0] <= last}


def rule_of(facility: Facility) -> BedDayRule:
    """How the facility counts the days of admission and discharge. One query."""
    return BedDayRule(setting_of(facility, RULE_SETTING) or BedDayRule.ONE)


def discharged_by_month(stays: list[ReferredStay]) -> dict[tuple[Month, str, str], int]:
    """Treated cases by the month they were discharged in, profile and setting."""
    found: defaultdict[tuple[Month, str, str], int] = defaultdict(int)
    for item in stays:
        if item.stay.discharged is not None:
            found[Month.of(item.stay.discharged), item.stay.parts[-1].profile, item.stay.setting] += 1
    return dict(found)


def admitted_by_district(stays: list[ReferredStay], first: Month, last: Month) -> dict[str, int]:
    """How many cases of each referring organisation were admitted in the period."""
    found: defaultdict[str, int] = defaultdict(int)
    for item in stays:
        if first <= Month.of(item.stay.admitted) <= last:
            found[item.referred_by] += 1
    return dict(found)


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


def reported_figures(facility: Facility, first: Month, last: Month) -> list[Reported]:
    """Figures reported for exactly these months."""
    profiles = profile_keys()
    return [
        Reported(f.key, profiles.get(f.profile_id, ""), f.value, f.source)
        for group in standing(ReportedFigure, facility, first_month=first, last_month=last).values()
        for f in group
        if isinstance(f, ReportedFigure)
    ]


def variable_shares(year: int) -> dict[str, Decimal]:
    """Code → the share of its cost that changes with bed-days (0 to 1)."""
    codes = BudgetCode.objects.exclude(valid_from__year__gt=year).exclude(valid_to__year__lte=year)
    return {code: share for code, share in codes.values_list("code", "variable_share") if share}
