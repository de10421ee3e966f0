"""From any figure of a cost to the rule, the base, the balances, the entries and the source cell."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.languages import active_language
from finance.scope import ScopeError, of_budget
from finance.views.reach import reach
from finance.views.sheet import sheet
from tariffs.allocation.question import METHODS, STEP_DOWN
from tariffs.costing import MEASURES
from tariffs.reports import trace
from tariffs.views.reach import months_of


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    budget = reach(request).budget(key)
    query = request.GET
    first, through = months_of(request)
    method, measure = query.get("method", STEP_DOWN), query.get("measure", "actual")
    if method not in METHODS or measure not in MEASURES:
        raise Http404(_("There is no such method or measure."))
    try:
        report = trace.build(
            of_budget(budget), first, through, profile=query.get("profile", ""), centre=query.get("centre", ""),
            code=query.get("code", ""),
            part=query.get("part", ""), language=active_language(), method=method, measure=measure,
        )  # fmt: skip
    except ScopeError as error:
        raise Http404(str(error)) from error
    return render(request, "tariffs/trace.html", {"report": report, "sheet": sheet(report), "budget": budget})
