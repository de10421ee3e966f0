"""What Form No. 2 of a month cannot do without, and where each thing is seen to."""

from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext as _

from finance import rooms
from finance.cash import stated_balances
from finance.known_budgets import budgets_of
from finance.models import Balance, Facility, Measure, Signatory
from finance.registers import RegisterPlace
from finance.rights import Action
from finance.rooms import Need

FORM2, BED_DAY_COST = "form2", "bed-day-cost"


def register_link(facility: Facility, key: str, place: RegisterPlace | None = None) -> str:
    """The page of a register, for the place's month where one is given."""
    address = reverse("register", args=[facility.number, key])
    return f"{address}?month={place.month}" if place else address


def missing(place: RegisterPlace) -> dict[str, list[Need]]:
    """Every need by the report it serves, in order; met ones too."""
    found: dict[str, list[Need]] = {FORM2: [], BED_DAY_COST: []}
    for room in rooms.rooms():
        for needs in room.needs:
            for need in needs(place):
                found[need.goal].append(need)
    return found


def needs_of_form2(place: RegisterPlace) -> list[Need]:
    facility, month = place.facility, place.month
    of_the_year = (one for one in budgets_of(facility) if one.year == place.year)
    budgets = sorted(of_the_year, key=attrgetter("key"))
    posted = Balance.objects.filter(budget__in=budgets).exclude(amount=0).values_list("measure", "month")
    of_year = {measure for measure, _month in posted}
    of_month = {measure for measure, at in posted if at.calendar == month}
    stated = [days for days in stated_balances(budgets, place.year).values() if month.last_day in days]
    signing = Signatory.objects.filter(facility=facility).exists()
    # before there is a budget, nothing of it can be brought
    budget = register_link(facility, "budgets")
    files = reverse("imports:list") if budgets else budget
    plan = reverse("plan", args=[budgets[0].key]) if budgets else budget
    brings = Action.IMPORT if budgets else Action.VIEW
    return [
        Need(FORM2, _("Who signs"), signing, register_link(facility, "signatories")),
        Need(FORM2, _("A budget of %(year)s") % {"year": place.year}, bool(budgets), budget),
        Need(FORM2, _("The plan of the year"), Measure.PLAN in of_year, plan, brings),
        Need(FORM2, _("Money received in the month"), Measure.FUNDING in of_month, files, brings),
        Need(FORM2, _("Payments of the month"), Measure.CASH in of_month, files, brings),
        Need(FORM2, _("Actual cost of the month"), Measure.ACTUAL in of_month, files, brings),
        Need(FORM2, _("The cash balance at the end of the month"), bool(budgets) and len(stated) == len(budgets),
             files, brings),
    ]  # fmt: skip
