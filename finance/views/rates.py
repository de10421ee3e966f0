"""Rates of contributions on a page: those of the program, the facility's own over them, and what is not verified."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.audit import record
from finance.contribution_rates import rates
from finance.forms import AmountField, DayField, Form, TextField
from finance.models import ContributionRate, Facility
from finance.plan_drafts import usable_codes
from finance.rights import Action
from finance.views.reach import signed_in
from finance.views.set_up import facility_of

MAY_SAY = (Action.PLAN, Action.MANAGE)  # what rates hold: no money is moved by it


class RateForm(Form):
    code = TextField(label=gettext_lazy("Code"), max_length=6, widget=forms.TextInput(attrs={"size": 5}))
    valid_from = DayField(label=gettext_lazy("valid from"))
    percent = AmountField(label=gettext_lazy("Rate, %"), size=6)
    base_percent = AmountField(label=gettext_lazy("of which share of pay, %"), size=6, initial="100", required=False)
    source = TextField(label=gettext_lazy("Source"), max_length=255)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        code, day = found.get("code"), found.get("valid_from")
        if code and day and code not in {one.code for one in usable_codes(day.year).values()}:
            self.add_error("code", _("There is no budget code “%(code)s”.") % {"code": code})
        return found

    def clean_percent(self) -> Decimal:
        percent = self.cleaned_data["percent"]
        if not 0 <= percent <= 100:
            raise forms.ValidationError(_("A rate lies between 0 and 100 %."))
        return Decimal(percent)

    def clean_base_percent(self) -> Decimal:
        share = self.cleaned_data["base_percent"]
        if share is not None and not 0 < share <= 100:
            raise forms.ValidationError(_("A share of the pay lies between 0 and 100 %."))
        return Decimal(100 if share is None else share)


@require_http_methods(["GET", "HEAD", "POST"])
def rates_page(request: HttpRequest, number: str) -> HttpResponse:
    """GET shows every rate by code and day; POST keeps the facility's own from a day on."""
    facility, user = facility_of(request, number), signed_in(request)
    form = RateForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        rights.require_one_of(user, MAY_SAY, facility)
        if form.is_valid():
            _keep(facility, form.cleaned_data, user)
            messages.success(request, _("Saved."))
            return redirect("rates", number)
    may_edit = any(rights.can(user, action, facility) for action in MAY_SAY)
    context = {"facility": facility, "rates": rates(facility), "form": form, "may_edit": may_edit}
    return render(request, "finance/rates.html", context, status=422 if form.errors else 200)


def _keep(facility: Facility, found: dict[str, Any], user: User) -> None:
    """A rate of the same day is replaced, and the trail keeps both."""
    identity = {"facility": facility, "code": found["code"], "valid_from": found["valid_from"]}
    there = ContributionRate.objects.filter(**identity).first()
    ContributionRate.objects.update_or_create(
        **identity,
        defaults={**{name: found[name] for name in ("percent", "base_percent", "source")}, "entered_by": user},
    )
    data = {"code": found["code"], "valid_from": str(found["valid_from"]), "after": str(found["percent"])}
    before = str(there.percent) if there else None
    record("finance.contribution-rate.set", user=user, reason=found["source"], data=data | {"before": before})
