"""Volumes of a month typed in a grid: the same rows a file of volumes would declare."""

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.amounts import Refusal, parse_amount
from finance.models import Budget, Document
from finance.months import Month, MonthError, year_months
from finance.rights import Action
from finance.views.asked import last_month_with_data
from finance.views.reach import reach
from tariffs.declaring import compare, declare, standing
from tariffs.models import CareProfile, Setting, Volume
from tariffs.reports.wording import figure_label

FIGURES = ("beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days")


@require_http_methods(["GET", "HEAD", "POST"])
def volumes(request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the month; POST declares what differs, all of it or nothing."""
    mine = reach(request)
    budget = mine.budget(key)
    month = _month(request, budget)
    typed: dict[str, str] = {}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        rights.require(request.user, Action.COST, budget.facility)
        typed = {name: str(text).strip() for name, text in request.POST.items() if "|" in name}
        rows, wrong = _rows(typed, month)
        if not wrong:
            changed = _declare(budget, month, rows, request.user.pk or 0)
            text = _("Saved: %(number)s rows changed.") if changed else _("Nothing was changed.")
            messages.success(request, text % {"number": changed} if changed else text)
            return redirect(f"{reverse('tariffs:volumes', args=[key])}?month={month}")
        messages.error(request, _("Nothing was saved: some figures cannot be read."))
    context = {
        "budget": budget,
        "month": month,
        "months": year_months(budget.year),
        "grid": _grid(budget, month, typed, wrong),
        "labels": [figure_label(figure) for figure in FIGURES],
        "may_cost": mine.may(Action.COST, budget.facility),
    }
    return render(request, "tariffs/volumes.html", context, status=422 if wrong else 200)


def _month(request: HttpRequest, budget: Budget) -> Month:
    text = request.POST.get("month", "") or request.GET.get("month", "")
    try:
        month = Month.parse(text) if text else last_month_with_data(budget)
    except MonthError as error:
        raise Http404(_("Write the month as 2025-01.")) from error
    if month.year != budget.year or month.number > 12:
        raise Http404(_("This budget is of %(year)s; ask for months of that year.") % {"year": budget.year})
    return month


def _rows(typed: dict[str, str], month: Month) -> tuple[list[Volume], dict[str, str]]:
    """The volumes typed, and what is wrong by field. A profile left empty is no row."""
    wrong: dict[str, str] = {}
    rows = []
    for profile in CareProfile.objects.all():
        for setting in Setting.values:
            texts = {figure: typed.get(f"{profile.key}|{setting}|{figure}", "") for figure in FIGURES}
            if not any(texts.values()):
                continue
            figures = {}
            for figure, text in texts.items():
                name = f"{profile.key}|{setting}|{figure}"
                figures[figure] = _whole(text, name, wrong, is_required=figure == "bed_days_done")
            rows.append(Volume(month=month, profile=profile, setting=setting, **figures))
    return rows, wrong


def _whole(text: str, name: str, wrong: dict[str, str], *, is_required: bool) -> int | None:
    if not text:
        if is_required:
            wrong[name] = _("Write a number, zero where there was none.")
        return None
    value = parse_amount(text)
    if isinstance(value, Refusal) or value < 0 or value != value.to_integral_value() or value > Decimal(10**6):
        wrong[name] = _("“%(value)s” is no whole number of zero or more.") % {"value": text}
        return None
    return int(value)


def _declare(budget: Budget, month: Month, rows: list[Volume], user_id: int) -> int:
    if not compare(budget.facility, rows).moved:
        return 0
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.COSTING, date=month.last_day, reason=_("typed in"), entered_by_id=user_id
    )
    return len(declare(document, rows).moved)


def _grid(budget: Budget, month: Month, typed: dict[str, str], wrong: dict[str, str]) -> list[dict[str, object]]:
    held = {
        (row.profile_id, row.setting): row
        for group in standing(Volume, budget.facility, month=month).values()
        for row in group
        if isinstance(row, Volume)
    }
    grid: list[dict[str, object]] = []
    for profile in CareProfile.objects.all():
        for setting, label in Setting.choices:
            row = held.get((profile.pk, setting))
            cells = []
            for figure in FIGURES:
                name = f"{profile.key}|{setting}|{figure}"
                value = getattr(row, figure) if row else None
                text = typed.get(name, "" if value is None else str(value))
                cells.append({"name": name, "label": figure_label(figure), "value": text, "error": wrong.get(name, "")})
            grid.append({"profile": profile.name, "setting": label, "cells": cells})
    return grid
