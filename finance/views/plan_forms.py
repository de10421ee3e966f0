"""Forms around the plan's grid: the paper's number, date and reason, filling a row, adding a code, returning."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from finance.forms import AmountField, DayField, Form, ReasonField, TextField
from finance.models import Membership, PlanDraft
from finance.plan_filling import INDEX, METHODS
from finance.rights import Role


class PaperForm(Form):
    number = TextField(label=_("Number"), max_length=64, widget=forms.TextInput(attrs={"size": 8}))
    date = DayField(label=_("Date"))
    reason = TextField(label=_("Reason"), max_length=500, required=False)

    def __init__(self, draft: PlanDraft, data: Any = None) -> None:
        super().__init__(data, initial={"number": draft.number, "date": draft.date, "reason": draft.reason})
        if draft.kind == PlanDraft.Kind.AMENDMENT:
            self.fields["reason"].widget.attrs["data-needed"] = True


class OneOrMore(forms.Select):
    """One row is chosen on the page; the grid sends every row of a chosen block."""

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> Any:
        return data.getlist(name)


class FillForm(Form):
    """`sum` blank: the row keeps its sum of the year."""

    codes = forms.MultipleChoiceField(label=_("Code"))
    method = forms.ChoiceField(label=_("How"), choices=METHODS)
    sum = AmountField(label=_("Sum of the year"), required=False, size=14)
    index = AmountField(label=_("Index, %"), required=False, size=6)

    def __init__(self, codes: list[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data, initial={"index": "100"})
        self.fields["codes"].choices = codes  # type: ignore[attr-defined] # a field of choices
        self.fields["codes"].widget = OneOrMore(choices=codes)
        self.fields["sum"].help_text = _("Blank keeps the sum the row has.")

    def clean_codes(self) -> list[int]:
        return [int(code) for code in self.cleaned_data["codes"]]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("method") == INDEX and "index" in found:
            found["index"] = found["index"] if found["index"] is not None else Decimal(100)
            if found["index"] <= 0:
                self.add_error("index", _("The index must be above zero."))
        return found


class ReturnForm(Form):
    reason = ReasonField(label=_("Why is it returned?"), error_messages={"required": _("Say why it is returned.")})


class ApproversForm(Form):
    """Which roles of a facility approve plans and certificates."""

    roles = forms.MultipleChoiceField(
        label=_("Who approves plans and certificates"), widget=forms.CheckboxSelectMultiple,
        choices=[(role, label) for role, label in Membership.Role.choices if role != Role.AUDITOR],
        error_messages={"required": _("Choose at least one role.")},
    )  # fmt: skip
