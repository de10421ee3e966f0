"""The page of projects: what each is to cost, what is paid and left, and where it is edited and reported."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from finance.languages import active_language
from finance.models import Budget
from finance.money import ZERO, display
from finance.months import Month
from finance.registers import registers
from finance.reporting.periods import period_in_words
from finance.rooms import reports
from finance.scope import Scope
from finance.views.reach import reach
from projects.figures import Money, added, by_place
from projects.models import Project
from projects.register_tables import REGISTERS
from projects.room_names import FAMILY


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Projects whose budgets the reader may see, and those of facilities where the reader sets projects up."""
    mine, person = reach(request), request.user
    assert isinstance(person, User)
    of_project: dict[str, list[Budget]] = {}
    for budget in mine.budgets:
        if budget.project:
            of_project.setdefault(budget.project, []).append(budget)
    known = Project.objects.filter(facility__in=mine.facilities).select_related("facility")
    money = _money([budget for budgets in of_project.values() for budget in budgets])
    rows = [_row(one, of_project.get(one.key, []), money) for one in known]
    editable = [
        (facility, [(reverse("register", args=[facility.number, one.key]), one.label) for one in REGISTERS])
        for facility in mine.facilities
        if registers()["projects"].may_edit(person, facility)
    ]
    return render(request, "projects/projects.html", {"rows": rows, "editable": editable})


def _money(budgets: list[Budget]) -> dict[int, Money]:
    """What stands in each budget, by its id. One query."""
    if not budgets:
        return {}
    years = [budget.year for budget in budgets]
    found: defaultdict[int, list[Money]] = defaultdict(list)
    scope = Scope(tuple(budgets), budgets[0].facility)
    for (budget, _site, _code), money in by_place(scope, Month(min(years), 1), Month(max(years), 12)).items():
        found[budget].append(money)
    return {budget.pk: added(found[budget.pk]) for budget in budgets}


def _row(project: Project, budgets: list[Budget], of_budget: dict[int, Money]) -> dict[str, Any]:
    """What stands of a project, tenge; its plan is that of its lines."""
    money = added(of_budget[budget.pk] for budget in budgets)
    query = f"from={project.first}&through={project.last}"
    links = [
        (f"{reverse('report', args=[budgets[0].key, one.name])}?{query}", one.label)
        for one in reports().values()
        if one.family == FAMILY and budgets
    ]
    share = money.paid * 100 / money.plan if money.plan else None
    return {
        "project": project, "period": period_in_words(project.first, project.last, active_language()),
        "amount": _said(project.amount), "plan": _said(money.plan), "paid": _said(money.paid),
        "left": _said(money.left), "percent": "" if share is None else display(share, active_language(), 1),
        "is_apart": bool(money.plan) and money.plan != project.amount, "links": links,
    }  # fmt: skip


def _said(amount: Decimal) -> str:
    return display(amount, active_language()) if amount != ZERO else "—"
