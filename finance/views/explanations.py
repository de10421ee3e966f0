"""Figures far from their plan on one page: what was said of each, what is not explained yet, typed in place."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import rooms
from finance.deviations import MAY_EXPLAIN, Deviation, ExplanationError, asking, deviations, explain
from finance.execution import figures
from finance.models import Budget
from finance.months import Month
from finance.reporting.report import Report
from finance.reports import registry
from finance.scope import ScopeError, of_budget
from finance.views.asked import Asked, asked
from finance.views.kept import kept
from finance.views.reach import Reach, reach, signed_in

PREFIX = "explain-"


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """GET lists them by report; POST keeps what was typed and goes back to where it was typed."""
    mine = reach(request)
    wanted = asked(request.GET, mine.budget(key))
    groups = [(report, found) for report, found in _groups(wanted) if found]
    if request.method == "POST":
        return _kept(request, wanted, [one for _report, found in groups for one in found])
    context = {
        "budget": wanted.budget, "asked": wanted, "groups": groups, "may_explain": may_explain(mine, wanted.budget),
        "left": sum(one.said is None for _report, found in groups for one in found), "back": request.get_full_path(),
    }  # fmt: skip
    return render(request, "finance/explanations.html", context)


def _groups(wanted: Asked) -> list[tuple[Report, list[Deviation]]]:
    """The reports that ask, with their rows; one that cannot be made asks nothing."""
    scope, found = of_budget(wanted.budget), []
    for name, one in rooms.reports().items():
        if one.deviates is None or not one.deviates.figure:
            continue
        try:
            report = registry.get(name)(scope, wanted.first, wanted.last, unit="tenge", language=wanted.language)
        except ScopeError:
            continue
        found.append((report, deviations(report, scope, name)))
    return found


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


def of_report(report: Report, wanted: Asked, name: str, mine: Reach) -> dict[str, Any]:
    """What the page of a report needs to ask in place; nothing where nothing asks."""
    if wanted.extent != "budget" or wanted.years:
        return {}
    found = deviations(report, of_budget(wanted.budget), name)
    if not found:
        return {}
    return {
        "deviations": found,
        "left": sum(one.said is None for one in found),
        "may_explain": may_explain(mine, wanted.budget),
        "explanations_url": f"{reverse('explanations', args=[wanted.budget.key])}?{wanted.query}",
    }


def unexplained(budget: Budget, last: Month) -> int:
    """How many rows of the execution since January ask and are not explained; kept while the books stay as they are."""

    def count() -> int:
        scope, january = of_budget(budget), Month(budget.year, 1)
        found = figures(scope, january, last, are_promises_asked=False)
        every = [
            Deviation("execution", found.codes[pk].code, "", own.cash_year, own.plan_period)
            for pk, own in found.by_code.items()
        ]
        return sum(one.said is None for one in asking(every, scope, january, last))

    return kept(("unexplained", budget.pk, str(last)), count)


def to_do(budget: Budget, last: Month) -> tuple[str, str] | None:
    """A line of what needs doing, with where it is done."""
    number = unexplained(budget, last)
    if not number:
        return None
    text = ngettext(
        "%(count)s figure is far from its plan and not explained",
        "%(count)s figures are far from their plan and not explained", number,
    )  # fmt: skip
    return text % {"count": number}, f"{reverse('explanations', args=[budget.key])}?through={last}"
