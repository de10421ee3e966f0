"""What the facility's accounts of 1C mean, as a table that is edited."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance.edited_tables import with_more_rows
from finance.models import Budget
from finance.rights import Action
from finance.views.reach import reach
from imports import account_mappings
from imports.edited_rows import CODES
from imports.forms import CENTRES, MappingRows
from imports.models import AccountMapping
from imports.rows_matched_again import by_account
from imports.views.answers import codes_of_today
from imports.views.edited import budget_of, match_and_tell, saved

ROWS_A_PAGE = 60


@require_http_methods(["GET", "HEAD", "POST"])
def mappings(request: HttpRequest) -> HttpResponse:
    """GET shows a page of the table, `?q=` some of it; POST changes what was typed, all of it or nothing."""
    budget = budget_of(request)
    if request.method != "POST":
        return _page(request, budget, None)
    if "more" in request.POST:
        typed = with_more_rows(request.POST, MappingRows.blank_rows, MappingRows.max_num)
        return _page(request, budget, MappingRows(budget.facility, typed))
    formset, changed = saved(request, budget.facility, MappingRows, account_mappings.change)
    if changed is None:
        messages.error(request, _("Nothing was saved."))
        return _page(request, budget, formset)
    if changed:
        said = ngettext("%(count)s mapping was changed.", "%(count)s mappings were changed.", changed)
        messages.success(request, said % {"count": changed})
        match_and_tell(request, budget.facility, by_account)
    else:
        messages.success(request, _("Nothing was changed."))
    return redirect(request.get_full_path())


def _page(request: HttpRequest, budget: Budget, formset: MappingRows | None) -> HttpResponse:
    facility, words = budget.facility, request.GET.get("q", "").strip()
    rows = AccountMapping.objects.filter(facility=facility)
    if words:
        named = Q(article__icontains=words) | Q(department__icontains=words)
        rows = rows.filter(named | Q(account__startswith=words) | Q(code=words) | Q(centre=words))
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    may_import = reach(request).may(Action.IMPORT, facility)
    context = {
        "budget": budget,
        "table": formset or MappingRows(facility, shown=page.object_list, may_edit=may_import),
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
