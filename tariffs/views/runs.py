"""Costing runs: the list, one run with its controls, making, locking and running again."""

from collections.abc import Callable
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import rights
from finance.languages import active_language
from finance.months import Month, MonthError
from finance.reporting.periods import period_in_words
from finance.rights import Action
from finance.scope import ScopeError, of_budget
from finance.views.asked import asked
from finance.views.reach import reach, signed_in
from finance.views.sheet import sheet
from tariffs import runs as costing_runs
from tariffs.allocation.inputs import METHODS
from tariffs.costing import MEASURES
from tariffs.explanations import control_sentence, control_state
from tariffs.models import CostingRun, Scenario
from tariffs.reports import bed_day_cost
from tariffs.reports.wording import input_name, method_name, profile_name
from tariffs.views.reach import run_of


@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """Runs of the budget that is looked at, newest first, and the form for the next."""
    mine = reach(request)
    budget = mine.current
    if budget is None:
        raise Http404(_("There is no budget yet."))
    held = CostingRun.objects.filter(budget=budget).select_related("created_by")[:200]
    context = {
        "budget": budget,
        "runs": [_line(run) for run in held],
        "asked": asked(request.GET, budget),
        "methods": [(method, method_name(method)) for method in METHODS],
        "may_run": mine.may(Action.RUN, budget.facility),
    }
    return render(request, "tariffs/runs.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """A run as it was frozen: its cost of a bed-day, its controls today, and what differs from another run."""
    mine = reach(request)
    run = run_of(request, pk)
    language = active_language()
    report = bed_day_cost.report_of(costing_runs.costing_of(run), of_budget(run.budget), language=language)
    controls = costing_runs.controls_of_run(run)
    others = CostingRun.objects.filter(budget=run.budget).exclude(pk=run.pk)[:50]
    context = {
        "run": run,
        "line": _line(run),
        "budget": run.budget,
        "report": report,
        "sheet": sheet(report),
        "controls": [
            {
                "number": control.number,
                "text": control_sentence(control.number),
                "state": control_state(control),
                "differences": [(name, amount) for name, amount in control.differences.items()],
            }
            for control in controls
        ],
        "others": [_line(other) for other in others],
        "compared": _compared(request, run),
        "scenarios": Scenario.objects.filter(run=run),
        "may_cost": mine.may(Action.COST, run.budget.facility),
        "may_run": mine.may(Action.RUN, run.budget.facility),
    }
    return render(request, "tariffs/run.html", context)


@require_POST
def make(request: HttpRequest, key: str) -> HttpResponse:
    budget = reach(request).budget(key)
    rights.require(request.user, Action.RUN, budget.facility)
    data = request.POST
    try:
        first, last = Month.parse(data.get("from", "")), Month.parse(data.get("through", ""))
    except MonthError:
        messages.error(request, _("Write the month as 2025-01."))
        return redirect("tariffs:runs")
    method, measure = data.get("method", ""), data.get("measure", "actual")
    if method not in METHODS or measure not in MEASURES:
        raise Http404(_("There is no such method or measure."))
    return _made(
        request,
        lambda: costing_runs.run(budget, first, last, user=signed_in(request), method=method, measure=measure),
        first,
        last,
    )


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same period, method and measure from the books of today."""
    run = run_of(request, pk)
    rights.require(request.user, Action.RUN, run.budget.facility)
    return _made(request, lambda: costing_runs.rerun(run, user=signed_in(request)), run.first_month, run.last_month)


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    rights.require(request.user, Action.COST, run.budget.facility)
    try:
        costing_runs.lock(run, user=signed_in(request))
    except ScopeError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The run is locked. It will never change."))
    return redirect("tariffs:run", pk)


def _made(request: HttpRequest, cost: Callable[[], CostingRun], first: Month, last: Month) -> HttpResponse:
    """The page of the run that `cost` makes, or the list of runs with every reason why it is not made."""
    try:
        run = cost()
    except ScopeError as error:
        for sentence in str(error).split("\n"):
            messages.error(request, sentence)
        return redirect(f"{reverse('tariffs:runs')}?from={first}&through={last}")
    messages.success(request, _("The period was costed: version %(version)s.") % {"version": run.version})
    return redirect("tariffs:run", run.pk)


def _line(run: CostingRun) -> dict[str, object]:
    return {
        "run": run,
        "period": period_in_words(run.first_month, run.last_month, active_language()),
        "method": method_name(run.method),
        "total": Decimal(run.results["full_cost"]),
    }


def _compared(request: HttpRequest, run: CostingRun) -> dict[str, object] | None:
    text = request.GET.get("with", "")
    if not text.isdecimal():
        return None
    other = CostingRun.objects.filter(pk=int(text), budget=run.budget).first()
    if other is None:
        return None
    rows, changed = costing_runs.compare(other, run)
    names = {profile: (ru, kk) for profile, (ru, kk) in {**other.inputs["profiles"], **run.inputs["profiles"]}.items()}
    language = active_language()
    return {
        "other": _line(other),
        "rows": [(profile_name(names, row.profile, language), row) for row in rows],
        "changed": [input_name(key) for key in changed],
    }
