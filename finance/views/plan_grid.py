"""The grid of a draft: typed in the browser and kept at once, or sent as a plain form where there is no script."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import plan_deciding, plan_drafts, plan_filling, rights, service_accounts
from finance.amounts import Refusal, is_blank, parse_amount
from finance.languages import active_language, month_said
from finance.models import PlanDraft
from finance.money import THOUSAND, ZERO, as_text, display, total
from finance.months import Month, year_months
from finance.plan_drafts import Clash, DraftError, Typed
from finance.plan_grid import grid, key_of
from finance.refusals import AMOUNT_REASONS, explain
from finance.reporting.report import Unit
from finance.rights import Action
from finance.views.plan_forms import FillForm, PaperForm
from finance.views.reach import reach, signed_in

CELL = re.compile(r"c([0-9]{1,9})-([0-9]{1,2})")
CODES = re.compile(r"\b\d{3,6}\b")
MISPLACED = 422


def known_draft(request: HttpRequest, pk: int) -> PlanDraft:
    """A draft of a budget the person may see, with all that its pages name."""
    related = ("budget__facility", "budget__programme", "budget__source", "entered_by", "decided_by", "document")
    found = PlanDraft.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if found is None:
        raise Http404(_("There is no such draft, or you have no right to see it."))
    reach(request).budget(found.budget.key)
    return found


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid; whoever may not plan, or comes after it was submitted, is led to the page that shows it."""
    draft = known_draft(request, pk)
    if not draft.is_open or not reach(request).may(Action.PLAN, draft.budget.facility):
        return redirect("plan-draft", draft.pk)
    return _page(request, draft)


def _page(
    request: HttpRequest, draft: PlanDraft, *, texts: Mapping[str, str] | None = None, wrong: list[str] | None = None,
    **forms: Any,
) -> HttpResponse:  # fmt: skip
    """`texts` are what was typed and not kept, by the names of their cells; `wrong` says why."""
    unit = unit_of(request.POST or request.GET)
    made = grid(draft, unit, active_language())
    codes = plan_drafts.usable_codes(draft.budget.year)
    context = {
        "draft": draft, "budget": draft.budget, "grid": made, "unit": unit, "typed": texts or {}, "wrong": wrong or [],
        "paper": PaperForm(draft), "codes": codes.values(), "reasons": AMOUNT_REASONS.items(),
        "fill": FillForm([(row.id, f"{row.code} {row.name}") for row in made.rows if not row.is_group]),
        "is_amendment": draft.kind == PlanDraft.Kind.AMENDMENT, "before": total(row.before for row in made.rows),
    } | forms  # fmt: skip
    return render(request, "finance/plan_grid.html", context, status=MISPLACED if wrong else HTTPStatus.OK)


def unit_of(query: Mapping[str, Any]) -> Unit:
    return "thousand" if query.get("unit") == "thousand" else "tenge"


