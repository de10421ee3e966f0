"""From any figure of a cost to the rule, the base, the balances, the entries and the source cell."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.asking_once import asking_once
from finance.kept import kept
from finance.languages import active_language
from finance.reporting.report import Report
from finance.scope import ScopeError, of_budget
from finance.views.reach import reach
from tariffs.allocation.inputs import METHODS, STEP_DOWN
from tariffs.costing import MEASURES
from tariffs.reports import trace
from tariffs.views.behind import behind
from tariffs.views.reach import months_of


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    budget = reach(request).budget(key)
    query = request.GET
    first, through = months_of(request)
    method, measure = query.get("method", STEP_DOWN), query.get("measure", "actual")
    if method not in METHODS or measure not in MEASURES:
        raise Http404(_("There is no such method or measure."))
    asked: dict[str, Any] = {one: query.get(one, "") for one in ("profile", "centre", "code", "part")}
    asked |= {"method": method, "measure": measure, "language": active_language()}

    def build() -> Report:
        with asking_once():
            return trace.build(of_budget(budget), first, through, **asked)

    try:
        report = kept(("trace", budget.pk, str(first), str(through), *sorted(asked.items())), build)
    except ScopeError as error:
        raise Http404(str(error)) from error
    return behind(request, report, budget, of="bed-day-cost", here=_("Where it comes from"))
