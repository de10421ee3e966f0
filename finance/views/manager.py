"""The manager's page: eight figures, three charts, what to look at and what waits, on one A4."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance import replica
from finance.kept import kept
from finance.reporting.figures import cell_text
from finance.reporting.report import Report
from finance.reports import manager
from finance.scope import ScopeError
from finance.views.asked import Asked, asked
from finance.views.reach import Reach, reach, signed_in
from finance.views.sheet import sheet
from finance.waiting import waiting_for

DOWNLOADS = ("pdf", "xlsx")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Of the budget looked at last, or `?budget=KEY`; `?through=2025-06` ends it with that month."""
    mine = reach(request)
    wanted_key = request.GET.get("budget", "")
    budget = mine.budget(wanted_key) if wanted_key else mine.current
    if budget is None:
        return redirect("home")
    wanted = asked(request.GET, budget)
    months = (str(wanted.first), str(wanted.last))
    key = ("manager", budget.pk, wanted.extent, *months, wanted.unit, wanted.language, tuple(sorted(mine.budget_ids)))
    context: dict[str, Any] = {"budget": budget, "asked": wanted, "downloads": DOWNLOADS, "name": manager.NAME}
    try:
        with replica.reading_reports() as lag:
            made = kept(key, lambda: _made(wanted, mine))
    except ScopeError as error:
        return render(request, "finance/no_report.html", context | {"reasons": str(error).splitlines()}, status=422)
    may = lambda action: mine.may(action, budget.facility)  # noqa: E731 # as `waiting_for` asks for it
    waiting = waiting_for(signed_in(request), budget, may)
    context |= {**made, "behind": lag.told(), "waiting": waiting, "languages": settings.LANGUAGES}
    return render(request, "finance/manager.html", context)


def _made(wanted: Asked, mine: Reach) -> dict[str, Any]:
    """All of the page that comes from the books, as it is shown."""
    report = manager.build(wanted.scope(mine), wanted.first, wanted.last, unit=wanted.unit, language=wanted.language)
    laid_out = sheet(report)
    return {
        "title": report.title,
        "period": laid_out["period"],
        "figures": render_to_string("finance/manager_figures.html", {"figures": figures_of(report)}),
        "charts": render_to_string("finance/manager_charts.html", {"sheet": laid_out, "report": report}),
    }


def _unit(report: Report, kind: str) -> str:
    if kind == "amount":
        return _("thousand ₸") if report.unit == "thousand" else "₸"
    return {"rate": "₸", "percent": "%"}.get(kind, "")


def figures_of(report: Report) -> list[dict[str, Any]]:
    """The cards: text and unit of the one cell of each row that holds its figure."""
    table = report.table(manager.FIGURES)
    found = []
    for row in table.rows:
        column = table.column(row.extra["kind"])
        cell = row.cell(column.key)
        found.append(
            {
                "label": row.cell("name").value,
                "text": cell_text(report, row, column),
                "unit": _unit(report, column.kind),
                "link": cell.link,
                "beside": row.cell("beside").value,
                "how": row.cell("how").value,
                "state": row.extra["state"],
            }
        )
    return found
