"""What the books say of an indicator: the figure that its formula names, from the volumes of care."""

from collections.abc import Collection
from fractions import Fraction

from finance.models import Facility
from finance.months import Month, span
from tariffs.bed_days import average_stay, bed_turnover, bed_working_days
from tariffs.costing_basis import MonthVolume
from tariffs.facility_records import month_volumes, stays_of, treated_in
from tariffs.indicators import AVERAGE_STAY, BED_DAY_PLAN_PCT, BED_WORK, TURNOVER

OF_BEDS = (BED_WORK, AVERAGE_STAY, TURNOVER, BED_DAY_PLAN_PCT)


def computed(facility: Facility, first: Month, last: Month, formulas: Collection[str]) -> dict[str, Fraction]:
    """Formula → its figure for the months, inclusive; one that nothing can be computed of is left out."""
    if not set(formulas) & set(OF_BEDS):
        return {}
    stays = stays_of(facility, through=last)
    volumes = month_volumes(facility, first, last, stays)
    found = of_beds(volumes, len(list(span(first, last))), treated_in(stays, first, last))
    return {key: value for key in formulas if (value := found.get(key)) is not None}


def of_beds(volumes: Collection[MonthVolume], months: int, treated: int = 0) -> dict[str, Fraction | None]:
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
