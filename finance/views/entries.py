"""From a figure to its entries, and from an entry to where it came from."""

from typing import Any

from django.contrib import messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import rooms, search_index
from finance.drill import Drill, DrillError
from finance.entry_files import as_csv, as_workbook
from finance.entry_list import EntryList, Narrowing, Page
from finance.individuals import hidden_party
from finance.languages import active_language
from finance.models import BudgetCode, Entry, Measure, SavedView
from finance.reporting.periods import period_in_words
from finance.reporting.render import CONTENT_TYPES
from finance.views.reach import Reach, reach, signed_in

PLACES = ("after", "before", "all")
NARROWED_BY = ("words", "least", "most", *PLACES)


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries behind one figure; their total is that figure."""
    mine = reach(request)
    if not {"from", "through"} & set(request.GET):
        return _of_the_year(request, mine)
    try:
        found = _list(request, mine)
        behind = search_index.catch_up() if found.narrowing.words else 0
        page = found.page(request.GET)
    except DrillError as error:
        raise Http404(str(error)) from error
    drill, narrowing = found.drill, found.narrowing
    figure = _without(request.GET, *NARROWED_BY)
    facilities = {budget.facility_id for budget in mine.budgets if not drill.budgets or budget.key in drill.budgets}
    context = {
        "drill": drill,
        "title": title(drill, sees_individuals=all(map(mine.sees_individuals, facilities))),
        "page": page,
        "total": _total(found, page, request.GET),
        "several_budgets": len(drill.budgets) != 1,
        "narrowing": narrowing,
        "behind": behind,
        "typed": {name: request.GET.get(name, "") for name in ("words", "least", "most")},
        "kept": [(name, value) for name, values in figure.lists() for value in values],
        "figure_query": figure.urlencode(),
        "query": _without(request.GET, *PLACES).urlencode(),
        "endings": ("xlsx", "csv"),
        "saved_views": list(SavedView.objects.filter(user=signed_in(request))),
    }
    return render(request, "finance/entries.html", context)


def _list(request: HttpRequest, mine: Reach) -> EntryList:
    """Raises DrillError for an address that names none, Http404 where the person sees none of its budgets."""
    drill, narrowing = Drill.parse(request.GET), Narrowing.parse(request.GET)
    known = {budget.key for budget in mine.budgets}
    if not (set(drill.budgets) or known) & known:
        raise Http404(_("There is no such budget, or you have no right to see it."))
    facilities = {budget.facility_id for budget in mine.budgets}
    return EntryList(drill, narrowing, mine.budget_ids, frozenset(filter(mine.sees_individuals, facilities)))


def _total(found: EntryList, page: Page, query: QueryDict) -> Any:
    """None where every entry would have to be read for it and nobody asked for that."""
    if page.is_whole:
        return page.total
    return found.total() if found.narrowing.is_empty or query.get("all") else None


def _without(query: QueryDict, *names: str) -> QueryDict:
    others = query.copy()
    for name in names:
        others.pop(name, None)
    return others


@require_safe
def download(request: HttpRequest, ending: str) -> HttpResponseBase:
    """What the page shows, all of it, as a file."""
    try:
        found = _list(request, reach(request))
    except DrillError as error:
        raise Http404(str(error)) from error
    if found.narrowing.words:
        search_index.complete()
    if ending == "csv":
        text = as_csv(found.every(), found.seen, active_language())
        answer: HttpResponseBase = StreamingHttpResponse(text, content_type=CONTENT_TYPES["csv"])
    elif ending == "xlsx":
        file = as_workbook(found.every(), found.seen, active_language())
        answer = FileResponse(file, content_type=CONTENT_TYPES["xlsx"])
    else:
        raise Http404(_("There is no such kind of file."))
    name = f"entries-{found.drill.first}-{found.drill.through}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps the address under a name; one of that name is replaced."""
    query = _without(QueryDict(request.POST.get("query", "")), *PLACES)
    name = request.POST.get("name", "").strip()[:80]
    if name:
        SavedView.objects.update_or_create(user=signed_in(request), name=name, defaults={"query": query.urlencode()})
        messages.success(request, _("Saved as “%(name)s”.") % {"name": name})
    return redirect(f"{reverse('entries')}?{query.urlencode()}")


@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Only its own person's; of somebody else there is none."""
    SavedView.objects.filter(user=signed_in(request), pk=pk).delete()
    return redirect(f"{reverse('entries')}?{QueryDict(request.POST.get('query', '')).urlencode()}")


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
