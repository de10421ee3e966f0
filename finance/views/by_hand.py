"""Entering by hand: Enter posts, the form remembers what was typed last; a correction takes back and posts anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from finance import by_hand, party_numbers, rights
from finance.by_hand import EnteringError
from finance.individuals import hidden_party
from finance.ledger import LedgerError
from finance.models import Budget, Document
from finance.rights import Action
from finance.views.hand_forms import FORMS, REMEMBERED, HandForm, WhyForm
from finance.views.reach import reach, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, key: str, kind: str = Document.Kind.CASH) -> HttpResponse:
    """The form of a `kind`; what stands already with the same figures is posted once `twice` says so."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.IMPORT, budget.facility)
    if kind not in FORMS:
        raise Http404(_("There is no such kind."))
    remembered = request.session.get(f"by-hand-{budget.key}-{kind}", {})
    form = FORMS[kind][1](budget, request.POST or None, initial=remembered)
    twin = None
    if request.method == "POST" and form.is_valid():
        written = form.written()
        twin = by_hand.twin(budget, written) if "twice" not in request.POST else None
        try:
            made = None if twin else by_hand.enter(budget, written, user=signed_in(request))
        except LedgerError as error:
            _refuse(form, error)
        else:
            if made is not None:
                _remember(request, budget, kind)
                messages.success(request, _said(made))
                return redirect("enter", budget.key, kind)
    context = {"budget": budget, "kind": kind, "form": form, "twin": twin, "latest": by_hand.latest(budget, kind)}
    return _shown(request, context)


def _shown(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form: HandForm = context["form"]
    is_wrong = bool(form.errors or context["twin"] or ("why" in context and context["why"].errors))
    kinds = [(key, label) for key, (label, _form) in FORMS.items()]
    more = {"kinds": kinds, "label": FORMS[context["kind"]][0], "codes": form.codes.values(), "is_wrong": is_wrong}
    return render(request, "finance/by_hand.html", context | more, status=422 if is_wrong else 200)


def _refuse(form: HandForm, error: LedgerError) -> None:
    if not isinstance(error, EnteringError):
        form.add_error(None, str(error))
        return
    for problem in error.problems:
        form.refuse(problem.field, problem.message)


def _remember(request: HttpRequest, budget: Budget, kind: str) -> None:
    typed = {name: request.POST[name] for name in REMEMBERED if name in request.POST}
    number = request.POST.get("number", "").strip()
    typed["number"] = str(int(number) + 1) if number.isdecimal() and len(number) < 12 else ""
    request.session[f"by-hand-{budget.key}-{kind}"] = typed


def _said(document: Document) -> str:
    return _("Posted: %(figures)s.") % {"figures": by_hand.in_words(document)}


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Post anew in place of a paper entered by hand, or, with `only`, take it back alone."""
    document = _known(request, pk)
    budget, user = document.budget, signed_in(request)
    rights.require(user, Action.UNDO, budget.facility)
    if not by_hand.is_by_hand(document):
        return redirect("take-back", document.pk)
    form = FORMS[document.kind][1](budget, request.POST or None, initial=_typed(document))
    why = WhyForm(request.POST or None)
    is_only = "only" in request.POST
    if request.method == "POST" and why.is_valid() and (is_only or form.is_valid()):
        reason = why.cleaned_data["why"]
        try:
            if is_only:
                by_hand.take_back(document, reason=reason, user=user)
                made = document
            else:
                made = by_hand.correct(document, form.written(), reason=reason, user=user)
        except LedgerError as error:
            _refuse(form, error)
        else:
            messages.success(request, _("Taken back.") if is_only else _said(made))
            return redirect("document", made.pk)
    context = {"budget": budget, "kind": document.kind, "form": form, "why": why, "corrected": document, "twin": None}
    return _shown(request, context)


def _known(request: HttpRequest, pk: int) -> Document:
    found = Document.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related("budget__facility")
    document = found.first()
    if document is None or not by_hand.may_be_taken_back(document):
        raise Http404(_("There is no such document, or you have no right to see it."))
    return document


def _typed(document: Document) -> dict[str, Any]:
    """What the form of a paper holds when it is corrected."""
    entry = document.entries.select_related("code").first()
    if document.kind == Document.Kind.BALANCES:
        stated = document.cash_balances.get()
        return {"amount": str(stated.amount), "date": stated.date, "account": stated.account}
    if entry is None:
        return {}
    found = {"date": document.date, "month": str(entry.month), "number": document.number}
    if document.kind == Document.Kind.INCOME:
        figures = {one.measure: str(one.amount) for one in document.entries.all()}
        return found | {
            "item": str(entry.code_id), "accrued": figures.get("income", "0"), "withheld": figures.get("withheld", ""),
            "set_off": figures.get("set_off", ""), "advance": figures.get("advance", ""),
            "kind_of_care": entry.purpose if entry.measure == "income" else "",
        }  # fmt: skip
    names = ("counterparty_number", "counterparty_name", "contract_number", "purpose")
    return (
        found
        | {name: getattr(entry, name) for name in names}
        | {"code": entry.code.code, "amount": str(entry.amount), "site": entry.centre}
    )


@require_safe
def party(request: HttpRequest, key: str) -> JsonResponse:
    """The name of a БИН or ИИН, and whether its last digit fits."""
    mine, facility = reach(request), reach(request).budget(key).facility
    rights.require(request.user, Action.IMPORT, facility)
    number = party_numbers.party_number(request.GET.get("number", ""))
    name = by_hand.party_name(facility, number)
    if not mine.sees_individuals(facility.pk) and hidden_party(name, number)[0] != name:
        name = ""
    return JsonResponse({"name": name, "is_valid": party_numbers.is_valid(number)})


def address_of(document: Document) -> str:
    """Where a paper entered by hand is corrected, or one typed in the plan's grid taken back; empty for others."""
    if by_hand.is_by_hand(document):
        return reverse("correct", args=[document.pk])
    return reverse("take-back", args=[document.pk]) if by_hand.may_be_taken_back(document) else ""


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Reverse a plan or certificate typed in the grid, with a reason."""
    document = _known(request, pk)
    rights.require(request.user, Action.UNDO, document.budget.facility)
    why = WhyForm(request.POST or None)
    if request.method == "POST" and why.is_valid():
        try:
            by_hand.take_back(document, reason=why.cleaned_data["why"], user=signed_in(request))
        except LedgerError as error:
            why.add_error(None, str(error))
        else:
            messages.success(request, _("Taken back."))
            return redirect("document", document.pk)
    context = {"document": document, "why": why}
    return render(request, "finance/take_back.html", context, status=422 if why.errors else 200)