@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Cells by their names; JSON is answered with JSON. One that cannot be read keeps all from being kept."""
    draft, is_json = known_draft(request, pk), request.content_type == "application/json"
    rights.require(request.user, Action.PLAN, draft.budget.facility)
    posted = request.POST.dict()
    sent: dict[str, Any] = _sent(request) if is_json else {**posted, "cells": posted}
    texts = {name: str(text) for name, text in sent["cells"].items() if CELL.fullmatch(name)}
    revision = str(sent.get("revision", ""))
    seen, unit = int(revision) if revision.isdecimal() else 0, unit_of(sent)
    typed, refused = _read(texts, draft.budget.year, unit)
    before = PlanDraft.objects.values_list("revision", flat=True).get(pk=draft.pk)
    clashes: list[Clash] = []
    reasons = list(refused.values())
    if not reasons:
        try:
            clashes = plan_drafts.keep(draft, typed, seen=seen, user=signed_in(request))
        except DraftError as error:
            reasons = str(error).splitlines()
    if reasons and is_json:
        return JsonResponse({"error": "\n".join(reasons), "refused": refused}, status=HTTPStatus.CONFLICT)
    if reasons:
        return _page(request, draft, texts=texts, wrong=[_("Nothing was saved."), *reasons])
    if is_json:
        return JsonResponse(_answer(draft, clashes, is_behind=before > seen))
    if clashes:
        kept = {key_of(clash.code, clash.month): texts[key_of(clash.code, clash.month)] for clash in clashes}
        return _page(request, draft, texts=kept, wrong=[_told(draft, clash) for clash in clashes])
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('plan-grid', args=[draft.pk])}?unit={unit}")


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        sent = json.loads(request.body)
    except ValueError as error:
        raise Http404(_("This is no JSON.")) from error
    if not isinstance(sent, dict) or not isinstance(sent.get("cells", {}), dict):
        raise Http404(_("This is no JSON."))
    return {"cells": {}} | sent


def _read(texts: Mapping[str, str], year: int, unit: Unit) -> tuple[list[Typed], dict[str, str]]:
    """What the texts say, and why not, each by the name of its cell. A blank text is zero."""
    typed, refused = [], {}
    for name, text in texts.items():
        code, number = map(int, CELL.fullmatch(name).groups())  # type: ignore[union-attr] # matched before
        amount = ZERO if is_blank(text) else parse_amount(text, scale=THOUSAND if unit == "thousand" else Decimal(1))
        if isinstance(amount, Refusal):
            place = f"{month_said(Month(year, number))}: " if 1 <= number <= 12 else ""
            refused[name] = place + explain(amount)
        elif not 1 <= number <= 12:
            refused[name] = _("There is no such cell.")
        else:
            typed.append(Typed(code, Month(year, number), amount))
    return typed, refused


def _answer(draft: PlanDraft, clashes: list[Clash], *, is_behind: bool) -> dict[str, Any]:
    """The new revision, what was not kept, and every cell as it stands where somebody else changed some."""
    stands = plan_drafts.amounts(draft) if is_behind else {}
    return {
        "revision": draft.revision,
        "clashes": {
            key_of(clash.code, clash.month): {"stands": as_text(clash.stands), "said": _told(draft, clash)}
            for clash in clashes
        },
        "cells": {key_of(*key): as_text(amount) for key, amount in stands.items()},
    }


def _told(draft: PlanDraft, clash: Clash) -> str:
    code, language = plan_drafts.usable_codes(draft.budget.year)[clash.code], active_language()
    message = _("%(code)s, %(month)s: %(who)s wrote %(stands)s meanwhile, you wrote %(typed)s.")
    return message % {
        "code": code.code, "month": month_said(clash.month), "who": service_accounts.said(clash.by),
        "stands": display(clash.stands, language), "typed": display(clash.typed, language),
    }  # fmt: skip


@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Twelve months for each chosen row: JSON is answered with the figures, a form keeps them."""
    draft = known_draft(request, pk)
    rights.require(request.user, Action.PLAN, draft.budget.facility)
    made = grid(draft, "tenge", active_language())
    rows = {row.id: row for row in made.rows if not row.is_group}
    form = FillForm([(pk_, f"{row.code} {row.name}") for pk_, row in rows.items()], request.POST)
    reasons = [] if form.is_valid() else [str(error) for errors in form.errors.values() for error in errors]
    typed: list[Typed] = []
    if not reasons:
        found = form.cleaned_data
        scale = THOUSAND if unit_of(request.POST) == "thousand" else Decimal(1)
        whole = None if found["sum"] is None else found["sum"] * scale
        filling = plan_filling.Filling(found["method"], whole, found["index"] or Decimal(100))
        try:
            typed = plan_filling.fill(
                draft.budget, filling, {code: rows[code].sums for code in found["codes"]}, made.locked
            )
        except plan_filling.FillingError as error:
            reasons = str(error).splitlines()
    if request.accepts("text/html"):
        return _filled(request, draft, form, typed, reasons)
    if reasons:
        return JsonResponse({"error": "\n".join(reasons)}, status=HTTPStatus.CONFLICT)
    return JsonResponse({"cells": {key_of(one.code, one.month): as_text(one.amount) for one in typed}})


def _filled(request: HttpRequest, draft: PlanDraft, form: FillForm, typed: list[Typed], reasons: list[str]) -> Any:
    if not reasons:
        try:
            plan_drafts.keep(draft, typed, seen=draft.revision, user=signed_in(request))
        except DraftError as error:
            reasons = [str(error)]
    if reasons:
        return _page(request, draft, wrong=reasons, fill=form)
    messages.success(request, _("The row is filled."))
    return redirect("plan-grid", draft.pk)


@require_POST
def add_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A blank line for each code named, in whatever way they are parted; `all` means those of the facility."""
    draft = known_draft(request, pk)
    rights.require(request.user, Action.PLAN, draft.budget.facility)
    try:
        said = request.POST.get("code", "")
        wanted = plan_drafts.codes_of_facility(draft) if "all" in request.POST else CODES.findall(said) or [said]
        code = plan_drafts.add_codes(draft, wanted, user=signed_in(request))[0]
    except DraftError as error:
        return _page(request, draft, wrong=[str(error)])
    first = key_of(code.pk, year_months(draft.budget.year)[0])
    return redirect(f"{reverse('plan-grid', args=[draft.pk])}?unit={unit_of(request.POST)}#{first}")


@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps number, date and reason; `submit` sends the paper for approval as well."""
    draft, user = known_draft(request, pk), signed_in(request)
    rights.require(user, Action.PLAN, draft.budget.facility)
    form = PaperForm(draft, request.POST)
    if not form.is_valid():
        return _page(request, draft, wrong=[_("Nothing was saved.")], paper=form)
    said = form.cleaned_data
    try:
        plan_drafts.name(draft, number=said["number"], day=said["date"], reason=said["reason"], user=user)
        if "submit" not in request.POST:
            messages.success(request, _("Saved."))
            return redirect("plan-grid", draft.pk)
        plan_deciding.submit(draft, user=user)
    except DraftError as error:
        return _page(request, draft, wrong=str(error).splitlines(), paper=form)
    messages.success(request, _("Sent for approval: another person decides."))
    return redirect("plan-draft", draft.pk)
