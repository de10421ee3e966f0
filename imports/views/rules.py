"""The facility's rules for payments and money received, as a table that is edited."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import rights, splitting_funding
from finance.models import Budget, Facility
from finance.rights import Action
from finance.views.reach import reach, signed_in
from imports import payment_rules
from imports.payment_rules import CODES, Rules
from imports.pipeline.holding import hold_budgets
from imports.views.answers import codes_of_today


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """GET shows the table; POST changes what was typed, all of it or nothing."""
    mine = reach(request)
    budget = mine.budget(request.POST["budget"]) if request.POST.get("budget") else mine.current
    if budget is None:
        raise PermissionDenied(_("There is no budget to import into."))
    may_import, formset = mine.may(Action.IMPORT, budget.facility), None
    if request.method == "POST":
        rights.require(request.user, Action.IMPORT, budget.facility)
        formset, changed = _changed(request, budget.facility)
        if changed is not None:
            said = ngettext("%(count)s rule was changed.", "%(count)s rules were changed.", changed)
            messages.success(request, said % {"count": changed} if changed else _("Nothing was changed."))
            return redirect("imports:rules")
        messages.error(request, _("Nothing was saved."))
    context = {
        "budget": budget,
        "formset": formset or Rules(budget.facility, may_edit=may_import),
        "may_import": may_import,
        "splits": splitting_funding.RULES.items(),
        "split": request.POST.get("split") or splitting_funding.rule_of(budget.facility),
        "codes": codes_of_today(),
        "codes_id": CODES,
    }
    return render(request, "imports/rules.html", context, status=200 if formset is None else 422)


@transaction.atomic
def _changed(request: HttpRequest, facility: Facility) -> tuple[Rules, int | None]:
    """The form, and how much it changed; None where it is refused."""
    hold_budgets(Budget.objects.filter(facility=facility).values_list("pk", flat=True), facility)
    formset = Rules(facility, request.POST)
    if not formset.is_valid():
        return formset, None
    moved, person = formset.moved(), signed_in(request)
    if moved:
        payment_rules.change(facility, moved, person)
    is_split = payment_rules.choose_split(facility, request.POST.get("split", ""), person)
    return formset, len(moved) + is_split
