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
from finance.ledger import LedgerError
from finance.models import Budget, BudgetCode
from finance.money import total
from finance.rights import Action
from finance.views.reach import reach, signed_in
from procurement import drafts, suppliers
from procurement.contract_sums import scheduled
from procurement.deliveries import Delivery
from procurement.models import Act, Contract, Supplier
from procurement.papers import PaperError, Terms
from procurement.views.offered import known_contract
from procurement.views.typed import MOST_LINES, Typed, TypedLine


@require_http_methods(["GET", "HEAD", "POST"])
def new_contract(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the form, filled from `copy` (a contract of last year) where it is named; POST keeps a draft."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.CONTRACT, budget.facility)
    typed = Typed(request.POST.dict() if request.method == "POST" else _copied(request, budget))
    return _entered(request, budget, typed, None)


@require_http_methods(["GET", "HEAD", "POST"])
def new_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """The same form for signed changes of a contract."""
    root = known_contract(request, pk, Action.CONTRACT)
    first = {"ends_on": root.ends_on.isoformat(), "supplier_number": root.supplier.number}
    first["supplier"] = root.supplier.name
    typed = Typed(request.POST.dict() | {"supplier_number": root.supplier.number} if request.POST else first)
    return _entered(request, root.budget, typed, root)


def _copied(request: HttpRequest, budget: Budget) -> dict[str, str]:
    """The fields of the contract named by `copy`: what it promised for its year, agreements included, in this year."""
    asked = request.GET.get("copy", "")
    if not asked.isdecimal():
        return {}
    found = Contract.objects.filter(pk=int(asked), budget__in=reach(request).budget_ids, root=None)
    source = found.select_related("supplier", "budget").first()
    if source is None:
        return {}
    fields = {
        "number": "", "supplier_number": source.supplier.number, "supplier": source.supplier.name,
        "subject": source.subject, "method": source.method, "ends_on": f"{budget.year}-12-31",
    }  # fmt: skip
    own_year = {key: amount for key, amount in scheduled(source).items() if key[1].year == source.budget.year}
    if source.status == Contract.Status.DRAFT:
        own_year = {(line.code_id, line.month): line.amount_with_vat for line in source.schedule.all()}
    codes = dict(BudgetCode.objects.filter(pk__in={code for code, _month in own_year}).values_list("pk", "code"))
    named = sorted((month.number, codes[code], amount) for (code, month), amount in own_year.items() if amount > 0)
    for n, (number, code, amount) in enumerate(named[:MOST_LINES]):
        month = f"{budget.year}-{min(number, 12):02}"
        fields |= {f"line-{n}-code": code, f"line-{n}-month": month, f"line-{n}-amount": str(amount)}
    return fields


def _entered(request: HttpRequest, budget: Budget, typed: Typed, root: Contract | None) -> HttpResponse:
    rows = typed.rows()
    if request.method == "POST" and "more" not in request.POST:

        def keep() -> Contract:
            terms = _terms(budget, typed, rows)
            return drafts.draft(budget, terms, entered_by=signed_in(request), root=root)

        made = _kept(typed, rows, keep)
        if made is not None:
            messages.success(request, _("Kept as a draft. Another person approves it; then its sums are reserved."))
            return redirect("procurement:contract", made.pk)
    context = {"budget": budget, "root": root, "typed": typed, "rows": rows, "is_act": False}
    return render(request, "procurement/entering.html", context, status=422 if typed.errors else 200)


def _terms(budget: Budget, typed: Typed, rows: list[TypedLine]) -> Terms:
    """What was typed. Raises PaperError where it cannot be read, or the supplier is refused."""
    signed_on, ends_on = typed.day("signed_on"), typed.day("ends_on")
    lines = typed.lines(budget, rows)
    number = typed.text("supplier_number", 12)
    reason = typed.text("override_reason", 255)
    found = [] if Supplier.objects.filter(number=number).exists() else suppliers.number_problems(number, reason)
    if found:
        typed.errors["supplier_number"] = found[0].message
    contract_number = typed.text("number", 64)
    method, subject = typed.text("method", 40), typed.text("subject", 500)
    if typed.errors or signed_on is None or ends_on is None:
        raise PaperError([])
    supplier = suppliers.register(number, typed.text("supplier", 255), override_reason=reason)
    return Terms(
        number=contract_number, method=method, subject=subject, supplier=supplier, signed_on=signed_on,
        ends_on=ends_on, lines=lines,
        amount_with_vat=total(line.amount for line in lines), is_of_several_years="several" in typed.data,
    )  # fmt: skip


def _kept(typed: Typed, rows: list[TypedLine], keep: Callable[[], Any]) -> Any:
    """What `keep` makes, or None with the reasons beside their fields."""
    try:
        with transaction.atomic():
            return keep()
    except PaperError as error:
        for problem in error.problems:
            if problem.field.startswith("line-"):
                rows[int(problem.field[5:])].error = problem.message
                typed.errors.setdefault("lines", _("Some lines are refused."))
            else:
                name = "supplier_number" if problem.field == "supplier" else problem.field
                stood = typed.errors.get(name)
                typed.errors[name] = f"{stood} {problem.message}" if stood else problem.message
    except LedgerError as error:
        typed.errors["lines"] = str(error)
    return None


@require_http_methods(["GET", "HEAD", "POST"])
def new_act(request: HttpRequest, pk: int) -> HttpResponse:
    """An act or invoice under a contract, kept as a draft."""
    contract = known_contract(request, pk, Action.CONTRACT)
    typed = Typed(request.POST.dict())
    rows = typed.rows()
    if request.method == "POST" and "more" not in request.POST:

        def keep() -> Act:
            accepted_on, due_on = typed.day("accepted_on"), typed.day("due_on", is_required=False)
            lines = typed.lines(contract.budget, rows)
            kind = typed.data.get("kind", Act.Kind.ACT)
            number = typed.text("number", 64)
            if typed.errors or accepted_on is None or kind not in Act.Kind.values:
                raise PaperError([])
            delivery = Delivery(number, contract.supplier, accepted_on, lines, kind, due_on)
            return drafts.draft_act(contract.budget, contract, delivery, entered_by=signed_in(request))

        if _kept(typed, rows, keep) is not None:
            messages.success(request, _("Kept as a draft. Another person approves it; then its cost is accrued."))
            return redirect("procurement:contract", contract.pk)
    context = {
        "budget": contract.budget, "root": contract, "typed": typed, "rows": rows, "is_act": True,
        "kinds": Act.Kind.choices,
    }  # fmt: skip
    return render(request, "procurement/entering.html", context, status=422 if typed.errors else 200)
