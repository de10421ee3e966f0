"""What Form No. 2 of a month cannot do without, and where each thing is seen to."""

from collections.abc import Sequence
from operator import attrgetter

from django.urls import reverse
from django.utils.translation import gettext as _

from finance import rooms
from finance.cash import stated_balances
from finance.known_budgets import budgets_of
from finance.models import Balance, Budget, Facility, Measure, Signatory
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
    posted = Balance.objects.filter(budget__in=budgets).exclude(amount=0).values_list("budget", "measure", "month")
    of_month = {measure for _budget, measure, at in posted if at.calendar == month}
    begun = {budget for budget, _measure, _month in posted}
    planned = {budget for budget, measure, _month in posted if measure == Measure.PLAN}
    stated = {budget for budget, days in stated_balances(budgets, place.year).items() if month.last_day in days}
    # one that nothing was brought into asks for nothing, beside those at work
    working = [one for one in budgets if one.pk in begun] or budgets
    unplanned = [one for one in working if one.pk not in planned]
    unstated = [one for one in working if one.pk not in stated]
    signing = Signatory.objects.filter(facility=facility).exists()
    # before there is a budget, nothing of it can be brought
    budget = register_link(facility, "budgets")
    files = reverse("imports:list") if budgets else budget
    plan = reverse("plan", args=[(unplanned or budgets)[0].key]) if budgets else budget
    brings = Action.IMPORT if budgets else Action.VIEW
    return [
        Need(FORM2, _("Who signs"), signing, register_link(facility, "signatories")),
        Need(FORM2, _("A budget of %(year)s") % {"year": place.year}, bool(budgets), budget),
        Need(FORM2, _of(_("The plan of the year"), unplanned, working), bool(budgets) and not unplanned, plan, brings),
        Need(FORM2, _("Money received in the month"), Measure.FUNDING in of_month, files, brings),
        Need(FORM2, _("Payments of the month"), Measure.CASH in of_month, files, brings),
        Need(FORM2, _("Actual cost of the month"), Measure.ACTUAL in of_month, files, brings),
        Need(FORM2, _of(_("The cash balance at the end of the month"), unstated, working),
             bool(budgets) and not unstated, files, brings),
    ]  # fmt: skip


def _of(label: str, lacking: Sequence[Budget], working: Sequence[Budget]) -> str:
    """The label, with whose money lacks it where others have it."""
    return f"{label}: {', '.join(one.source.name for one in lacking)}" if 0 < len(lacking) < len(working) else label
