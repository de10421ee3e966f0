"""From a figure to its entries, and from an entry to where it came from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance import rooms
from finance.drill import Drill, DrillError
from finance.entry_pages import page_of
from finance.individuals import hidden_party
from finance.languages import active_language
from finance.models import BudgetCode, Entry, Measure
from finance.money import ZERO
from finance.reporting.periods import period_in_words
from finance.views.reach import Reach, reach

MOST_DIGITS = 18


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries behind one figure; their total is that figure."""
    mine = reach(request)
    if not {"from", "through"} & set(request.GET):
        return _of_the_year(request, mine)
    try:
        drill = Drill.parse(request.GET)
    except DrillError as error:
        raise Http404(str(error)) from error
    asked = (request.GET.get(name, "")[:MOST_DIGITS] for name in ("after", "before"))
    page = page_of(drill, mine.budget_ids, *asked)
    if not page.entries and not set(drill.budgets) & {budget.key for budget in mine.budgets}:
        raise Http404(_("There is no such budget, or you have no right to see it."))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    facilities = {budget.facility_id for budget in mine.budgets if not drill.budgets or budget.key in drill.budgets}
    context = {
        "drill": drill,
        "title": title(drill, sees_individuals=all(map(mine.sees_individuals, facilities))),
        "page": page,
        "total": drill.total(mine.budget_ids),
        "page_total": sum((entry.amount for entry in page), ZERO),
        "several_budgets": len(drill.budgets) != 1,
        "query": query.urlencode(),
    }
    return render(request, "finance/entries.html", context)


def _of_the_year(request: HttpRequest, mine: Reach) -> HttpResponse:
    """An address without months speaks of the whole year of its budget, or of the one that is looked at."""
    asked = request.GET.copy()
    named = str(asked.get("budget", ""))
    budget = mine.budget(named) if named else mine.current
    if budget is None:
        raise Http404(_("There is no such budget, or you have no right to see it."))
    asked["budget"], asked["from"], asked["through"] = budget.key, f"{budget.year}-01", f"{budget.year}-12"
    return redirect(f"{reverse('entries')}?{asked.urlencode()}")


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry with everything it knows of itself."""
    related = ("budget__facility", "budget__source", "code", "document", "reverses__document", "reversed_by__document")
    found = Entry.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if found is None:
        raise Http404(_("There is no such entry, or you have no right to see it."))
    figure = Drill((found.measure,), found.month, found.month, budgets=(found.budget.key,), codes=(found.code.code,))
    context = {"entry": found, "figure": figure.url(), "notes": rooms.notes_on(found)}
    return render(request, "finance/entry.html", context)


def title(drill: Drill, *, sees_individuals: bool) -> str:
    """`111 Заработная плата, кассовое исполнение, январь–июнь 2025 г.`"""
    names = {code.code: str(code) for code in BudgetCode.every.filter(code__in=drill.codes)}
    codes = ", ".join(names.get(code, code) for code in drill.codes) or _("All codes")
    measures = " + ".join(str(Measure(measure).label) for measure in drill.measures) or _("all measures")
    name = rooms.party_name(drill.party)
    name, number = (name, drill.party) if sees_individuals else hidden_party(name, drill.party)
    party = [name or number] if drill.party else []
    return ", ".join([*party, codes, measures, period_in_words(drill.first, drill.through, active_language())])
