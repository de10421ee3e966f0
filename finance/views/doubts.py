"""The doubts of a report on a page of their own, each answered with a reason; answers are taken back there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from finance import answered_doubts
from finance.answered_doubts import MAY_ANSWER, DoubtError
from finance.forms import Form, ReasonField
from finance.kept import kept
from finance.models import DoubtAnswer
from finance.reporting.report import Remark, Report
from finance.reports import registry
from finance.rights import require_one_of
from finance.scope import ScopeError, of_budget
from finance.views.asked import Asked
from finance.views.reach import reach, signed_in
from finance.views.reports import asked_of, doubts_url


class AnswerForm(Form):
    """Why the doubt may stand."""

    reason = ReasonField(
        label=gettext_lazy("Why may it stand?"),
        error_messages={"required": gettext_lazy("Say why the doubt may stand.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def doubts(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """GET lists the doubts of the report and what was answered; POST answers the one that says `doubt`."""
    mine = reach(request)
    wanted = asked_of(request.GET, mine.budget(key), name, mine)
    if name not in registry.names() or wanted.years or wanted.extent != "budget":
        raise Http404(_("There is no such report."))
    report = _report(name, wanted)
    forms = [AnswerForm(prefix=str(place)) for place in range(len(report.doubts))]
    status = HTTPStatus.OK
    if request.method == "POST":
        require_one_of(signed_in(request), MAY_ANSWER, wanted.budget.facility)
        text = request.POST.get("doubt", "")
        place = next((at for at, doubt in enumerate(report.doubts) if doubt.text == text), None)
        if place is None:
            messages.error(request, answered_doubts.gone())
            return redirect(request.get_full_path())
        form = AnswerForm(request.POST, prefix=str(place))
        if form.is_valid():
            return _answered(request, name, wanted, text, form.cleaned_data["reason"])
        forms[place], status = form, HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "name": name, "budget": wanted.budget, "asked": wanted, "report": report,
        "lines": _lines(report.doubts, forms), "may_answer": bool(doubts_url(name, wanted, mine)),
    }  # fmt: skip
    return render(request, "finance/doubts.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, key: str, name: str, pk: int) -> HttpResponse:
    """The doubt stands open again."""
    mine = reach(request)
    wanted = asked_of(request.GET, mine.budget(key), name, mine)
    given = get_object_or_404(DoubtAnswer.objects.select_related("budget__facility"), pk=pk, budget=wanted.budget)
    answered_doubts.take_back(given, user=signed_in(request))
    return redirect(doubts_url(name, wanted, mine))


def _answered(request: HttpRequest, name: str, wanted: Asked, text: str, reason: str) -> HttpResponse:
    build = partial(_report_in, name, wanted)
    try:
        answered_doubts.answer(wanted.budget, text, build, reason=reason, user=signed_in(request))
    except DoubtError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The doubt is kept apart until what it says changes."))
    return redirect(request.get_full_path())


def _report(name: str, wanted: Asked) -> Report:
    key = ("doubts", name, wanted.budget.pk, wanted.query, wanted.language, get_language())
    return kept(key, lambda: _report_in(name, wanted, wanted.language))


def _report_in(name: str, wanted: Asked, language: str) -> Report:
    """Raises Http404 where the period cannot be reported on."""
    build, scope = registry.get(name, **wanted.numbers), of_budget(wanted.budget)
    try:
        return build(scope, wanted.first, wanted.last, unit=wanted.unit, language=language)
    except ScopeError as error:
        raise Http404(str(error)) from error


def _lines(doubts: Sequence[Remark], forms: Sequence[AnswerForm]) -> list[tuple[Remark, AnswerForm]]:
    return list(zip(doubts, forms, strict=True))
