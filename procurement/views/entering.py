"""Contracts, agreements and acts typed in, drafts approved by another person."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from finance import rights
from finance.ledger import LedgerError
from finance.models import Budget, Document
from finance.money import total
from finance.rights import Action
from finance.views.reach import reach
from procurement import drafts, suppliers
from procurement.deliveries import Delivery
from procurement.models import Act, Contract, Supplier
from procurement.papers import PaperError, Terms
from procurement.views.typed import Typed, TypedLine


def known_contract(request: HttpRequest, pk: int, action: Action = Action.CONTRACT) -> Contract:
    """The contract, where the person may do `action` at its facility. Raises Http404, PermissionDenied."""
    related = ("supplier", "budget__facility", "document", "root")
    found = Contract.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if found is None:
        raise Http404(_("There is no such contract, or you have no right to see it."))
    rights.require(request.user, action, found.budget.facility)
    return found


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
    root = known_contract(request, pk)
    first = {"ends_on": root.ends_on.isoformat(), "supplier_number": root.supplier.number}
    first["supplier"] = root.supplier.name
    typed = Typed(request.POST.dict() | {"supplier_number": root.supplier.number} if request.POST else first)
    return _entered(request, root.budget, typed, root)


def _copied(request: HttpRequest, budget: Budget) -> dict[str, str]:
    """The fields of the contract named by `copy`, its schedule in the months of this budget's year."""
    asked = request.GET.get("copy", "")
    if not asked.isdecimal():
        return {}
    found = Contract.objects.filter(pk=int(asked), budget__in=reach(request).budget_ids).select_related("supplier")
    source = found.first()
    if source is None:
        return {}
    fields = {
        "number": "", "supplier_number": source.supplier.number, "supplier": source.supplier.name,
        "subject": source.subject, "method": source.method, "ends_on": f"{budget.year}-12-31",
    }  # fmt: skip
    for n, line in enumerate(source.schedule.select_related("code")):
        month = f"{budget.year}-{min(line.month.number, 12):02}"
        fields |= {f"line-{n}-code": line.code.code, f"line-{n}-month": month}
        fields[f"line-{n}-amount"] = str(line.amount_with_vat)
    return fields


def _entered(request: HttpRequest, budget: Budget, typed: Typed, root: Contract | None) -> HttpResponse:
    rows = typed.rows()
    if request.method == "POST" and "more" not in request.POST:

        def keep() -> Contract:
            terms = _terms(budget, typed, rows)
            return drafts.draft(budget, terms, entered_by=request.user.pk or 0, root=root)

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
    contract = known_contract(request, pk)
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
            return drafts.draft_act(contract.budget, contract, delivery, entered_by=request.user.pk or 0)

        if _kept(typed, rows, keep) is not None:
            messages.success(request, _("Kept as a draft. Another person approves it; then its cost is accrued."))
            return redirect("procurement:contract", contract.pk)
    context = {
        "budget": contract.budget, "root": contract, "typed": typed, "rows": rows, "is_act": True,
        "kinds": Act.Kind.choices,
    }  # fmt: skip
    return render(request, "procurement/entering.html", context, status=422 if typed.errors else 200)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a draft; a reason for exceeding a limit counts where the person has the right to."""
    contract = known_contract(request, pk, Action.APPROVE)
    reason = _override_reason(request, contract.budget)
    return _done(request, contract, lambda: drafts.approve(contract, approved_by=_me(request), override_reason=reason))


@require_POST
def approve_act(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("contract__budget__facility", "document", "budget__facility")
    act = Act.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if act is None or act.contract is None:
        raise Http404(_("There is no such act, or you have no right to see it."))
    rights.require(request.user, Action.APPROVE, act.budget.facility)
    reason = _override_reason(request, act.budget)
    work = lambda: drafts.approve_act(act, approved_by=_me(request), override_reason=reason)  # noqa: E731
    return _done(request, act.contract, work)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    contract = known_contract(request, pk)
    return _done(request, contract, lambda: drafts.discard(contract, user_id=_me(request)))


def _me(request: HttpRequest) -> int:
    return request.user.pk or 0


def _override_reason(request: HttpRequest, budget: Budget) -> str:
    reason = request.POST.get("override_reason", "").strip()
    if reason:
        rights.require(request.user, Action.OVERRIDE, budget.facility)
    return reason


def _done(request: HttpRequest, contract: Contract, work: Callable[[], Any]) -> HttpResponse:
    try:
        work()
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))
    return redirect("procurement:contract", contract.pk)


def allowed(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """What the page of a contract offers this person, and the acts that wait for another one."""
    mine, facility, root = reach(request), contract.budget.facility, contract.root or contract
    document = contract.document
    is_draft = contract.status == Contract.Status.DRAFT and document is not None
    is_own = document is not None and document.entered_by_id == _me(request)
    return {
        "is_draft": is_draft,
        "is_own": is_own,
        "is_in_force": root.is_in_force and contract.root_id is None,
        "may_contract": mine.may(Action.CONTRACT, facility),
        "may_approve": mine.may(Action.APPROVE, facility),
        "may_override": mine.may(Action.OVERRIDE, facility),
        "waiting": [
            (act, total(line.amount for line in act.lines.all()), act.document.entered_by_id == _me(request))
            for act in drafts_of(root)
        ],
    }


def drafts_of(contract: Contract) -> list[Act]:
    """Acts under a contract that wait for another person."""
    waiting = Act.objects.filter(contract=contract, document__status=Document.Status.DRAFT)
    return list(waiting.select_related("document").prefetch_related("lines__code"))
