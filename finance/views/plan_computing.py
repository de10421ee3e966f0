"""The plan computed from last year: what it stands on, each line with its formula, rates of contributions by date."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from finance import plan_calculation, plan_taking, rights
from finance.amounts import Refusal, is_blank, parse_amount
from finance.audit import record
from finance.contribution_rates import rates
from finance.forms import AmountField, DayField, Form, TextField
from finance.ledger import LedgerError
from finance.models import Budget, ContributionRate
from finance.money import total
from finance.plan_calculation import Assumptions, ComputedLine
from finance.plan_drafts import usable_codes
from finance.plan_taking import Override
from finance.refusals import explain
from finance.rights import Action
from finance.views.reach import reach, signed_in


class AssumptionsForm(Form):
    """Blank: not known, so the lines that need it stand on last year's plan."""

    positions = AmountField(label=gettext_lazy("Positions"), required=False, size=8)
    pay = AmountField(label=gettext_lazy("Pay of a position a month"), required=False)
    bed_days = AmountField(label=gettext_lazy("Bed-days of the year"), required=False, size=10)
    food_norm = AmountField(label=gettext_lazy("Food a bed-day"), required=False, size=10)
    drug_norm = AmountField(label=gettext_lazy("Medicines a bed-day"), required=False, size=10)
    price_index = AmountField(label=gettext_lazy("Price index, %"), size=8)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        for name, value in found.items():
            if value is not None and (value < 0 or (name == "price_index" and value == 0)):
                self.add_error(name, _("It must be above zero."))
        return found

    def told(self) -> Assumptions:
        return Assumptions(**self.cleaned_data)


class RateForm(Form):
    code = TextField(label=gettext_lazy("Code"), max_length=6, widget=forms.TextInput(attrs={"size": 5}))
    valid_from = DayField(label=gettext_lazy("valid from"))
    percent = AmountField(label=gettext_lazy("Rate, %"), size=6)
    source = TextField(label=gettext_lazy("Source"), max_length=255)

    def __init__(self, budget: Budget, data: Any = None) -> None:
        super().__init__(data)
        self.codes = {code.code for code in usable_codes(budget.year).values()}

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code not in self.codes:
            raise forms.ValidationError(_("There is no budget code “%(code)s”.") % {"code": code})
        return code

    def clean_percent(self) -> Decimal:
        percent = self.cleaned_data["percent"]
        if not 0 <= percent <= 100:
            raise forms.ValidationError(_("A rate lies between 0 and 100 %."))
        return Decimal(percent)


@require_http_methods(["GET", "HEAD", "POST"])
def compute(request: HttpRequest, key: str) -> HttpResponse:
    """GET computes with what the address says; POST makes it a draft, other sums with their reasons included."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.PLAN, budget.facility)
    before = plan_calculation.year_before(budget)
    if before is None:
        messages.warning(request, _("There is no budget of the year before with this programme and source."))
        return redirect("plan", budget.key)
    year, known = plan_calculation.last_year(before), plan_calculation.facts(budget, before)
    codes = {code.code: pk for pk, code in usable_codes(budget.year).items()}
    usual = plan_calculation.usual(known, year, codes)
    sent = request.POST if request.method == "POST" else request.GET
    first = {name: getattr(usual, name) for name in AssumptionsForm.base_fields}
    form = AssumptionsForm(
        sent if "price_index" in sent else {n: "" if v is None else str(v) for n, v in first.items()}
    )
    told = form.told() if form.is_valid() else usual
    lines = plan_calculation.computed(budget, told, known, year)
    overrides, wrong = _overrides(sent, lines)
    if request.method == "POST" and form.is_valid() and not wrong:
        try:
            draft = plan_taking.take(budget, lines, overrides, user=signed_in(request))
        except LedgerError as error:
            wrong = str(error).splitlines()
        else:
            messages.success(request, _("The plan is computed. Look at it, then send it for approval."))
            return redirect("plan-grid", draft.pk)
    taken = total(overrides[line.code.pk].amount if line.code.pk in overrides else line.total for line in lines)
    context = {
        "budget": budget, "before": before, "form": form, "lines": lines, "sent": sent, "wrong": wrong, "taken": taken,
        "computed": total(line.total for line in lines), "income": plan_calculation.income(known, told),
        "known": known, "rates": rates(budget.facility), "rate_form": RateForm(budget),
    }  # fmt: skip
    status = 422 if wrong or not form.is_valid() else 200
    return render(request, "finance/plan_computing.html", context, status=status)


def _overrides(sent: Mapping[str, Any], lines: list[ComputedLine]) -> tuple[dict[int, Override], list[str]]:
    """Other sums by code id; a text that is no amount is a reason to refuse all."""
    found, wrong = {}, []
    for line in lines:
        text = sent.get(f"sum-{line.code.pk}", "")
        if is_blank(text):
            continue
        amount = parse_amount(text)
        if isinstance(amount, Refusal):
            wrong.append(f"{line.code.code}: {explain(amount)}")
        elif amount < 0:
            wrong.append(f"{line.code.code}: {_('It must be above zero.')}")
        else:
            found[line.code.pk] = Override(amount, sent.get(f"reason-{line.code.pk}", ""))
    return found, wrong


@require_POST
def add_rate(request: HttpRequest, key: str) -> HttpResponse:
    """The facility's own rate from a day on; one of the same day is replaced, and the trail keeps both."""
    budget, user = reach(request).budget(key), signed_in(request)
    rights.require(user, Action.PLAN, budget.facility)
    form = RateForm(budget, request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("compute-plan", budget.key)
    found = form.cleaned_data
    identity = {"facility": budget.facility, "code": found["code"], "valid_from": found["valid_from"]}
    there = ContributionRate.objects.filter(**identity).first()
    ContributionRate.objects.update_or_create(
        **identity, defaults={"percent": found["percent"], "source": found["source"], "entered_by": user}
    )
    data = {"code": found["code"], "valid_from": str(found["valid_from"]), "after": str(found["percent"])}
    before = str(there.percent) if there else None
    record("finance.contribution-rate.set", user=user, reason=found["source"], data=data | {"before": before})
    messages.success(request, _("Saved."))
    return redirect("compute-plan", budget.key)
