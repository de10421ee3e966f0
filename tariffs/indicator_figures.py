"""What the books of care and money say of an indicator: work of beds, quotas, income against cost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.book_figures import BookFigure, BookFigures
from finance.models import Facility, Measure
from finance.money import total
from finance.months import Month, span
from finance.scope import Scope
from finance.several_years import amounts
from tariffs.bed_days import average_stay, bed_turnover, bed_working_days
from tariffs.costing_basis import MonthVolume
from tariffs.declaring import standing
from tariffs.facility_records import month_volumes, quotas_by_district
from tariffs.indicators import (
    AVERAGE_STAY,
    BED_DAY_PLAN_PCT,
    BED_WORK,
    PROFITABILITY,
    QUOTA_PCT,
    RESULT,
    RURAL_PCT,
    TURNOVER,
)
from tariffs.kept_stays import treated
from tariffs.known_profiles import profile_keys
from tariffs.models import Quota, Volume
from tariffs.quota_records import ALL, QuotaLine, lines_of, stated_of

OF_BEDS = (BED_WORK, AVERAGE_STAY, TURNOVER, BED_DAY_PLAN_PCT)
OF_QUOTAS = (QUOTA_PCT, RURAL_PCT)
OF_MONEY = (RESULT, PROFITABILITY)


@dataclass(frozen=True, slots=True)
class MonthOfBeds:
    """What the beds of a profile did in a month."""

    beds: int | None
    bed_days_done: int | None
    bed_days_planned: int | None
    discharged: int | None


def compute(scope: Scope, first: Month, last: Month, keys: Collection[str]) -> dict[str, BookFigure]:
    """The figures of `keys` for the months, inclusive. Five queries at most where volumes state their beds."""
    facility = scope.budgets[0].facility
    found: dict[str, BookFigure] = {}
    if not set(OF_BEDS).isdisjoint(keys):
        places = sum(quotas_by_district(facility, first, last).values()) if AVERAGE_STAY in keys else 0
        found |= _work_of_beds(facility, first, last, places)
    if not set(OF_QUOTAS).isdisjoint(keys):
        found |= of_quotas(lines_of(facility, first, last, profile_keys()))
    if not set(OF_MONEY).isdisjoint(keys):
        found |= _of_money(scope, first, last)
    return {key: found[key] for key in keys}


FIGURES = BookFigures(
    {
        BED_WORK: gettext_lazy("bed-days ÷ average number of beds"),
        AVERAGE_STAY: gettext_lazy("bed-days ÷ treated cases"),
        TURNOVER: gettext_lazy("discharged ÷ beds"),
        BED_DAY_PLAN_PCT: gettext_lazy("bed-days done ÷ planned × 100"),
        QUOTA_PCT: gettext_lazy("admitted ÷ places × 100"),
        RURAL_PCT: gettext_lazy("admitted from districts ÷ all admitted × 100"),
        RESULT: gettext_lazy("income − cost"),
        PROFITABILITY: gettext_lazy("result ÷ income × 100"),
    },
    compute,
)


def _work_of_beds(facility: Facility, first: Month, last: Month, places: int) -> dict[str, BookFigure]:
    declared = standing(Volume, facility, month__gte=first, month__lte=last).values()
    volumes = [MonthOfBeds(*_work(row)) for group in declared for row in group if isinstance(row, Volume)]
    cases = treated(facility, first, last)
    if not volumes or any(volume.beds is None for volume in volumes):
        volumes = [MonthOfBeds(*_work(volume)) for volume in month_volumes(facility, first, last)]
    months = len(list(span(first, last)))
    found = of_beds(volumes, months, cases)
    planned = of_beds([replace(one, bed_days_done=one.bed_days_planned) for one in volumes], months, places)
    return {
        key: BookFigure(
            found.get(key),
            "" if found.get(key) is not None else _missing_of_beds(key, volumes),
            planned=planned.get(key) if key == BED_WORK or (key == AVERAGE_STAY and places) else None,
            report="volumes",
        )
        for key in OF_BEDS
    }


def _missing_of_beds(key: str, volumes: Collection[MonthOfBeds]) -> str:
    if not volumes:
        return _("The volumes of these months are not in the books. Import them, or type them in.")
    if key == BED_DAY_PLAN_PCT:
        return _("The volumes of these months say no planned bed-days.")
    if key == AVERAGE_STAY:
        return _("Nothing says how many cases were treated: no stay, and no discharged in the volumes.")
    return _("The volumes of these months say no beds.")


def _work(volume: Volume | MonthVolume) -> tuple[int | None, ...]:
    return volume.beds, volume.bed_days_done, volume.bed_days_planned, volume.discharged


def of_beds(volumes: Collection[MonthOfBeds], months: int, treated: int = 0) -> dict[str, Fraction | None]:
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


def _chosen(lines: Collection[QuotaLine]) -> list[QuotaLine]:
    """The lines of all profiles together where any are stated, else of each."""
    whole = [line for line in lines if line.profile == ALL]
    return whole or list(lines)


def of_quotas(lines: Collection[QuotaLine]) -> dict[str, BookFigure]:
    """Admitted of the places, and those from districts of all admitted, in percent."""
    chosen = _chosen(lines)
    profiles = {line.profile for line in chosen}
    places, admitted = (
        sum(stated_of(chosen, profile, figure) for profile in profiles) for figure in ("quota", "admitted")
    )
    rows = [line for line in chosen if line.organisation]
    rural = sum(line.now.admitted or 0 for line in rows if line.group == Quota.Group.DISTRICT)
    is_grouped = any(line.group for line in rows)
    if not lines:
        missing = _("The quotas of these months are not in the books. Import them.")
        return {key: BookFigure(missing=missing, report="quotas") for key in OF_QUOTAS}
    return {
        QUOTA_PCT: _percent(admitted, places, _("The quotas of these months say no places.")),
        RURAL_PCT: _percent(
            rural,
            admitted if is_grouped else 0,
            _("The quotas of these months do not say which organisations are of districts, or who was admitted."),
        ),
    }


def _percent(part: int, whole: int, missing: str) -> BookFigure:
    if not whole:
        return BookFigure(missing=missing, report="quotas")
    return BookFigure(Fraction(part * 100, whole), report="quotas")


def _of_money(scope: Scope, first: Month, last: Month) -> Mapping[str, BookFigure]:
    """Income less cost in tenge, and in percent of the income. Money received is no income."""
    every = list(amounts(scope, first, last, (Measure.INCOME, Measure.ACTUAL)))
    income = total(one.amount for one in every if one.measure == Measure.INCOME)
    cost = total(one.amount for one in every if one.measure == Measure.ACTUAL)
    if not income:
        missing = _("The income of these months is not in the books. Import the acts with the Fund.")
        return {key: BookFigure(missing=missing, report="result") for key in OF_MONEY}
    if not cost:
        missing = _("The actual cost of these months is not in the books. Import the trial balances.")
        return {key: BookFigure(missing=missing, report="result") for key in OF_MONEY}
    result = Fraction(income - cost)
    return {
        RESULT: BookFigure(result, is_money=True, report="result"),
        PROFITABILITY: BookFigure(result * 100 / Fraction(income), report="result"),
    }
