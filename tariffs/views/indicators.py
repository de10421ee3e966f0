"""An indicator on its own page: its values, why it was missed, how it is measured, and what was written before."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.book_figures import figures
from finance.models import Budget
from finance.months import Month
from finance.rights import Action
from finance.scope import of_budget
from finance.views.reach import reach, signed_in
from tariffs.explaining_indicators import SET_BY_HAND, explain, set_up
from tariffs.forms import IndicatorForm
from tariffs.indicator_records import indicators_of, measured, values_of
from tariffs.models import Indicator, IndicatorValue
from tariffs.views.reach import months_of


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """GET shows the indicator for the months of the address; POST keeps the reason and how it is measured."""
    mine = reach(request)
    budget = mine.budget(key)
    first, last = months_of(request)
    indicator = _indicator(budget, pk)
    may_cost = mine.may(Action.COST, budget.facility)
    found = measured({indicator.indicator: indicator}, values_of(budget.facility, [first], [last]), first, last).get(
        indicator.indicator
    )
    reason = found.reason if found else ""
    held = {"reason": reason, **{name: getattr(indicator, name) for name in SET_BY_HAND}}
    form = IndicatorForm(request.POST if request.method == "POST" else None, initial=held, may_edit=may_cost)
    if form.is_bound:
        rights.require(request.user, Action.COST, budget.facility)
        if form.is_valid():
            user, chosen = signed_in(request), form.cleaned_data
            is_new = [
                explain(budget, indicator, (first, last), chosen["reason"], user),
                set_up(budget, indicator, chosen, user),
            ]
            messages.success(request, _("Saved.") if any(is_new) else _("Nothing was changed."))
            return redirect(request.get_full_path())
        messages.error(request, _("Nothing was saved: some fields cannot be read."))
    context = {
        "budget": budget, "indicator": indicator, "first": first, "last": last, "form": form, "may_cost": may_cost,
        "values": _values(budget, indicator, first, last), "written": _written(budget, indicator),
        "figure": figures(of_budget(budget), first, last, {indicator.formula}).get(indicator.formula),
    }  # fmt: skip
    return render(request, "tariffs/indicator.html", context, status=422 if form.errors else 200)


def _indicator(budget: Budget, pk: int) -> Indicator:
    """The version in force of the indicator a row of which is asked for. Raises Http404."""
    asked = Indicator.objects.filter(pk=pk, facility=budget.facility).first()
    found = indicators_of(budget.facility).get(asked.indicator) if asked else None
    if found is None:
        raise Http404(_("There is no such indicator."))
    return found


def _values(budget: Budget, indicator: Indicator, first: Month, last: Month) -> list[IndicatorValue]:
    """Every version of the values of the months, the newest first, with their documents."""
    return list(
        IndicatorValue.objects.in_force()
        .filter(facility=budget.facility, first_month=first, last_month=last, **_named(indicator))
        .exclude(text="")
        .exclude(kind=IndicatorValue.Kind.REASON)
        .select_related("document")
        .order_by("kind", "-document_id")
    )


def _written(budget: Budget, indicator: Indicator) -> list[IndicatorValue]:
    """Every reason that was written, the newest first, with who wrote it."""
    rows = IndicatorValue.objects.filter(
        facility=budget.facility, kind=IndicatorValue.Kind.REASON, **_named(indicator)
    )  # fmt: skip
    return list(rows.select_related("document__entered_by").order_by("-document_id"))


def _named(indicator: Indicator) -> dict[str, str]:
    return {"node": indicator.node, "number": indicator.number, "name": indicator.name}
