"""A case: what it was given and what it costs in a period."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.asking_once import asking_once
from finance.kept import kept
from finance.languages import active_language
from finance.reporting.report import Report
from finance.scope import ScopeError, of_budget
from finance.views.reach import reach
from tariffs.reports import case as case_report
from tariffs.views.behind import behind
from tariffs.views.reach import months_of


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    budget = reach(request).budget(key)
    first, through = months_of(request)
    try:
        admitted = date.fromisoformat(request.GET.get("on", ""))
    except ValueError as error:
        raise Http404(_("There is no such case.")) from error
    case, language = request.GET.get("case", ""), active_language()

    def build() -> Report:
        with asking_once():
            return case_report.build(of_budget(budget), first, through, case=case, admitted=admitted, language=language)

    try:
        report = kept(("case", budget.pk, str(first), str(through), case, admitted, language), build)
    except ScopeError as error:
        raise Http404(str(error)) from error
    return behind(request, report, budget, of="cost-by-case", here=report.title)
