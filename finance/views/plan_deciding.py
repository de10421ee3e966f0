"""A draft as its approver sees it: before and after, approve or return; and the paper to print."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import plan_deciding, proving_oneself, rights
from finance.languages import active_language
from finance.ledger import LedgerError
from finance.models import Document, PlanDraft
from finance.money import total
from finance.plan_drafts import Stage
from finance.plan_steps import Steps, plan_steps
from finance.reports import plan_papers
from finance.rights import Action
from finance.views.plan import FILES, as_file
from finance.views.plan_forms import ReturnForm
from finance.views.plan_grid import known_draft, unit_of
from finance.views.reach import reach, signed_in


@require_safe
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """What it changes, before and after; an approved one leads to its document."""
    found = known_draft(request, pk)
    if found.document_id is not None:
        return redirect("document", found.document_id)
    return _page(request, found)


def _page(request: HttpRequest, found: PlanDraft, form: ReturnForm | None = None) -> HttpResponse:
    steps, user, facility = plan_deciding.steps(found), signed_in(request), found.budget.facility
    is_waiting = found.stage == Stage.SUBMITTED
    is_approver = is_waiting and rights.may_approve_plan(user, facility)
    may_plan = reach(request).may(Action.PLAN, facility)
    context = {
        "draft": found,
        "steps": steps,
        "steps_before": total(group.before for group in steps),
        "steps_after": total(group.after for group in steps),
        "steps_change": total(group.change for group in steps),
        "notes": list(found.notes.select_related("code").order_by("code__code")),
        "seen": plan_deciding.digest(found, steps),
        "may_approve": is_approver and user.pk not in plan_deciding.shapers(found),
        "is_own": is_approver and user.pk in plan_deciding.shapers(found),
        "may_type": may_plan and found.is_open,
        "may_take_back": may_plan and is_waiting,
        "form": form or ReturnForm(),
    }
    return render(request, "finance/plan_draft.html", context, status=422 if form is not None else 200)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Post it as it was seen."""
    seen, draft = request.POST.get("seen", ""), known_draft(request, pk)
    moved = total(abs(line.amount) for line in plan_deciding.lines(draft))
    proving_oneself.require(request.session, draft.budget.facility, moved)
    said = _("Approved: the plan is changed.")
    return _done(request, pk, said, lambda one: plan_deciding.approve(one, seen=seen, user=signed_in(request)))


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return it with a reason."""
    found, form = known_draft(request, pk), ReturnForm(request.POST)
    rights.require_approver(signed_in(request), found.budget.facility, found.kind)
    if not form.is_valid():
        return _page(request, found, form)
    reason = form.cleaned_data["reason"]
    return _done(
        request, pk, _("Returned."), lambda one: plan_deciding.send_back(one, reason=reason, user=signed_in(request))
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on typing."""
    answer = _done(request, pk, "", lambda one: plan_deciding.take_back(one, user=signed_in(request)))
    return redirect("plan-grid", pk) if known_draft(request, pk).is_open else answer


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw it away."""
    key = known_draft(request, pk).budget.key
    _done(request, pk, _("Thrown away."), lambda one: plan_deciding.discard(one, user=signed_in(request)))
    return redirect("plan", key)


def _done(request: HttpRequest, pk: int, said: str, act: Callable[[PlanDraft], object]) -> HttpResponse:
    """Back on its page, with what was done or why not."""
    found = known_draft(request, pk)
    try:
        act(found)
    except LedgerError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)
    return redirect("plan-draft", pk)


@require_safe
def paper(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The certificate of a draft, to be printed before it is signed."""
    found = known_draft(request, pk)
    return _certificate(request, found, plan_deciding.steps(found), ending)


@require_safe
def posted_paper(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The certificate of a posted document, whichever way it came in."""
    found = Document.objects.filter(pk=pk, budget__in=reach(request).budget_ids, kind=Document.Kind.AMENDMENT)
    document = found.select_related("budget__facility", "budget__programme", "budget__source").first()
    if document is None:
        raise Http404(_("There is no such document, or you have no right to see it."))
    return _certificate(request, document, plan_steps(document), ending)


def _certificate(request: HttpRequest, of: PlanDraft | Document, steps: list[Steps], ending: str) -> HttpResponse:
    if ending not in FILES:
        raise Http404(_("There is no such kind of file."))
    report = plan_papers.certificate(
        of.budget, (of.number, of.date, of.reason), steps, unit=unit_of(request.GET), language=active_language()
    )
    return as_file(report, ending)
