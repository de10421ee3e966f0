"""Cash on the account as it was stated: the rows behind opening and closing balances, each with its cell."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.cash import stated_between
from finance.drill import Drill, DrillError
from finance.models import CashBalance
from finance.views.reach import reach


@require_safe
def balances(request: HttpRequest) -> HttpResponse:
    """Takes the address of a figure, as the page of entries does; shows what was stated around its months."""
    mine = reach(request)
    try:
        drill = Drill.parse(request.GET)
    except DrillError as error:
        raise Http404(str(error)) from error
    ids = set(drill.budget_ids()) & set(mine.budget_ids)
    if not ids:
        raise Http404(_("There is no such budget, or you have no right to see it."))
    stated = (
        CashBalance.objects.filter(stated_between(drill.first, drill.through), budget_id__in=ids)
        .select_related("document", "budget__source")
        .order_by("date", "id")
    )
    context = {"stated": list(stated), "first": drill.first, "through": drill.through, "several_budgets": len(ids) > 1}
    return render(request, "finance/balances.html", context)
