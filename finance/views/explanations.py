"""Figures far from their plan on one page: what was said of each, what is not explained yet, typed in place."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import rooms
from finance.asking_once import asking_once
from finance.deviations import MAY_EXPLAIN, Deviation, ExplanationError, deviations, explain
from finance.kept import kept
from finance.models import Budget
from finance.months import Month
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import ScopeError, of_budget
from finance.unexplained import unexplained
from finance.views.asked import Asked, asked
from finance.views.reach import Reach, reach, signed_in

PREFIX = "explain-"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """GET lists them by report; POST keeps what was typed and goes back to where it was typed."""
    mine = reach(request)
    wanted = asked(request.GET, mine.budget(key))
    groups = kept(("to explain", wanted.budget.pk, wanted.query, wanted.language), lambda: _groups(wanted))
    if request.method == "POST":
        return _kept(request, wanted, [one for _title, found in groups for one in found])
    context = {
        "budget": wanted.budget, "asked": wanted, "groups": groups, "may_explain": may_explain(mine, wanted.budget),
        "left": sum(one.said is None for _title, found in groups for one in found), "back": request.get_full_path(),
        "languages": settings.LANGUAGES,
    }  # fmt: skip
    return render(request, "finance/explanations.html", context)


def _groups(wanted: Asked) -> list[tuple[str, list[Deviation]]]:
    """The reports that ask, by title, with their rows; one that cannot be made asks nothing."""
    scope, found = of_budget(wanted.budget), []
    with asking_once():
        for name, one in rooms.reports().items():
            if one.deviates is None or not one.deviates.figure:
                continue
            try:
                report = registry.get(name)(scope, wanted.first, wanted.last, unit="tenge", language=wanted.language)
            except ScopeError:
                continue
            found.append((report.title, deviations(report, scope, name)))
    return [(title, asked) for title, asked in found if asked]


def _kept(request: HttpRequest, wanted: Asked, every: list[Deviation]) -> HttpResponse:
    typed = {field: request.POST.get(field, "") for field in request.POST if field.startswith(PREFIX)}
    said = {field.removeprefix(PREFIX): text for field, text in typed.items() if text.strip()}
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = request.get_full_path()
    try:
        number = explain(wanted.budget, every, said, (wanted.first, wanted.last), user=signed_in(request))
    except ExplanationError as error:
        messages.error(request, str(error))
        return redirect(back)
    told = ngettext("%(count)s explanation is kept.", "%(count)s explanations are kept.", number) % {"count": number}
    messages.success(request, told)
    return redirect(back, status=HTTPStatus.FOUND)


def may_explain(mine: Reach, budget: Budget) -> bool:
    return any(mine.may(action, budget.facility) for action in MAY_EXPLAIN)


def asking_in(report: Report, wanted: Asked, name: str) -> list[Deviation]:
    """What the page of a report asks in place; nothing where several budgets stand together."""
    if wanted.extent != "budget" or wanted.years:
        return []
    return deviations(report, of_budget(wanted.budget), name)


def in_place(found: Sequence[Deviation], wanted: Asked, mine: Reach) -> dict[str, Any]:
    """What `parts/explain.html` needs; nothing where nothing asks."""
    if not found:
        return {}
    return {
        "deviations": found,
        "left": sum(one.said is None for one in found),
        "may_explain": may_explain(mine, wanted.budget),
        "explanations_url": f"{reverse('explanations', args=[wanted.budget.key])}?{wanted.query}",
    }


def to_do(budget: Budget, last: Month) -> tuple[str, str] | None:
    """A line of what needs doing, with where it is done."""
    number = kept(("unexplained", budget.pk, str(last)), lambda: unexplained(budget, last))
    if not number:
        return None
    text = ngettext(
        "%(count)s figure is far from its plan and not explained",
        "%(count)s figures are far from their plan and not explained", number,
    )  # fmt: skip
    return text % {"count": number}, f"{reverse('explanations', args=[budget.key])}?through={last}"
