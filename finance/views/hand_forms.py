"""One fast form for each kind of entry by hand."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from finance import party_numbers
from finance.by_hand import Written, party_name
from finance.clock import today
from finance.forms import (
    AmountField,
    CodeField,
    DayField,
    Form,
    MonthField,
    ReasonField,
    TextField,
    offer_places,
    site_field,
)
from finance.gates import places_of
from finance.income import ITEM_OF_SOURCE, IncomeAct, items_of
from finance.models import Budget, Document
from finance.money import ZERO
from finance.months import Month
from finance.plan_drafts import usable_codes

# What the next form of a kind begins with: what was typed last.
REMEMBERED = ("code", "date", "month", "counterparty_number", "counterparty_name", "contract_number", "purpose", "item",
              "site", "account", "kind_of_care")  # fmt: skip


class HandForm(Form):
    """`kind` is that of the document; `month` blank is the month of the date."""

    kind: str
    date = DayField(label=_("Date"))
    month = MonthField(label=_("Month"), required=False)
    number = TextField(label=_("Number"), max_length=64, required=False, widget=forms.TextInput(attrs={"size": 10}))

    def __init__(self, budget: Budget, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        day = min(max(today(), date(budget.year, 1, 1)), date(budget.year, 12, 31))
        super().__init__(*args, initial={"date": day} | (initial or {}), **kwargs)
        self.codes, self.facility = usable_codes(budget.year), budget.facility
        if "month" in self.fields:
            month = cast(MonthField, self.fields["month"])
            month.year, month.widget.attrs["placeholder"] = budget.year, _("as the date")
        if "site" in self.fields:
            offer_places(self, places_of(budget))
        if "code" in self.fields:
            code = cast(CodeField, self.fields["code"])
            code.codes, code.year = {one.code: pk for pk, one in self.codes.items()}, budget.year
            code.widget.attrs |= {"list": "codes", "autocomplete": "off"}
        next(iter(self.visible_fields())).field.widget.attrs["autofocus"] = True

    def clean_number(self) -> str:
        return party_numbers.document_number(self.cleaned_data["number"])

    def clean_counterparty_number(self) -> str:
        return party_numbers.party_number(self.cleaned_data["counterparty_number"])

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("counterparty_number") and not found.get("counterparty_name"):
            found["counterparty_name"] = party_name(self.facility, found["counterparty_number"])
            if not found["counterparty_name"]:
                self.add_error("counterparty_name", _("Write the name: this number is new."))
        return found

    def written(self) -> Written:
        """Of a form that is valid."""
        found = self.cleaned_data
        names = set(Written.__dataclass_fields__) & set(found) - {"month"}
        month = found.get("month") or Month.of(found["date"])
        return Written(kind=self.kind, month=month, **{name: found[name] for name in names}, act=self.act(month))

    def act(self, _month: Month) -> IncomeAct | None:
        return None


class FundingForm(HandForm):
    kind = Document.Kind.FUNDING
    code = CodeField(label=_("Code"))
    amount = AmountField(label=_("Sum"))
    purpose = TextField(label=_("Purpose"), max_length=500, required=False)
    field_order: tuple[str, ...] = ("code", "amount", "date", "month", "number")


class PaymentForm(FundingForm):
    kind = Document.Kind.CASH
    counterparty_number = TextField(
        label=_("BIN or IIN of the supplier"), max_length=20, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 14, "data-party": "counterparty_name"}),
    )  # fmt: skip
    counterparty_name = TextField(label=_("Supplier"), max_length=255, required=False)
    contract_number = TextField(label=_("Contract"), max_length=64, required=False)
    site = site_field()
    field_order = (
        "code", "amount", "date", "month", "number", "counterparty_number", "counterparty_name", "contract_number",
        "site",
    )  # fmt: skip


class AccrualForm(PaymentForm):
    kind = Document.Kind.ACTUAL


class BalanceForm(HandForm):
    """Cash on an account at the end of a day; a blank account speaks of all accounts."""

    kind = Document.Kind.BALANCES
    amount = AmountField(label=_("Balance"))
    account = forms.ChoiceField(label=_("Account (IIK)"), required=False)
    field_order = ("amount", "date", "account")
    month = number = None  # type: ignore[assignment] # a balance has neither

    def __init__(self, budget: Budget, *args: Any, **kwargs: Any) -> None:
        super().__init__(budget, *args, **kwargs)
        accounts = [(one.iik, one.iik) for one in budget.facility.accounts.all()]
        self.fields["account"].choices = [("", _("all accounts")), *accounts]  # type: ignore[attr-defined] # as above


class IncomeActForm(HandForm):
    """An act with the payer, such as the Fund."""

    kind = Document.Kind.INCOME
    item = forms.ChoiceField(
        label=_("Income item"), help_text=_("Income from another source is entered in the budget of that source.")
    )
    kind_of_care = TextField(label=_("Kind of care"), max_length=255, required=False)
    accrued = AmountField(label=_("Accrued"))
    withheld = AmountField(label=_("Withheld"), required=False)
    reason = TextField(label=_("Why withheld"), max_length=255, required=False)
    set_off = AmountField(label=_("Advance set off"), required=False)
    advance = AmountField(label=_("Advance received"), required=False)
    field_order = ("item", "accrued", "withheld", "reason", "set_off", "advance", "date", "month", "number")

    def __init__(self, budget: Budget, *args: Any, **kwargs: Any) -> None:
        super().__init__(budget, *args, **kwargs)
        self.items = {str(item.pk): item for item in items_of(budget.source.key).values()}
        self.initial.setdefault("item", self._usual(budget))
        self.fields["item"].choices = [(pk, item.name) for pk, item in self.items.items()]  # type: ignore[attr-defined] # a choice field, declared above

    def _usual(self, budget: Budget) -> str:
        """The item of a source whose income is all of one kind."""
        key = ITEM_OF_SOURCE.get(budget.source.key)
        return next((pk for pk, item in self.items.items() if item.code == key), "")

    def act(self, month: Month) -> IncomeAct:
        found = self.cleaned_data
        sums = {name: found[name] or ZERO for name in ("accrued", "withheld", "set_off", "advance")}
        return IncomeAct(
            month, int(found["item"]), **sums, number=found["number"], kind_of_care=found["kind_of_care"],
            reason=found["reason"],
        )  # fmt: skip


class WhyForm(Form):
    why = ReasonField(label=_("Why is it corrected?"), error_messages={"required": _("Say why it is corrected.")})


FORMS: dict[str, tuple[str | Promise, type[HandForm]]] = {
    Document.Kind.CASH: (_("Payment"), PaymentForm),
    Document.Kind.FUNDING: (_("Money received"), FundingForm),
    Document.Kind.ACTUAL: (_("Accrual"), AccrualForm),
    Document.Kind.INCOME: (_("Act with the payer"), IncomeActForm),
    Document.Kind.BALANCES: (_("Cash balance"), BalanceForm),
}
