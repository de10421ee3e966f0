"""The plan computed from last year: what it stands on, each line with its formula."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from finance import new_year, plan_calculation, plan_taking, rights
from finance.amounts import Refusal, is_blank, parse_amount
from finance.forms import AmountField, Form, QuantityField, TextField
from finance.ledger import LedgerError
from finance.money import total
from finance.plan_calculation import Assumptions, ComputedLine, Staff
from finance.plan_drafts import usable_codes
from finance.plan_taking import PlanOverride
from finance.refusals import explain
from finance.rights import Action
from finance.views.reach import reach, signed_in

MOST_CATEGORIES = 200


class AssumptionsForm(Form):
    """Blank: not known, so the lines that need it stand on last year's plan."""

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


class StaffForm(Form):
    """A category of staff; a row without positions and pay says nothing."""

    name = TextField(label=gettext_lazy("Category of staff"), max_length=255, required=False)
    positions = QuantityField(label=gettext_lazy("Positions"), required=False)
    pay = AmountField(label=gettext_lazy("Pay of a position a month"), required=False)

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("pay") is not None and found.get("positions") is None:
            self.add_error("positions", _("Write the positions."))
        if (found.get("pay") or 0) < 0:
            self.add_error("pay", _("It must be above zero."))
        return found

    @property
    def staff(self) -> Staff | None:
        found = self.cleaned_data
        return Staff(found["name"], found["positions"], found["pay"]) if found.get("positions") is not None else None


class PlanBasis:
    """What the address or the form says the plan stands on; what it does not speak of is as last year suggests."""

    def __init__(self, sent: Mapping[str, Any], usual: Assumptions) -> None:
        first = {name: getattr(usual, name) for name in AssumptionsForm.base_fields}
        is_told = "price_index" in sent
        self.form = AssumptionsForm(sent if is_told else {n: "" if v is None else str(v) for n, v in first.items()})
        rows = sent if is_told else _as_sent(usual.staff)
        filled = [
            at for at in range(MOST_CATEGORIES) if any(rows.get(f"staff-{at}-{name}") for name in StaffForm.base_fields)
        ]
        self.staff = [StaffForm(rows, prefix=f"staff-{at}") for at in range(max(filled, default=-1) + 2)]
        self.is_valid = all([self.form.is_valid(), *(one.is_valid() for one in self.staff)])
        self.assumed = usual
        if self.is_valid:
            staff = tuple(found for one in self.staff if (found := one.staff) is not None)
            self.assumed = Assumptions(staff, **self.form.cleaned_data)

    @property
    def without_pay(self) -> list[str]:
        return [one.name or "—" for one in self.assumed.staff if one.pay is None]


def _as_sent(staff: Sequence[Staff]) -> dict[str, str]:
    return {
        f"staff-{at}-{name}": "" if (value := getattr(one, name)) is None else str(value)
        for at, one in enumerate(staff)
        for name in StaffForm.base_fields
    }


@require_http_methods(["GET", "HEAD", "POST"])
def compute(request: HttpRequest, key: str) -> HttpResponse:
    """GET computes with what the address says; POST makes it a draft, other sums with their reasons included."""
    budget = reach(request).budget(key)
    user = signed_in(request)
    rights.require(user, Action.PLAN, budget.facility)
    before = plan_calculation.year_before(budget)
    if before is None:
        messages.warning(request, _("There is no budget of the year before with this programme and source."))
        return redirect("plan", budget.key)
    year, known = plan_calculation.last_year(before), plan_calculation.facts(budget, before)
    codes = {code.code: pk for pk, code in usable_codes(budget.year).items()}
    usual = plan_calculation.usual(known, year, codes)
    sent = request.POST if request.method == "POST" else request.GET
    told = PlanBasis(sent, usual)
    lines = plan_calculation.computed(budget, told.assumed, known, year)
    overrides, errors = _overrides(sent, lines)
    wrong: list[str] = []
    if request.method == "POST" and told.is_valid and not errors:
        try:
            draft = plan_taking.take(budget, lines, overrides, user=user)
        except LedgerError as error:
            wrong = str(error).splitlines()
        else:
            messages.success(request, _("The plan is computed. Look at it, then send it for approval."))
            return redirect("plan-grid", draft.pk)
    taken = total(overrides[line.code.pk].amount if line.code.pk in overrides else line.total for line in lines)
    context = {
        "budget": budget, "before": before, "told": told, "lines": lines, "sent": sent, "wrong": wrong, "taken": taken,
        "computed": total(line.total for line in lines), "income": plan_calculation.income(known, told.assumed),
        "known": known, "errors": errors,
    }  # fmt: skip
    status = 422 if wrong or errors or not told.is_valid else 200
    return render(request, "finance/plan_computing.html", context, status=status)


def _overrides(sent: Mapping[str, Any], lines: list[ComputedLine]) -> tuple[dict[int, PlanOverride], dict[str, str]]:
    """Other sums by code id, and what is wrong by the name of its field: no amount, or none of the reasons it needs."""
    found, wrong = {}, {}
    for line in lines:
        text, reason = (sent.get(f"{what}-{line.code.pk}", "") for what in ("sum", "reason"))
        if is_blank(text):
            continue
        amount = parse_amount(text)
        if isinstance(amount, Refusal):
            wrong[f"sum-{line.code.pk}"] = explain(amount)
        elif amount < 0:
            wrong[f"sum-{line.code.pk}"] = _("It must be above zero.")
        else:
            found[line.code.pk] = PlanOverride(amount, reason)
        if is_blank(reason):
            wrong[f"reason-{line.code.pk}"] = _("Say why another sum is taken.")
    return found, wrong


@require_POST
def plan_ahead(request: HttpRequest, key: str) -> HttpResponse:
    """The plan of the year after: its budget is made where there is none yet."""
    budget = reach(request).budget(key)
    rights.require(request.user, Action.PLAN, budget.facility)
    return redirect("compute-plan", new_year.budget_after(budget, user=signed_in(request)).key)
