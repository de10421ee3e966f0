"""Forms of contracts, agreements and acts, their lines by code and month, and of what is asked about them."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.utils.translation import gettext_lazy as _

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
from finance.gates import SpendingPlace, places_of
from finance.models import Budget, BudgetCode
from finance.money import total
from procurement import suppliers
from procurement.models import Act, Supplier
from procurement.papers import PaperLine, PaperProblem, Terms

FIRST_LINES, MORE_LINES, MOST_LINES = 6, 6, 120


class PartyField(TextField):
    """The БИН or ИИН of a supplier: twelve digits, the last one true. What is known already is taken as it is."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 14})
        super().__init__(max_length=12, widget=widget, **kwargs)


class LineForm(Form):
    """A line of a schedule, of a project's money at its site. One that is blank is no line."""

    code = CodeField(label=_("Code"))
    month = MonthField(label=_("Month"))
    amount = AmountField(label=_("Sum"))
    site = site_field()

    def __init__(
        self, *args: Any, budget: Budget, codes: dict[str, int], places: Sequence[SpendingPlace], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, places)
        code, month = cast(CodeField, self.fields["code"]), cast(MonthField, self.fields["month"])
        code.codes, code.year, month.year = codes, budget.year, budget.year
        month.widget.attrs["placeholder"] = f"01.{budget.year}"
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label} {int(self.place.split('-')[1]) + 1}"

    @property
    def place(self) -> str:
        """`line-3`, as refusals name it."""
        return str(self.prefix)

    def line(self) -> PaperLine:
        found = self.cleaned_data
        return PaperLine(found["code"], found["month"], found["amount"], self.place, found.get("site", ""))


class Lines(forms.BaseFormSet[LineForm]):
    """At least six lines, six more where `more` was pressed. Needs no hidden counts: the names of the fields tell."""

    form = LineForm
    extra, min_num, max_num, absolute_max = 0, 0, MOST_LINES, MOST_LINES
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    renderer = None

    def __init__(self, budget: Budget, data: Any = None, initial: Sequence[dict[str, str]] = ()) -> None:
        self.budget = budget
        self.renderer = forms.renderers.get_default_renderer()
        super().__init__(data, prefix="line", auto_id="%s", initial=initial)

    @cached_property
    def _typed(self) -> dict[str, str]:
        return {name: text for name, text in (self.data or {}).items() if name.startswith("line-") and text.strip()}

    @cached_property
    def management_form(self) -> ManagementForm:
        used = [int(n) for n in (name.split("-")[1] for name in self._typed) if n.isdecimal() and len(n) < 4]
        count = max(FIRST_LINES, max(used, default=-1) + 1) + MORE_LINES * ("more" in self.data)
        form = ManagementForm(
            {f"line-{TOTAL_FORM_COUNT}": min(count, MOST_LINES), f"line-{INITIAL_FORM_COUNT}": 0}, prefix=self.prefix
        )
        form.full_clean()
        return form

    def total_form_count(self) -> int:
        return super().total_form_count() if self.is_bound else max(FIRST_LINES, self.initial_form_count())

    def get_form_kwargs(self, _index: int | None) -> dict[str, Any]:
        return {"budget": self.budget, "codes": self._codes, "places": self.places}

    @cached_property
    def places(self) -> list[SpendingPlace]:
        return places_of(self.budget)

    @cached_property
    def _codes(self) -> dict[str, int]:
        """Codes that take sums in the budget's year, of those typed. One query."""
        typed = {text.strip() for name, text in self._typed.items() if name.endswith("-code")}
        if not typed:
            return {}
        first, last = date(self.budget.year, 1, 1), date(self.budget.year, 12, 31)
        usable = BudgetCode.objects.filter(code__in=typed, is_group=False, valid_from__lte=last)
        return dict(usable.exclude(valid_to__lte=first).values_list("code", "pk"))

    def lines(self) -> tuple[PaperLine, ...]:
        """The lines that are filled in, of a set that is valid."""
        return tuple(form.line() for form in self.forms if form.has_changed())


def first_field() -> forms.TextInput:
    """The field that has the focus when its page opens."""
    return forms.TextInput(attrs={"autofocus": True})


class ActForm(Form):
    number = TextField(label=_("Number"), max_length=64, widget=first_field())
    kind = forms.ChoiceField(label=_("Kind"), choices=Act.Kind.choices, required=False)
    accepted_on = DayField(label=_("Accepted on"))
    due_on = DayField(label=_("To be paid by"), required=False)
    site = site_field()

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, places_of(budget))


class AgreementForm(Form):
    number = TextField(
        label=_("Number"), max_length=64, widget=first_field(),
        error_messages={"required": _("A contract needs a number.")},
    )  # fmt: skip
    signed_on = DayField(label=_("Signed on"))
    ends_on = DayField(label=_("Ends on"))
    several = forms.BooleanField(label=_("of several years"), required=False)
    subject = TextField(label=_("Subject"), max_length=500, required=False)
    method = TextField(label=_("Method"), max_length=40, required=False)

    def terms(self, lines: tuple[PaperLine, ...], supplier: Supplier) -> Terms:
        found = self.cleaned_data
        return Terms(
            number=found["number"], method=found["method"], subject=found["subject"], supplier=supplier,
            signed_on=found["signed_on"], ends_on=found["ends_on"], lines=lines,
            amount_with_vat=total(line.amount for line in lines), is_of_several_years=found["several"],
            site=found.get("site", ""),
        )  # fmt: skip


class ContractForm(AgreementForm):
    supplier_number = PartyField(label=_("BIN or IIN of the supplier"))
    supplier = TextField(label=_("Name, where the supplier is new"), max_length=255, required=False)
    override_reason = TextField(label=_("Why a wrong check digit is taken"), max_length=255, required=False)
    site = site_field()

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, places_of(budget))

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        number = found.get("supplier_number", "")
        if number and not Supplier.objects.filter(number=number).exists():
            for problem in suppliers.number_problems(number, found.get("override_reason", "")):
                self.add_error("supplier_number", problem.message)
        return found

    def registered(self) -> Supplier:
        """The supplier, made where it is new. Raises PaperError."""
        found = self.cleaned_data
        return suppliers.register(found["supplier_number"], found["supplier"], override_reason=found["override_reason"])


class ClosingForm(Form):
    day = DayField(label=_("Closed as of"))
    reason = ReasonField(label=_("Why is it closed?"), required=False)

    def clean(self) -> dict[str, Any]:
        if "day" in self.errors and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Give the reason for closing the contract."))
        return self.cleaned_data

    def chosen_day(self, first: date) -> date | None:
        """The day typed, `first` where none was asked for yet; None where it cannot be read."""
        typed = self["day"].value() if self.is_bound else first
        try:
            return self.fields["day"].to_python(typed)
        except ValidationError:
            return None


class AssignForm(Form):
    """What a payment pays, by numbers."""

    contract = TextField(max_length=64, required=False)
    act = TextField(max_length=64, required=False)
    amount = AmountField(error_messages={name: _("Write the sum that is paid.") for name in ("required", "invalid")})


def place(problems: Sequence[PaperProblem], form: Form, lines: Lines | None = None) -> None:
    """Put each reason beside the field it names."""
    for problem in problems:
        name = problem.field
        if lines is not None and name.startswith("line-"):
            lines.forms[int(name[5:])].refuse("amount", problem.message)
        else:
            form.refuse({"supplier": "supplier_number", "name": "supplier"}.get(name, name), problem.message)
