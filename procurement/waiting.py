"""Contracts, agreements, closings and acts that wait for another person, for the first page of that person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from finance.models import Budget, Document
from finance.reporting.report import Remark
from finance.rights import Action
from procurement.models import Act, Contract

KEY = "waits-for-approval"


IS_DRAFT = Q(status=Contract.Status.DRAFT, document__status=Document.Status.DRAFT)
IS_CLOSING = Q(release__status=Document.Status.DRAFT)


def drafts(budget: Budget) -> list[QuerySet[Any]]:
    """Contracts and agreements, and acts under contracts."""
    acts = Act.objects.filter(budget=budget, document__status=Document.Status.DRAFT, contract__isnull=False)
    return [Contract.objects.filter(IS_DRAFT | IS_CLOSING, budget=budget), acts]


def waiting_papers(budget: Budget, person: User, may: Callable[[Action], bool]) -> list[Remark]:
    """What others entered and `person` may approve. Two queries."""
    if not may(Action.APPROVE):
        return []
    every, acts = drafts(budget)
    of_others = (IS_DRAFT & ~Q(document__entered_by=person)) | (IS_CLOSING & ~Q(release__entered_by=person))
    contracts = every.filter(of_others).select_related("carried_from__budget")
    origins = {one.pk: one.carried_from.budget.key for one in contracts if one.carried_from and _is_draft(one)}
    remarks = [_carried(key, count, budget) for key, count in sorted(Counter(origins.values()).items())]
    remarks += [_contract(one) for one in contracts if one.pk not in origins]
    for act in acts.exclude(document__entered_by=person).select_related("contract"):
        text = _("Act %(number)s under contract %(contract)s waits for your approval.")
        named = {"number": act.number, "contract": act.contract.number if act.contract else ""}
        remarks.append(Remark(text % named, KEY, reverse("procurement:contract", args=[act.contract_id])))
    return remarks


def _is_draft(contract: Contract) -> bool:
    return contract.status == Contract.Status.DRAFT


def _contract(contract: Contract) -> Remark:
    if not _is_draft(contract):
        text = _("The closing of contract %(number)s waits for your approval.")
    elif contract.root_id is not None:
        text = _("Agreement %(number)s waits for your approval.")
    else:
        text = _("Contract %(number)s waits for your approval.")
    return Remark(text % {"number": contract.number}, KEY, reverse("procurement:contract", args=[contract.pk]))


def _carried(key: str, count: int, into: Budget) -> Remark:
    """Carried-over contracts are approved together, on the page of the year that ended."""
    text = ngettext(
        "%(count)s contract carried over from last year waits for your approval.",
        "%(count)s contracts carried over from last year wait for your approval.",
        count,
    )
    link = f"{reverse('procurement:carry-over', args=[key])}?{urlencode({'into': into.key})}"
    return Remark(text % {"count": count}, KEY, link)
