"""What the cost of a bed-day of a month cannot do without, and where each thing is seen to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from finance.known_budgets import budgets_of
from finance.models import Balance, Measure
from finance.needs import BED_DAY_COST, register_link
from finance.registers import RegisterPlace
from finance.rights import Action
from finance.rooms import Need
from tariffs.asking_together import for_needs
from tariffs.declaring import standing
from tariffs.facility_records import month_volumes, registered_beds, tariff_rows
from tariffs.models import Attribution, CostCentre, DriverValue


def needs_of_bed_day_cost(place: RegisterPlace) -> list[Need]:
    facility, month = place.facility, place.month
    for_needs(facility, month)
    budget = next((one for one in budgets_of(facility) if one.year == place.year), None)
    posted = Balance.objects.filter(budget__facility=facility, measure=Measure.ACTUAL, month=month).exclude(amount=0)
    volumes = any(volume.bed_days_done for volume in month_volumes(facility, month, month))
    of_month = f"{reverse('tariffs:volumes', args=[budget.key])}?month={month}" if budget else ""
    budgets = register_link(facility, "budgets")

    def table(key: str) -> str:
        return register_link(facility, key, place)

    return [
        Need(BED_DAY_COST, _("Care profiles and beds"), bool(registered_beds(facility)), table("beds")),
        Need(BED_DAY_COST, _("Cost centres of the year"), bool(standing(CostCentre, facility, year=place.year)),
             table("centres")),
        Need(BED_DAY_COST, _("Where the cost of each code goes"),
             bool(standing(Attribution, facility, year=place.year)), table("attribution")),
        Need(BED_DAY_COST, _("Drivers of the month"), bool(standing(DriverValue, facility, month=month)),
             table("drivers")),
        Need(BED_DAY_COST, _("Bed-days of the month"), volumes, of_month or budgets,
             Action.COST if budget else Action.VIEW),
        Need(BED_DAY_COST, _("Actual cost of the month"), posted.exists(),
             reverse("imports:list") if budget else budgets, Action.IMPORT if budget else Action.VIEW),
        Need(BED_DAY_COST, _("Tariffs of the year"),
             any(row.applies_from.year == place.year for row in tariff_rows(facility)),
             table("tariffs")),
    ]  # fmt: skip
