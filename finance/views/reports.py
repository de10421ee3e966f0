"""Pages of reports: one view for every registered report, and its files."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render as render_page
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance import replica, rooms
from finance.answered_doubts import MAY_ANSWER
from finance.deviations import Deviation
from finance.individuals import hidden_in_report
from finance.kept import kept
from finance.models import Budget
from finance.reporting.render import CONTENT_TYPES, FORMATS, file_name, render
from finance.reporting.report import Remark, Report
from finance.reporting.rolling_up import rolled_up
from finance.reports import registry
from finance.rights import Action
from finance.scope import Scope, ScopeError
from finance.views import explanations
from finance.views.asked import Asked, asked, years_around
from finance.views.folding import folds, folds_together
from finance.views.reach import Reach, reach
from finance.views.sheet import sheet

DOWNLOADS = ("xlsx", "docx", "pdf", "csv", "json")


@require_safe
def page(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The report as a page; every figure leads to its entries."""
    mine = reach(request)
    budget = mine.budget(key)
    wanted = asked_of(request.GET, budget, name, mine)
    context = {
        "asked": wanted,
        "name": name,
        "siblings": _siblings(name),
        "budget": budget,
        "downloads": DOWNLOADS,
        "languages": settings.LANGUAGES,
        "extents": [] if registry.is_of_tree(name) else _extents(wanted, mine),
        "may_issue": mine.may(Action.ISSUE, budget.facility),
    }
    try:
        made = _made(name, wanted, mine, request.GET)
    except ScopeError as error:
        reasons = str(error).splitlines()
        return render_page(request, "finance/no_report.html", context | {"reasons": reasons}, status=422)
    asking = explanations.in_place(made.asking, wanted, mine)
    return render_page(
        request, "finance/report.html", context | asking | {"made": made, "back": request.get_full_path()}
    )


@dataclass(frozen=True, slots=True)
class Made:
    """All of a page that comes from the books: `begin` names its first figure, `asking` the figures that ask why."""

    title: str
    period: str
    begin: str
    body: str
    together: Mapping[str, str]
    asking: Sequence[Deviation]


def _made(name: str, wanted: Asked, mine: Reach, query: QueryDict) -> Made:
    """Kept while the books stay as they are. Raises ScopeError."""
    doubts = doubts_url(name, wanted, mine)

    def make() -> Made:
        report = _told(_built(name, wanted, mine), lag)
        shown = sheet(rolled_up(report, wanted.closed), query, folds(report, wanted))
        body = {"report": report, "sheet": shown, "doubts_url": doubts, "asked": wanted, "budget": wanted.budget}
        return Made(
            report.title, shown["period"], shown["tables"][0]["begin"], render_to_string("parts/report.html", body),
            folds_together(report, wanted), tuple(explanations.asking_in(report, wanted, name)),
        )  # fmt: skip

    with replica.reading_reports() as lag:
        return kept((*_kept_by(name, wanted, mine), lag, doubts, query.urlencode()), make)


def _kept_by(name: str, wanted: Asked, mine: Reach) -> tuple[Hashable, ...]:
    scope = wanted.scope(mine)
    budgets = tuple(budget.pk for budget in scope.budgets)
    return ("report", name, wanted.query, wanted.language, get_language(), budgets, _sees_all(scope, mine))


@require_safe
def download(request: HttpRequest, key: str, name: str, ending: str) -> HttpResponse:
    """The same report as a file: same rows, same figures, same notes."""
    if ending not in FORMATS:
        raise Http404(_("There is no such kind of file."))
    mine = reach(request)
    wanted = asked_of(request.GET, mine.budget(key), name, mine)
    try:
        report = build(name, wanted, mine)
    except ScopeError as error:
        raise Http404(str(error)) from error
    report = rolled_up(report, wanted.closed)
    response = HttpResponse(render(report, ending), content_type=CONTENT_TYPES[ending], status=HTTPStatus.OK)
    response["Content-Disposition"] = f'attachment; filename="{file_name(report, ending)}"'
    return response


def doubts_url(name: str, wanted: Asked, mine: Reach) -> str:
    """Where the doubts of a report are answered; empty for who may not, and where several budgets stand together."""
    may_answer = any(mine.may(action, wanted.budget.facility) for action in MAY_ANSWER)
    is_one = wanted.extent == "budget" and not wanted.years
    return f"{reverse('doubts', args=[wanted.budget.key, name])}?{wanted.query}" if may_answer and is_one else ""


def build(name: str, wanted: Asked, mine: Reach) -> Report:
    """The report asked for, kept while the books stay as they are; 404 for a report there is not. Raises ScopeError
    where the period cannot be reported on.
    """
    with replica.reading_reports() as lag:
        return _told(kept(_kept_by(name, wanted, mine), lambda: _built(name, wanted, mine)), lag)


def _built(name: str, wanted: Asked, mine: Reach) -> Report:
    try:
        builder = registry.get(name, **wanted.numbers)
    except registry.UnknownReportError as error:
        raise Http404(_("There is no such report.")) from error
    scope = wanted.scope(mine)
    report = builder(scope, wanted.first, wanted.last, unit=wanted.unit, language=wanted.language)
    return report if _sees_all(scope, mine) else hidden_in_report(report)


def _told(report: Report, lag: replica.Lag) -> Report:
    """A report of books that have gone on since says so."""
    with translation.override(report.language):
        said = lag.told()
    return replace(report, notes=(*report.notes, Remark(said, "behind"))) if said else report


def _sees_all(scope: Scope, mine: Reach) -> bool:
    return all(mine.sees_individuals(budget.facility_id) for budget in scope.budgets)


def asked_of(query: QueryDict, budget: Budget, name: str, mine: Reach) -> Asked:
    years = years_around(budget, mine.budgets) if registry.spans_years(name) else ()
    wanted = asked(query, budget, registry.parameters(name), years)
    return replace(wanted, extent="tree") if registry.is_of_tree(name) else wanted


def _siblings(name: str) -> list[tuple[str, str]]:
    """The reports beside `name`, itself among them, with their labels; nothing where it stands alone."""
    beside = [[(one.name, str(one.label)) for one in reports] for _family, reports in rooms.families()]
    return next((one for one in beside if len(one) > 1 and name in dict(one)), [])


def _extents(wanted: Asked, mine: Reach) -> list[tuple[str, str]]:
    """What the report may be widened to: nothing where the facility has this one budget and no branches."""
    budget = wanted.budget
    found = [("budget", _("this programme and source") if wanted.years else _("this budget"))]
    beside = [b for b in mine.budgets if b.facility_id == budget.facility_id]
    if len(beside if wanted.years else [b for b in beside if b.year == budget.year]) > 1:
        found.append(("facility", _("all budgets of the facility")))
    if any(b.facility.parent_id == budget.facility_id for b in mine.budgets):
        found.append(("tree", _("the facility with its branches")))
    return found if len(found) > 1 else []
