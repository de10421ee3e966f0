"""Rates of contributions on a page: those of the program, the facility's own over them, and what is not verified."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from finance import rights
from finance.contribution_rates import MAY_SET, rates, set_rate
from finance.forms import AmountField, DayField, Form, TextField
from finance.plan_drafts import usable_codes
from finance.views.reach import signed_in
from finance.views.set_up import facility_of


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
        rights.require_one_of(user, MAY_SET, facility)
        if form.is_valid():
            set_rate(facility, **form.cleaned_data, user=user)
            messages.success(request, _("Saved."))
            return redirect("rates", number)
    may_edit = any(rights.can(user, action, facility) for action in MAY_SET)
    context = {"facility": facility, "rates": rates(facility), "form": form, "may_edit": may_edit}
    return render(request, "finance/rates.html", context, status=422 if form.errors else 200)
