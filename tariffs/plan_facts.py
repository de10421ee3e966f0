"""What care tells for next year's plan: approved positions, bed-days, and what the tariffs would pay for them."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from finance.models import Budget
from finance.money import ZERO, totals
from finance.months import Month
from finance.plan_facts import PlanFacts
from tariffs.declaring import standing
from tariffs.facility_records import month_volumes, tariff_rows
from tariffs.models import Position
from tariffs.revenue import revenue
from tariffs.tariff_in_force import Key, TariffRow


def plan_facts(budget: Budget, before: Budget) -> PlanFacts:
    """Bed-days of the year before; income is those at the tariffs of the same month a year later."""
    facility = budget.facility
    first, last = Month(before.year, 1), Month(before.year, 12)
    volumes = month_volumes(facility, first, last)
    bed_days: defaultdict[int, Decimal] = defaultdict(lambda: Decimal(0))
    for volume in volumes:
        bed_days[volume.month.number] += Decimal(volume.bed_days_done or 0)
    planned = [replace(volume, month=Month(budget.year, volume.month.number)) for volume in volumes]
    income: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for of_profile in revenue(planned, _rows(budget)).values():
        for month in of_profile.months:
            income[month.month.number] += month.amount or ZERO
    known = {number: days for number, days in bed_days.items() if days}
    return PlanFacts(_positions(budget), known, {number: income[number] for number in known if income[number]})


def _rows(budget: Budget) -> list[TariffRow]:
    """Tariffs; the newest of a key goes on where the planned year has none of its own yet."""
    rows, begin = tariff_rows(budget.facility), date(budget.year, 1, 1)
    newest: dict[Key, TariffRow] = {}
    for row in sorted(rows, key=lambda row: (row.applies_from, row.published_on)):
        if row.applies_from <= begin:
            newest[row.key] = row
    return rows + [replace(row, applies_from=begin) for row in newest.values() if row.applies_from < begin]


def _positions(budget: Budget) -> dict[str, Decimal]:
    """Approved positions by category, of the newest month anybody stated by the end of the planned year.

    A list by department names a category more than once.
    """
    groups = standing(Position, budget.facility, month__lte=Month(budget.year, 12)).values()
    rows = [row for group in groups for row in group if isinstance(row, Position)]
    newest = max((row.month for row in rows), default=None)
    return dict(totals((row.category, row.approved) for row in rows if row.month == newest))
