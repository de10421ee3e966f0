"""The page of what lies behind a figure: a report under the one that it was opened from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from finance import rooms
from finance.models import Budget
from finance.reporting.report import Report
from finance.views.sheet import sheet


def behind(request: HttpRequest, report: Report, budget: Budget, *, of: str, here: str) -> HttpResponse:
    """`of` is the name of the report that leads here, `here` what the page is called among the crumbs."""
    opened_from = {"name": of, "label": rooms.label_of(of)}
    context = {"report": report, "sheet": sheet(report), "budget": budget, "from": opened_from, "here": here}
    return render(request, "tariffs/behind.html", context)
