"""The costing run or the months a page is about, if the reader may see them."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from finance.months import Month, MonthError
from finance.views.reach import reach
from tariffs.models import CostingRun


def months_of(request: HttpRequest) -> tuple[Month, Month]:
    """The months of the address, `from` and `through`. Raises Http404."""
    try:
        return Month.parse(request.GET.get("from", "")), Month.parse(request.GET.get("through", ""))
    except MonthError as error:
        raise Http404(_("Write months as 2025-01.")) from error


def run_of(request: HttpRequest, pk: int) -> CostingRun:
    """Raises Http404 for a run of somebody else's budget, as if there were none."""
    runs = CostingRun.objects.filter(budget__in=reach(request).budget_ids).select_related("budget__facility")
    run = runs.filter(pk=pk).first()
    if run is None:
        raise Http404(_("There is no such run, or you have no right to see it."))
    return run
