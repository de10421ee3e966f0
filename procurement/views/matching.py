"""Payments and what they seem to pay: accepted at a press, or said by a person."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import rights
from finance.ledger import LedgerError
from finance.models import Budget, Entry
from finance.rights import Action
from finance.views.reach import reach, signed_in
from procurement import assigning, payments
from procurement.forms import AssignForm
from procurement.matching import Match
from procurement.models import Act, Contract, PaymentMatch

SHOWN = 100


def reason_in_words(reason: str) -> str:
    return {
        "number": _("the payment names the contract"),
        "act-number": _("the payment names the act"),
        "act-sum": _("the sum is that of one unpaid act"),
        "acts-sum": _("the sum is that of several unpaid acts together"),
        "only-contract": _("the supplier has one open contract"),
        PaymentMatch.PERSON: _("said by a person"),
    }.get(reason, reason)


@require_safe
def matching(request: HttpRequest, key: str) -> HttpResponse:
    """Unmatched payments, oldest first, each with its age and the suggestion with its reason. Ten queries at most."""
    mine = reach(request)
    budget = mine.budget(key)
    found = payments.suggestions(budget, most=SHOWN + 1)
    shown = found[:SHOWN]
    contracts, acts = _named(shown)
    lines = [
        {
            "payment": one.payment,
            "parts": [
                {"contract": contracts[part.contract], "act": acts.get(part.act or 0), "amount": part.amount}
                for part in (one.match.parts if one.match else ())
            ],
            "reason": reason_in_words(one.match.reason) if one.match else "",
            "confidence": one.match.confidence if one.match else None,
            "is_sure": bool(one.match and one.match.confidence >= payments.SURE),
        }
        for one in shown
    ]
    context = {
        "budget": budget, "lines": lines, "count": len(shown), "are_more": len(found) > len(shown),
        "sure": sum(1 for one in found if one.match and one.match.confidence >= payments.SURE),
        "may_match": mine.may(Action.CONTRACT, budget.facility),
    }  # fmt: skip
    return render(request, "procurement/matching.html", context)


def _named(shown: list[payments.Suggested]) -> tuple[dict[int, Contract], dict[int, Act]]:
    parts = [part for one in shown for part in (one.match.parts if one.match else ())]
    contracts = Contract.objects.in_bulk({part.contract for part in parts})
    return contracts, Act.objects.in_bulk({part.act for part in parts if part.act})


@require_POST
def accept_all(request: HttpRequest, key: str) -> HttpResponse:
    """Match everything that is clear."""
    budget = _budget(request, key)
    made, left = payments.match_payments(budget)
    text = _("Matched: %(made)s. Left for a person: %(left)s.")
    messages.success(request, text % {"made": len({m.entry_id for m in made}), "left": len(left)})
    return redirect("procurement:matching", budget.key)


@require_POST
def assign(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Accept the suggestion for one payment, or assign it to the contract (and act) typed by number."""
    budget = _budget(request, key)
    entry = Entry.objects.filter(pk=pk, budget=budget).select_related("budget", "document").first()
    if entry is None:
        raise Http404(_("There is no such payment."))
    try:
        if "accept" in request.POST:
            _accept(budget, entry, signed_in(request))
        else:
            _by_number(request, budget, entry)
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The payment is matched."))
    return redirect("procurement:matching", budget.key)


def _accept(budget: Budget, entry: Entry, user: User) -> None:
    of_supplier = payments.suggestions(budget, supplier=entry.counterparty_number)
    suggested = next((one.match for one in of_supplier if one.payment.entry.pk == entry.pk), None)
    if suggested is None:
        raise LedgerError(_("Nothing is suggested for this payment any more."))
    _assign_parts(entry, suggested, user)


def _assign_parts(entry: Entry, suggested: Match, user: User) -> None:
    with transaction.atomic():
        for part in suggested.parts:
            contract = Contract.objects.select_related("supplier", "budget").get(pk=part.contract)
            act = Act.objects.select_related("document").get(pk=part.act) if part.act else None
            assigning.assign(entry, contract, act, part.amount, user=user)


def _by_number(request: HttpRequest, budget: Budget, entry: Entry) -> None:
    form = AssignForm(request.POST)
    form.full_clean()
    number, act_number = form.cleaned_data.get("contract", ""), form.cleaned_data.get("act", "")
    named = Contract.objects.registered().filter(budget=budget, root=None, number=number)
    own = named.filter(supplier__number=entry.counterparty_number)
    contract = (own if own.exists() else named).select_related("supplier", "budget").first()
    if contract is None:
        raise LedgerError(_("No contract %(number)s is in force.") % {"number": number})
    act = Act.objects.filter(contract=contract, number=act_number, corrects=None).select_related("document").last()
    if act_number and act is None:
        raise LedgerError(_("The contract has no act %(number)s.") % {"number": act_number})
    if not form.is_valid():
        raise LedgerError(" ".join(str(message) for one in form.errors.values() for message in one))
    assigning.assign(entry, contract, act, form.cleaned_data["amount"], user=signed_in(request))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("contract__budget__facility", "entry")
    match = PaymentMatch.objects.filter(
        pk=pk, taken_back_at=None, contract__budget__in=reach(request).budget_ids
    ).select_related(*related)
    found = match.first()
    if found is None:
        raise Http404(_("There is no such match."))
    rights.require(request.user, Action.CONTRACT, found.contract.budget.facility)
    assigning.take_back(found, user=signed_in(request))
    messages.success(request, _("The payment is unmatched again."))
    return redirect("procurement:contract", found.contract_id)


def _budget(request: HttpRequest, key: str) -> Budget:
    budget = reach(request).budget(key)
    rights.require(request.user, Action.CONTRACT, budget.facility)
    return budget
