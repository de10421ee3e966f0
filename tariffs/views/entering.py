"""Volumes of a month typed in a grid: the same rows a file of volumes would declare."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.models import Budget, Document
from finance.months import Month, MonthError, year_months
from finance.refusals import LedgerError
from finance.rights import Action
from finance.views.asked import last_month_with_data
from finance.views.reach import reach, signed_in
from tariffs.declaring import compare, declare, standing
from tariffs.forms import FIGURES, VolumesForm, field_name
from tariffs.models import Volume


@require_http_methods(["GET", "HEAD", "POST"])
def volumes(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the month; POST declares what differs, all of it or nothing."""
    mine = reach(request)
    budget = mine.budget(key)
    month = _month(request, budget)
    may_cost = mine.may(Action.COST, budget.facility)
    form = VolumesForm(
        request.POST if request.method == "POST" else None, initial=_held(budget, month), may_edit=may_cost
    )
    if form.is_bound:
        rights.require(request.user, Action.COST, budget.facility)
        if not form.is_valid():
            messages.error(request, _("Nothing was saved: some figures cannot be read."))
        elif _is_kept(request, budget, month, form):
            return redirect(f"{reverse('tariffs:volumes', args=[key])}?month={month}")
    context = {
        "budget": budget,
        "month": month,
        "months": year_months(budget.year),
        "form": form,
        "may_cost": may_cost,
    }
    return render(request, "tariffs/volumes.html", context, status=422 if form.errors else 200)


def _month(request: HttpRequest, budget: Budget) -> Month:
    text = request.POST.get("month", "") or request.GET.get("month", "")
    try:
        month = Month.parse(text) if text else last_month_with_data(budget)
    except MonthError as error:
        raise Http404(_("Write the month as 2025-01.")) from error
    if month.year != budget.year or month.number > 12:
        raise Http404(_("This budget is of %(year)s; ask for months of that year.") % {"year": budget.year})
    return month


def _is_kept(request: HttpRequest, budget: Budget, month: Month, form: VolumesForm) -> bool:
    """Whether the figures stand now; else the form and a message say why they do not."""
    try:
        changed = _declare(budget, month, form.volumes(month), signed_in(request))
    except LedgerError as error:
        form.add_error(None, str(error))
        messages.error(request, str(error))
        return False
    text = _("Saved: %(number)s rows changed.") if changed else _("Nothing was changed.")
    messages.success(request, text % {"number": changed} if changed else text)
    return True


@transaction.atomic
def _declare(budget: Budget, month: Month, rows: list[Volume], user: User) -> int:
    if not compare(budget.facility, rows).moved:
        return 0
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.COSTING, date=month.last_day, reason=_("typed in"), entered_by=user
    )
    return len(declare(document, rows).moved)


def _held(budget: Budget, month: Month) -> dict[str, int]:
    """The figures that stand, by the names of their fields."""
    rows = [row for group in standing(Volume, budget.facility, month=month).values() for row in group]
    return {
        field_name(row.profile, row.setting, figure): value
        for row in rows
        if isinstance(row, Volume)
        for figure in FIGURES
        if (value := getattr(row, figure)) is not None
    }
