"""Contracts, agreements and acts typed in and kept as drafts."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.forms import Form
from finance.ledger import LedgerError
from finance.models import Budget, BudgetCode
from finance.rights import Action
from finance.views.reach import reach, signed_in
from procurement import drafts
from procurement.contract_sums import scheduled
from procurement.deliveries import Delivery
from procurement.forms import MOST_LINES, ActForm, AgreementForm, ContractForm, Lines, place
from procurement.models import Act, Contract
from procurement.papers import PaperError
from procurement.views.offered import known_contract


@require_http_methods(["GET", "HEAD", "POST"])
def new_contract(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the form, filled from `copy` (a contract of last year) where it is named; POST keeps a draft."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.CONTRACT, budget.facility)
    first, copied = _copied(request, budget)
    form, lines = ContractForm(_typed(request), initial=first, budget=budget), Lines(budget, _typed(request), copied)

    def keep() -> Contract:
        terms = form.terms(lines.lines(), form.registered())
        return drafts.draft(budget, terms, entered_by=signed_in(request))

    return _entered(request, None, form, lines, keep)


@require_http_methods(["GET", "HEAD", "POST"])
def new_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form for signed changes of a contract."""
    root = known_contract(request, pk, Action.CONTRACT)
    form = AgreementForm(_typed(request), initial={"ends_on": root.ends_on})
    lines = Lines(root.budget, _typed(request))

    def keep() -> Contract:
        terms = form.terms(lines.lines(), root.supplier)
        return drafts.draft(root.budget, terms, entered_by=signed_in(request), root=root)

    return _entered(request, root, form, lines, keep)


@require_http_methods(["GET", "HEAD", "POST"])
def new_act(request: HttpRequest, pk: int) -> HttpResponse:
    """An act or invoice under a contract, kept as a draft."""
    root = known_contract(request, pk, Action.CONTRACT)
    form = ActForm(_typed(request), initial={"site": root.site}, budget=root.budget)
    lines = Lines(root.budget, _typed(request))

    def keep() -> Contract:
        found = form.cleaned_data
        delivery = Delivery(
            found["number"], root.supplier, found["accepted_on"], lines.lines(), found["kind"] or Act.Kind.ACT,
            found["due_on"], site=found.get("site", ""),
        )  # fmt: skip
        drafts.draft_act(root.budget, root, delivery, entered_by=signed_in(request))
        return root

    return _entered(request, root, form, lines, keep)


def _typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _entered(
    request: HttpRequest, root: Contract | None, form: Form, lines: Lines, keep: Callable[[], Contract]
) -> HttpResponse:
    """The page, what was typed with its errors; or the contract, once the draft is kept."""
    is_act = isinstance(form, ActForm)
    is_asked = request.method == "POST" and "more" not in request.POST
    if is_asked and form.is_valid() & lines.is_valid():
        try:
            with transaction.atomic():
                contract = keep()
        except PaperError as error:
            place(error.problems, form, lines)
        except LedgerError as error:
            form.refuse("lines", str(error))
        else:
            said = _("Kept as a draft. Another person approves it; then its sums are reserved.")
            if is_act:
                said = _("Kept as a draft. Another person approves it; then its cost is accrued.")
            messages.success(request, said)
            return redirect("procurement:contract", contract.pk)
    is_wrong = is_asked and not (form.is_valid() & lines.is_valid())
    context = {
        "budget": lines.budget, "root": root, "form": form, "lines": lines, "is_act": is_act, "is_wrong": is_wrong,
    }  # fmt: skip
    return render(request, "procurement/entering.html", context, status=422 if is_wrong else 200)


def _copied(request: HttpRequest, budget: Budget) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Fields and lines of the contract named by `copy`: what it promised for its year, agreements included, in this."""
    asked = request.GET.get("copy", "")
    if not asked.isdecimal():
        return {}, []
    found = Contract.objects.filter(pk=int(asked), budget__in=reach(request).budget_ids, root=None)
    source = found.select_related("supplier", "budget").first()
    if source is None:
        return {}, []
    fields = {
        "number": "", "supplier_number": source.supplier.number, "supplier": source.supplier.name,
        "subject": source.subject, "method": source.method, "site": source.site, "ends_on": f"{budget.year}-12-31",
    }  # fmt: skip
    own_year = {key: amount for key, amount in scheduled(source).items() if key[1].year == source.budget.year}
    if source.status == Contract.Status.DRAFT:
        own_year = {(line.code_id, line.month): line.amount_with_vat for line in source.schedule.all()}
    codes = dict(BudgetCode.objects.filter(pk__in={code for code, _month in own_year}).values_list("pk", "code"))
    named = sorted((month.number, codes[code], amount) for (code, month), amount in own_year.items() if amount > 0)
    lines = [
        {"code": code, "month": f"{budget.year}-{min(number, 12):02}", "amount": str(amount)}
        for number, code, amount in named[:MOST_LINES]
    ]
    return fields, lines
