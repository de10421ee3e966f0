"""The facility's rules for payments and money received, as a table that is edited."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance import splitting_funding
from finance.models import Facility
from finance.rights import Action
from finance.views.reach import reach, signed_in
from imports import payment_rules
from imports.edited_rows import CODES
from imports.payment_rules import Rules
from imports.rows_matched_again import by_rules
from imports.views.answers import codes_of_today
from imports.views.edited import budget_of, match_and_tell, saved


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """GET shows the table; POST changes what was typed, all of it or nothing."""
    budget, formset = budget_of(request), None
    if request.method == "POST":
        formset, changed = _changed(request, budget.facility)
        if changed is not None:
            said = ngettext("%(count)s rule was changed.", "%(count)s rules were changed.", changed)
            messages.success(request, said % {"count": changed} if changed else _("Nothing was changed."))
            if changed:
                match_and_tell(request, budget.facility, by_rules)
            return redirect("imports:rules")
        messages.error(request, _("Nothing was saved."))
    may_import = reach(request).may(Action.IMPORT, budget.facility)
    context = {
        "budget": budget,
        "table": formset or Rules(budget.facility, may_edit=may_import),
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
    formset, changed = saved(request, facility, Rules, payment_rules.change)
    if changed is not None:
        changed += payment_rules.choose_split(facility, request.POST.get("split", ""), signed_in(request))
    return formset, changed
