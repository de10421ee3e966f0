"""A lever opened as a what-if: of the run that was frozen from today's books, made first where there is none."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.kept import kept
from finance.languages import active_language
from finance.models import Budget
from finance.months import Month
from finance.reporting.periods import period_in_words
from finance.rights import Action
from finance.scope import ScopeError, of_budget
from finance.views.reach import reach, signed_in
from tariffs import runs, scenarios
from tariffs.costing import cost
from tariffs.levers_of_run import run_of_books
from tariffs.models import CostingRun, Scenario
from tariffs.views.reach import months_of
from tariffs.views.what_if import read


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the what-if of the run, or asks to freeze the months; POST freezes where needed and saves."""
    budget = reach(request).budget(key)
    first, last = months_of(request)
    try:
        if request.method == "POST":
            return _saved(request, _run(budget, first, last), budget, (first, last))
        run = kept(("run of books", budget.pk, str(first), str(last)), lambda: _run(budget, first, last))
    except ScopeError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('report', args=[key, 'why'])}?from={first}&through={last}")
    if run is not None:
        saved = Scenario.objects.filter(run=run, name=request.GET.get("name", "")[:120]).first()
        changes, _wrong = read(request.GET)
        is_same = saved is not None and saved.changes == scenarios.as_changes(changes)
        query = f"scenario={saved.pk}" if saved is not None and is_same else request.GET.urlencode()
        return redirect(f"{reverse('tariffs:what-if', args=[run.pk])}?{query}")
    context = {
        "budget": budget,
        "period": period_in_words(first, last, active_language()),
        "query": f"from={first}&through={last}",
        "name": request.GET.get("name", ""),
        "may_run": reach(request).may(Action.RUN, budget.facility),
    }
    return render(request, "tariffs/lever.html", context)


def _run(budget: Budget, first: Month, last: Month) -> CostingRun | None:
    scope = of_budget(budget)
    return run_of_books(scope, cost(scope, first, last))


def _saved(request: HttpRequest, run: CostingRun | None, budget: Budget, months: tuple[Month, Month]) -> HttpResponse:
    rights.require(request.user, Action.RUN, budget.facility)
    changes, wrong = read(request.GET)
    if wrong:
        raise ScopeError(" ".join(wrong))
    held = run or runs.run(budget, *months, user=signed_in(request))
    scenario = scenarios.save(held, request.GET.get("name", ""), changes, user=signed_in(request))
    messages.success(request, _("Saved as “%(name)s”.") % {"name": scenario.name})
    return redirect(f"{reverse('tariffs:what-if', args=[held.pk])}?scenario={scenario.pk}")
