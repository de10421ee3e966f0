"""Drafts decided: approved by a second person, or given up. POST only; rights on the data."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from finance import proving_oneself, rights
from finance.ledger import LedgerError
from finance.models import Budget
from finance.money import total
from finance.rights import Action
from finance.views.reach import signed_in
from procurement import drafts
from procurement.models import Contract
from procurement.views.offered import known_act, known_contract, require_discard


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a draft; a reason for exceeding a limit counts where the person has the right to."""
    contract = known_contract(request, pk, Action.APPROVE)
    proving_oneself.require(request.session, contract.budget.facility, contract.amount_with_vat)
    reason = override_reason(request, contract.budget)
    return done(
        request, contract, lambda: drafts.approve(contract, approved_by=signed_in(request), override_reason=reason)
    )


@require_POST
def approve_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a drafted act, as `approve`."""
    act, contract = known_act(request, pk)
    rights.require(request.user, Action.APPROVE, act.budget.facility)
    proving_oneself.require(request.session, act.budget.facility, total(act.lines.values_list("amount", flat=True)))
    reason = override_reason(request, act.budget)
    return done(
        request, contract, lambda: drafts.approve_act(act, approved_by=signed_in(request), override_reason=reason)
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    contract = known_contract(request, pk)
    require_discard(request, contract.document, contract.budget.facility)
    return done(request, contract, lambda: drafts.discard(contract, user=signed_in(request)))


@require_POST
def discard_act(request: HttpRequest, pk: int) -> HttpResponse:
    act, contract = known_act(request, pk)
    require_discard(request, act.document, act.budget.facility)
    return done(request, contract, lambda: drafts.discard_act(act, user=signed_in(request)))


def override_reason(request: HttpRequest, budget: Budget) -> str:
    """The reason for exceeding a limit, where one is given. Raises PermissionDenied without the right to."""
    reason = request.POST.get("override_reason", "").strip()
    if reason:
        rights.require(request.user, Action.OVERRIDE, budget.facility)
    return reason


def done(request: HttpRequest, contract: Contract, work: Callable[[], Any]) -> HttpResponse:
    """Do it, say how it went, and show the contract."""
    try:
        work()
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("procurement:contract", contract.pk)
