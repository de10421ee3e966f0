"""The plan of a budget: its versions and drafts, two side by side, a new draft, who approves."""

from collections.abc import Mapping
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from finance import plan_calculation, plan_drafts, plan_versions, rights
from finance.audit import record
from finance.languages import active_language
from finance.models import Budget, PlanDraft, Setting
from finance.plan_drafts import DraftError
from finance.plan_versions import Version
from finance.reporting.render import CONTENT_TYPES, file_name
from finance.reporting.render import render as render_report
from finance.reporting.report import Report
from finance.reports import plan_papers
from finance.rights import PLAN_APPROVERS, Action
from finance.views.plan_forms import ApproversForm
from finance.views.plan_grid import unit_of
from finance.views.reach import reach, signed_in
from finance.views.sheet import sheet

FILES = ("pdf", "xlsx")


@require_safe
def plan(request: HttpRequest, key: str) -> HttpResponse:
    """Versions and drafts, newest first."""
    budget = reach(request).budget(key)
    return _page(request, budget)


def _page(request: HttpRequest, budget: Budget, approvers: ApproversForm | None = None) -> HttpResponse:
    mine = reach(request)
    found = plan_versions.versions(budget)[::-1]
    chosen = rights.plan_approvers(budget.facility)
    is_manager = mine.may(Action.MANAGE, budget.facility)
    context = {
        "budget": budget,
        "versions": found,
        "in_force": next((one for one in found if one.document is not None), None),
        "has_plan_draft": any(one.draft is not None and one.draft.kind == PlanDraft.Kind.PLAN for one in found),
        "year_after": budget.year + 1,
        "year_before": plan_calculation.year_before(budget),
        "may_plan": mine.may(Action.PLAN, budget.facility),
        "approvers": (approvers or ApproversForm(initial={"roles": sorted(chosen)})) if is_manager else None,
        "who_approves": rights.approvers_in_words(budget.facility, PlanDraft.Kind.PLAN),
    }
    return render(request, "finance/plan.html", context, status=422 if approvers is not None else HTTPStatus.OK)


@require_POST
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """A new draft of the `kind` asked for, opened in the grid."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.PLAN, budget.facility)
    kind = request.POST.get("kind", "")
    if kind not in PlanDraft.Kind:
        raise Http404(_("There is no such kind."))
    try:
        draft = plan_drafts.begin(budget, kind, user=signed_in(request))
    except DraftError as error:
        messages.warning(request, str(error))
        return redirect("plan", budget.key)
    return redirect("plan-grid", draft.pk)


@require_POST
def approvers(request: HttpRequest, key: str) -> HttpResponse:
    """Keeps the facility's choice of roles."""
    budget, user = reach(request).budget(key), signed_in(request)
    rights.require(user, Action.MANAGE, budget.facility)
    form = ApproversForm(request.POST)
    if not form.is_valid():
        return _page(request, budget, form)
    before, after = sorted(rights.plan_approvers(budget.facility)), sorted(form.cleaned_data["roles"])
    Setting.objects.update_or_create(facility=budget.facility, key=PLAN_APPROVERS, defaults={"value": after})
    record("facility.plan-approvers", user=user, data={"before": before, "after": after})
    messages.success(request, _("Saved."))
    return redirect("plan", budget.key)


@require_safe
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """`left` and `right` in the address name the versions; without them the newest two."""
    budget = reach(request).budget(key)
    known = {version.key: version for version in plan_versions.versions(budget)}
    newest = list(known)[-2:]
    if len(newest) < 2:
        messages.warning(request, _("There is only one version: there is nothing to compare."))
        return redirect("plan", budget.key)
    left, right = (_version(known, request.GET.get(side) or newest[at]) for at, side in enumerate(("left", "right")))
    report = plan_papers.side_by_side(
        budget,
        (_called(left), plan_versions.months_of(budget, left)),
        (_called(right), plan_versions.months_of(budget, right)),
        unit=unit_of(request.GET),
        language=active_language(),
    )
    if request.GET.get("format") in FILES:
        return as_file(report, request.GET["format"])
    context = {"budget": budget, "versions": known.values(), "left": left, "right": right, "sheet": sheet(report)}
    return render(request, "finance/plan_versions.html", context | {"report": report})


def _version(known: Mapping[str, Version], key: str) -> Version:
    if key not in known:
        raise Http404(_("There is no such version."))
    return known[key]


def _called(version: Version) -> str:
    return f"{version.label}, {version.day:%d.%m.%Y}"


def as_file(report: Report, ending: str) -> HttpResponse:
    response = HttpResponse(render_report(report, ending), content_type=CONTENT_TYPES[ending])
    response["Content-Disposition"] = f'attachment; filename="{file_name(report, ending)}"'
    return response
