"""Issued reports: preview, explanations, two signatures, the list, and what each looks like for ever."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from finance import issues, issuing, rights, rooms
from finance.forms import ExplanationsForm
from finance.issues import APPROVED, PREPARED, WITHDRAWN, IssueError
from finance.kept import kept
from finance.languages import active_language
from finance.models import Budget, Issue
from finance.months import Month
from finance.reporting.periods import period_in_words
from finance.reporting.render import CONTENT_TYPES, FORMATS
from finance.reporting.render import render as render_report
from finance.reporting.report import Report
from finance.reports import registry
from finance.rights import Action
from finance.scope import ScopeError
from finance.views.asked import Asked
from finance.views.reach import reach, signed_in
from finance.views.reports import DOWNLOADS, asked_of
from finance.views.sheet import sheet


@require_safe
def listing(request: HttpRequest, key: str) -> HttpResponse:
    """Every issue of the budget's year and facility, newest first."""
    budget = reach(request).budget(key)
    found = [{"issue": one, **_about(one)} for one in _of_year(budget)]
    return render(request, "finance/issues.html", {"budget": budget, "rows": found})


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The report as it would be frozen, with a field for each thing that must be explained."""
    mine = reach(request)
    budget = mine.budget(key)
    rights.require(request.user, Action.ISSUE, budget.facility)
    if name not in registry.names():
        raise Http404(_("There is no such report."))
    of = asked_of(request.GET, budget, name, mine)
    numbers = tuple(of.numbers.items())
    wanted = issuing.WantedIssue(name, of.scope(mine), of.first, of.last, of.unit, numbers)
    context: dict[str, Any] = {"budget": budget, "asked": of, "name": name}
    try:
        report = _as_it_would_be(wanted, of)
    except ScopeError as error:
        return render(request, "finance/no_report.html", context | {"reasons": str(error).splitlines()}, status=422)
    subjects = [(subject.key, subject.text) for subject in issuing.to_explain(report)]
    form = ExplanationsForm(subjects, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = issuing.WantedIssue(
            name, wanted.scope, of.first, of.last, of.unit, numbers, form.cleaned_data["are_remarks_printed"]
        )
        made = issuing.prepare(chosen, user=signed_in(request), explanations=form.explanations)
        messages.success(request, _("Prepared. Another person signs it; until then it is not issued."))
        return redirect("issue", made.pk)
    context |= {"report": report, "sheet": sheet(report, request.GET), "form": form}
    context["corrects"] = issues.last_issue(**issuing.place_of(wanted))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "finance/prepare_issue.html", context, status=status)


def _as_it_would_be(wanted: issuing.WantedIssue, of: Asked) -> Report:
    """The report before it is issued, kept while the books stay as they are. Raises ScopeError."""
    budgets = tuple(budget.pk for budget in wanted.scope.budgets)
    key = ("issue", wanted.name, budgets, of.query, of.language, get_language())
    return kept(key, lambda: wanted.build(of.language))


@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it was frozen, who signed it, what it corrects; buttons for whoever may sign or take back."""
    found = _issue(request, pk)
    mine = reach(request)
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = active_language()
    report = issues.issued_report(found, language)
    about = _about(found)
    waits = about["status"] == PREPARED
    is_own = about["prepared"].user_id == signed_in(request).pk
    may_sign = mine.may(Action.APPROVE, found.facility)
    context = {
        "issue": found,
        **about,
        "budget": found.budget,
        "report": report,
        "sheet": sheet(report, request.GET),
        "language": language,
        "languages": settings.LANGUAGES,
        "downloads": DOWNLOADS if about["status"] == APPROVED else (),
        "may_approve": waits and may_sign and not is_own,
        "may_withdraw": waits and (may_sign or is_own),
    }
    return render(request, "finance/issue.html", context)


@require_safe
def download(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """An issue signed by two as a file: the same bytes for ever."""
    found = _issue(request, pk)
    language = request.GET.get("language", active_language())
    if ending not in FORMATS or language not in dict(settings.LANGUAGES):
        raise Http404(_("There is no such kind of file."))
    try:
        report = issues.issued_report(issues.get_issue(pk, found.report), language)
    except IssueError as error:
        raise Http404(str(error)) from error
    response = HttpResponse(render_report(report, ending), content_type=CONTENT_TYPES[ending])
    name = f"{found.report}-{found.first}-{found.through}-issue-{pk}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign what another person prepared."""
    found = _issue(request, pk)
    try:
        issuing.approve(found, user=signed_in(request))
    except IssueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Issue %(number)s is signed.") % {"number": found.pk})
    return redirect("issue", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what waits for a signature."""
    found = _issue(request, pk)
    try:
        issuing.withdraw(found, user=signed_in(request))
    except IssueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back: it is not issued."))
    return redirect("issue", pk)


def _of_year(budget: Budget) -> list[Issue]:
    """Two queries."""
    of_year = {"through__gte": Month(budget.year, 1), "first__lte": Month(budget.year, 13)}
    found = Issue.objects.filter(facility=budget.facility, **of_year).defer("content")
    return [one for one in found.prefetch_related("signatures__user") if one.budget_id in (None, budget.pk)]


def _about(one: Issue) -> dict[str, Any]:
    """How an issue is called and where it stands."""
    signed = {signature.kind: signature for signature in one.signatures.all()}
    return {
        "label": rooms.label_of(one.report),
        "period": period_in_words(one.first, one.through, active_language()),
        "status": issues.status_of(one),
        "prepared": signed[PREPARED],
        "approved": signed.get(APPROVED),
        "withdrawn": signed.get(WITHDRAWN),
    }


def _issue(request: HttpRequest, pk: int) -> Issue:
    """One of a facility this person may see; another's is not found, as if there were none."""
    found = Issue.objects.select_related("facility", "budget", "corrects").filter(pk=pk).first()
    if found is None or not reach(request).may(Action.VIEW, found.facility):
        raise Http404(_("There is no such issue, or you have no right to see it."))
    return found
