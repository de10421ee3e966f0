"""Contracts of a budget as a list; the filter stands in the address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from finance.clock import today
from finance.models import Budget, Document
from finance.money import ZERO
from finance.rights import Action
from finance.views.reach import reach
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine

CONTRACTS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A contract with its agreements. Tenge."""

    contract: Contract
    promised: Decimal
    accepted: Decimal
    paid: Decimal
    has_ended: bool

    @property
    def owed(self) -> Decimal:
        """Accepted and not paid; below zero, paid in advance."""
        return self.accepted - self.paid

    @property
    def left(self) -> Decimal:
        """Closing releases what is not delivered."""
        return ZERO if self.contract.status == Contract.Status.CLOSED else self.promised - self.accepted


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


def listed(page: Sequence[Contract]) -> list[Listed]:
    """The contracts of one page with what was promised, accepted and paid. Three queries."""
    ids = [contract.pk for contract in page]
    promised: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    registered = Contract.objects.registered().filter(Q(pk__in=ids) | Q(root__in=ids))
    lines = ScheduleLine.objects.filter(contract__in=registered)
    for pk, root, amount in lines.values_list("contract_id", "contract__root_id", "amount_with_vat"):
        promised[root or pk] += amount
    accepted: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    acts = ActLine.objects.filter(act__contract__in=ids, act__document__status=Document.Status.POSTED)
    for pk, amount in acts.values_list("act__contract_id", "amount"):
        accepted[pk] += amount
    paid: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for pk, amount in PaymentMatch.objects.standing().filter(contract__in=ids).values_list("contract_id", "amount"):
        paid[pk] += amount
    for contract in page:
        if contract.is_payable_carried:  # accepted last year; what closing released is no longer owed here
            is_closed = contract.status == Contract.Status.CLOSED
            accepted[contract.pk] = (paid if is_closed else promised)[contract.pk]
    return [
        Listed(
            contract,
            promised[contract.pk],
            accepted[contract.pk],
            paid[contract.pk],
            contract.ends_on < today() and contract.status == Contract.Status.SIGNED,
        )
        for contract in page
    ]
