"""The first page after sign-in: what needs doing, the year in figures, what came in last."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from config import tour
from config.views.own_address import own_address
from finance.closing import MAY_APPROVE
from finance.kept import kept
from finance.languages import active_language
from finance.models import Budget, Document
from finance.months import Month
from finance.new_year import MAY_START
from finance.reports import registry
from finance.rights import Action
from finance.scope import of_budget
from finance.views import explanations, months, overview
from finance.views.asked import Asked, last_month_with_data
from finance.views.frame import THEME_COOKIE, THEMES
from finance.views.reach import Reach, reach, signed_in
from finance.views.reports import doubts_url
from finance.waiting import waiting_for
from imports.models import Batch, BatchRow

LAST_IMPORTS, LAST_ACTIONS = 6, 8
A_YEAR = 365 * 24 * 60 * 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    mine = reach(request)
    wanted = request.GET.get("budget", "")
    if wanted:
        mine.budget(wanted)
        return redirect("home")
    budget = mine.current
    if budget is None:
        if signed_in(request).is_superuser or mine.may(Action.MANAGE):
            return redirect("set-up")
        return render(request, "config/welcome.html")
    return render(request, "config/home.html", _of_budget(mine))


def _of_budget(mine: Reach) -> dict[str, Any]:
    budget = mine.current
    if budget is None:
        raise LookupError("a person without a budget is welcomed instead")
    told = kept(("home", budget.pk, get_language()), lambda: _from_the_books(budget))
    last, report = told["last"], told["report"]
    return {
        **told,
        "months_to_do": months.to_do(
            budget,
            signed_in(mine.request),
            may_close=mine.may(Action.CLOSE, budget.facility),
            may_approve=any(mine.may(action, budget.facility) for action in MAY_APPROVE),
        ),
        "to_approve": waiting_for(signed_in(mine.request), budget, lambda action: mine.may(action, budget.facility)),
        "doubts_url": _doubts_url(mine, budget, last) if report.doubts or report.answered else "",
        "tour": tour.shown(budget, mine.request.session),
        "may_import": mine.may(Action.IMPORT, budget.facility),
        "may_carry": any(mine.may(action, budget.facility) for action in MAY_START)
        and any(one.facility_id == budget.facility_id and one.year == budget.year - 1 for one in mine.budgets),
    }


def _from_the_books(budget: Budget) -> dict[str, Any]:
    """All of the page that stays as it is while the books do."""
    amounts = overview.by_month([budget], budget.year)
    last = last_month_with_data(budget)
    language = active_language()
    report = registry.get("form2")(of_budget(budget), Month(budget.year, 1), last, unit="thousand", language=language)
    waiting = BatchRow.objects.filter(budget=budget, state=BatchRow.State.UNRESOLVED)
    return {
        "budget": budget,
        "report": report,
        "last": last,
        "is_empty": not amounts,
        "key_figures": overview.key_figures(report),
        "chart": overview.year_chart(budget, amounts),
        "year": overview.year_table(budget, amounts),
        "missing": overview.months_without_data(budget, amounts),
        "waiting": sorted(Counter(waiting.values_list("batch_id", flat=True)).items()),
        "unexplained": explanations.to_do(budget, last) if amounts else None,
        "batches": _last_imports(budget),
        "actions": _last_actions(budget),
    }


def _doubts_url(mine: Reach, budget: Budget, last: Month) -> str:
    return doubts_url("form2", Asked(budget, Month(budget.year, 1), last), mine)


def _last_actions(budget: Budget) -> list[tuple[Document, str]]:
    """The newest documents, each with the name of the file it came from, if any."""
    papers = list(Document.objects.filter(budget=budget).select_related("entered_by").order_by("-pk")[:LAST_ACTIONS])
    numbers = [paper.batch_number for paper in papers if paper.batch_number]
    files = dict(Batch.objects.filter(pk__in=numbers).values_list("pk", "source_name")) if numbers else {}
    return [(paper, files.get(paper.batch_number or 0, "")) for paper in papers]


def _last_imports(budget: Budget) -> list[Batch]:
    """Refused files brought nothing; whoever sent them was told, and the list of imports has them."""
    found = Batch.objects.filter(facility=budget.facility).exclude(status=Batch.Status.REFUSED)
    return list(found.select_related("entered_by")[:LAST_IMPORTS])


@require_POST
def take_step(request: HttpRequest, key: str) -> HttpResponse:
    """Goes where a step of the first hour leads and remembers that it was taken; `all` puts the rest aside."""
    budget = reach(request).current
    step = tour.take(key, request.session)
    return redirect(step.address(budget) if step is not None and budget is not None else "home")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of light or dark in a cookie and goes back."""
    target = own_address(request, request.POST.get("next", ""), reverse(settings.LOGIN_REDIRECT_URL))
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax")
    return response
