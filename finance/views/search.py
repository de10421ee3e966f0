"""One field for everything: payments, documents, suppliers, contracts, codes and files of whoever looks."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finance import rooms, search_index
from finance.searches import Search, Seeker
from finance.searching import LONGEST_QUERY, Query, SearchAnswer
from finance.views.reach import Reach, reach


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`?q=TEXT`; with `format=json` the same for machines."""
    query = Query(request.GET.get("q", "")[:LONGEST_QUERY].replace("\0", "").strip())
    behind = search_index.catch_up() if query.words else 0
    groups = found_by(query, reach(request))
    if request.GET.get("format") == "json":
        told = [{"kind": one.kind, "results": list(map(_told, results))} for one, results in groups]
        return JsonResponse(
            {"query": query.text, "groups": told, "entries_behind": behind}, json_dumps_params={"ensure_ascii": False}
        )
    return render(request, "finance/search.html", {"query": query, "groups": groups, "behind": behind})


def _told(found: SearchAnswer) -> dict[str, Any]:
    return asdict(found) | {"amount": None if found.amount is None else f"{found.amount:.2f}"}


def found_by(query: Query, mine: Reach) -> list[tuple[Search, list[SearchAnswer]]]:
    """What each kind has, where it has something."""
    if mine.current is None or not query.words:
        return []
    facilities = {budget.facility_id for budget in mine.budgets}
    seeker = Seeker(mine.budgets, mine.current, frozenset(filter(mine.sees_individuals, facilities)))
    groups = [(one, one.find(query, seeker)) for one in rooms.searches()]
    return [(one, results) for one, results in groups if results]
