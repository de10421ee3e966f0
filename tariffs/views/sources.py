"""From a quantity — bed-days, a base, a tariff, a quota — to the rows of the files it was read from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finance.languages import active_language
from finance.scope import ScopeError, of_budget
from finance.views.reach import reach
from finance.views.sheet import sheet
from tariffs.reports import sources
from tariffs.views.reach import months_of

LIMITS = ("figure", "profile", "centre", "driver", "district")


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    budget = reach(request).budget(key)
    query = request.GET
    first, through = months_of(request)
    limits = {name: query.get(name, "") for name in LIMITS}
    try:
        report = sources.build(
            of_budget(budget), first, through, what=query.get("what", ""), language=active_language(), **limits
        )
    except ScopeError as error:
        raise Http404(str(error)) from error
    shown = sheet(report, query)
    return render(request, "tariffs/sources.html", {"report": report, "sheet": shown, "budget": budget})
