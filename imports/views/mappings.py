"""What the facility's accounts of 1C mean, as a table that is edited."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.models import Budget, Facility
from finance.rights import Action
from finance.views.reach import reach, signed_in
from imports import account_mappings
from imports.forms import BLANK_ROWS, CENTRES, CODES, MOST_ROWS, PREFIX, Mappings
from imports.models import AccountMapping
from imports.pipeline import telling
from imports.pipeline.holding import hold_budgets
from imports.rows_matched_again import match_again
from imports.views.answers import codes_of_today

ROWS_A_PAGE = 60


@require_http_methods(["GET", "HEAD", "POST"])
def mappings(request: HttpRequest) -> HttpResponse:
    """GET shows a page of the table, `?q=` some of it; POST changes what was typed, all of it or nothing."""
    mine = reach(request)
    told = request.POST if request.method == "POST" else request.GET
    budget = mine.budget(told["budget"]) if told.get("budget") else mine.current
    if budget is None:
        raise PermissionDenied(_("There is no budget to import into."))
    if request.method != "POST":
        return _page(request, budget, None)
    rights.require(request.user, Action.IMPORT, budget.facility)
    if "more" in request.POST:
        return _page(request, budget, Mappings(budget.facility, _with_more_rows(request)))
    formset, changed = _changed(request, budget.facility)
    if changed is None:
        messages.error(request, _("Nothing was saved."))
        return _page(request, budget, formset)
    if changed:
        said = ngettext("%(count)s mapping was changed.", "%(count)s mappings were changed.", changed)
        messages.success(request, said % {"count": changed})
        again = match_again(budget.facility, signed_in(request))
        if again.posted:
            messages.success(request, telling.posted_in_words(again.posted))
        for refusal in again.refusals:
            messages.warning(request, refusal)
    else:
        messages.success(request, _("Nothing was changed."))
    return redirect(request.get_full_path())


@transaction.atomic
def _changed(request: HttpRequest, facility: Facility) -> tuple[Mappings, int | None]:
    """The form, and how many mappings it changed; None where it is refused."""
    hold_budgets(Budget.objects.filter(facility=facility).values_list("pk", flat=True), facility)
    formset = Mappings(facility, request.POST)
    if not formset.is_valid():
        return formset, None
    moved = formset.moved()
    if moved:
        account_mappings.change(facility, moved, signed_in(request))
    return formset, len(moved)


def _with_more_rows(request: HttpRequest) -> Any:
    told, name = request.POST.copy(), f"{PREFIX}-{TOTAL_FORM_COUNT}"
    count = told.get(name, "")
    told[name] = str(min(MOST_ROWS, int(count) + BLANK_ROWS)) if count.isdecimal() else count
    return told


def _page(request: HttpRequest, budget: Budget, formset: Mappings | None) -> HttpResponse:
    facility, words = budget.facility, request.GET.get("q", "").strip()
    rows = AccountMapping.objects.filter(facility=facility)
    if words:
        named = Q(article__icontains=words) | Q(department__icontains=words)
        rows = rows.filter(named | Q(account__startswith=words) | Q(code=words) | Q(centre=words))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    may_import = reach(request).may(Action.IMPORT, facility)
    context = {
        "budget": budget,
        "formset": formset or Mappings(facility, shown=page.object_list, may_edit=may_import),
        "page": page,
        "words": words,
        "query": request.GET.urlencode() if words else "",
        "may_import": may_import,
        "codes": codes_of_today(),
        "centres": account_mappings.centres_of(facility, year=budget.year).items(),
        "codes_id": CODES,
        "centres_id": CENTRES,
    }
    is_wrong = formset is not None and "more" not in request.POST
    return render(request, "imports/mappings.html", context, status=422 if is_wrong else 200)
