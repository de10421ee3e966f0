"""What the books say of an indicator: the figure that its formula names, from the volumes of care."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from finance.models import Facility
from finance.months import Month, span
from tariffs.bed_days import average_stay, bed_turnover, bed_working_days
from tariffs.costing_basis import MonthVolume
from tariffs.declaring import Group, standing
from tariffs.facility_records import month_volumes
from tariffs.indicators import AVERAGE_STAY, BED_DAY_PLAN_PCT, BED_WORK, TURNOVER
from tariffs.models import Stay, Volume


@dataclass(frozen=True, slots=True)
class Work:
    """What the beds of a profile did in a month."""

    beds: int | None
    bed_days_done: int | None
    bed_days_planned: int | None
    discharged: int | None


OF_BEDS = (BED_WORK, AVERAGE_STAY, TURNOVER, BED_DAY_PLAN_PCT)


def computed(facility: Facility, first: Month, last: Month, formulas: Collection[str]) -> dict[str, Fraction]:
    """Formula → its figure for the months, inclusive; one that nothing can be computed of is left out.

    Two queries where volumes with their beds are stated for the period.
    """
    if not set(formulas) & set(OF_BEDS):
        return {}
    declared = standing(Volume, facility, month__gte=first, month__lte=last).values()
    volumes = [Work(*_work(row)) for group in declared for row in group if isinstance(row, Volume)]
    treated = sum(1 for group in standing(Stay, facility, admitted__lte=last.last_day).values() if _is_in(group, first))
    if not volumes or any(volume.beds is None for volume in volumes):
        volumes = [Work(*_work(volume)) for volume in month_volumes(facility, first, last)]
    found = of_beds(volumes, len(list(span(first, last))), treated)
    return {key: value for key in formulas if (value := found.get(key)) is not None}


def _work(volume: Volume | MonthVolume) -> tuple[int | None, ...]:
    return volume.beds, volume.bed_days_done, volume.bed_days_planned, volume.discharged


def _is_in(group: Group, first: Month) -> bool:
    """Whether a case is still in on the first day of the period, or later."""
    stay = group[0]
    return isinstance(stay, Stay) and (stay.discharged is None or stay.discharged >= first.first_day)


def of_beds(volumes: Collection[Work], months: int, treated: int = 0) -> dict[str, Fraction | None]:
    """Bed-days ÷ average beds, bed-days ÷ treated cases, discharged ÷ beds, bed-days done ÷ planned × 100.

    `treated` are the register's cases of the period, the unfinished too; without a register those discharged.
    """
    if not volumes:
        return {}
    beds = Fraction(sum(volume.beds or 0 for volume in volumes), months)
    done = sum(volume.bed_days_done or 0 for volume in volumes)
    planned = sum(volume.bed_days_planned or 0 for volume in volumes)
    discharged = sum(volume.discharged or 0 for volume in volumes)
    return {
        BED_WORK: bed_working_days(done, beds),
        AVERAGE_STAY: average_stay(done, treated or discharged),
        TURNOVER: bed_turnover(discharged, beds),
        BED_DAY_PLAN_PCT: Fraction(done * 100, planned) if planned else None,
    }
