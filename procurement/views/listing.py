"""Contracts of a budget as a list; the filter stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finance.clock import today
from finance.models import Budget
from finance.rights import Action
from finance.views.reach import reach
from procurement.contract_sums import positions_of
from procurement.models import Contract
from procurement.position import ContractPosition

CONTRACTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedContract:
    """A contract with its agreements."""

    contract: Contract
    position: ContractPosition
    has_ended: bool


@require_safe
def contracts(request: HttpRequest, key: str) -> HttpResponse:
    mine = reach(request)
    budget = mine.budget(key)
    page = Paginator(chosen(budget, request.GET), CONTRACTS_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "budget": budget,
        "page": page,
        "lines": listed(list(page.object_list)),
        "query": query.urlencode(),
        "asked": request.GET,
        "is_filtered": any(value for name, value in request.GET.items() if name != "page"),
        "statuses": Contract.Status.choices,
        "may_contract": mine.may(Action.CONTRACT, budget.facility),
    }
    return render(request, "procurement/contracts.html", context)


def chosen(budget: Budget, query: QueryDict) -> QuerySet[Contract]:
    """Contracts without their agreements, newest first."""
    found = Contract.objects.filter(budget=budget, root=None).select_related("supplier")
    words, code, status = (query.get(name, "").strip() for name in ("q", "code", "status"))
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(subject__icontains=words)
            | Q(supplier__name__icontains=words)
            | Q(supplier__number__startswith=words)
        )
    if code:
        found = found.filter(schedule__code__code=code).distinct()
    if status in Contract.Status.values:
        found = found.filter(status=status)
    with suppress(ValueError):
        day = date.fromisoformat(query.get("ends_by", ""))
        found = found.filter(ends_on__lte=day, status=Contract.Status.SIGNED)
    return found


def listed(page: Sequence[Contract]) -> list[ListedContract]:
    """The contracts of one page with what was promised, accepted and paid. Three queries."""
    positions = positions_of(page)
    return [
        ListedContract(one, positions[one.pk], one.ends_on < today() and one.status == Contract.Status.SIGNED)
        for one in page
    ]
