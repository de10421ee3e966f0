"""Fields of typed forms: what people type is read as files are read, and refused with a sentence beside its field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from finance.amounts import Refusal, is_blank, parse_amount
from finance.clock import today
from finance.gates import SpendingPlace
from finance.month_names import month_in_text
from finance.months import Month

LONGEST_REASON = 500


class Form(forms.Form):
    """A form whose inputs are called by the names of their fields, alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s"} | kwargs)

    def refuse(self, name: str, message: str) -> None:
        """Put what a service refused beside its field, or over the form where there is no such field."""
        self.add_error(name if name in self.fields else None, message)


class TextField(forms.CharField):
    """One line; runs of spaces are one space, as in the books."""

    default_error_messages = {"max_length": _("At most %(limit_value)s characters.")}

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


class ReasonField(TextField):
    """A sentence or two, required."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3, "required": True}), **kwargs
        )


class DayField(forms.DateField):
    """A day from the calendar of the browser."""

    default_error_messages = {"required": _("Choose a day."), "invalid": _("Choose a day.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **kwargs)


class AmountField(forms.Field):
    """Exact tenge, spelled as `finance.amounts` reads it; None where nothing is typed and nothing is required."""

    default_error_messages = {
        "required": _("Write the sum."),
        "invalid": _("“%(amount)s” is no amount."),
    }

    def __init__(self, size: int = 16, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "size": size}), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if is_blank(value):
            return None
        found = parse_amount(" ".join(str(value).split()))
        if isinstance(found, Refusal):
            raise self.refusal(value)
        return found

    def refusal(self, value: object) -> ValidationError:
        params = {"amount": value, "value": value}
        return ValidationError(self.error_messages["invalid"], code="invalid", params=params)


class CountField(AmountField):
    """A whole number, zero or more; None where it is blank."""

    MOST = Decimal(10**6)
    default_error_messages = {
        "required": _("Write a number, zero where there was none."),
        "invalid": _("“%(value)s” is no whole number of zero or more."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size=8, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found is None:
            return None
        if not 0 <= found <= self.MOST or found != found.to_integral_value():
            raise self.refusal(value)
        return int(found)


class QuantityField(AmountField):
    """An exact quantity with as many decimals as are typed: `14,25`, `1 200.5`; its column says how many it keeps."""

    default_error_messages = {
        "required": _("Write a number."),
        "invalid": _("“%(value)s” is no number."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size=10, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if is_blank(value):
            return None
        text = "".join(str(value).split()).replace(",", ".")
        if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text):
            raise self.refusal(value)
        return Decimal(text)


def plain(value: Decimal) -> str:
    """Without zeros that say nothing: `14.25`, `3`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class MonthField(forms.Field):
    """A month: `10`, `октябрь`, `қазан 2025`, `10.2025`, `2025-10`; of `year` where none is said."""

    default_error_messages = {
        "required": _("Write the month as 01.2025, by its name or its number."),
        "invalid": _("Write the month as 01.2025, by its name or its number."),
    }
    year: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"size": 14, "maxlength": 30}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.number:02}.{value.year}" if isinstance(value, Month) else value

    def to_python(self, value: Any) -> Month | None:
        if is_blank(value):
            return None
        month = month_in_text(str(value), self.year)
        if month is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return month


class CodeField(forms.Field):
    """A budget code, one of `codes` (code → id): it gives the id."""

    default_error_messages = {
        "required": _("Write the budget code."),
        "invalid": _("“%(code)s” is no budget code of %(year)s."),
    }
    codes: Mapping[str, int] = {}
    year: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6, "maxlength": 6}), **kwargs)

    def to_python(self, value: Any) -> int | None:
        if is_blank(value):
            return None
        code = str(value).strip()
        if code not in self.codes:
            raise ValidationError(
                self.error_messages["invalid"], code="invalid", params={"code": code, "year": self.year}
            )
        return self.codes[code]


def site_field() -> forms.ChoiceField:
    """The place of a budget at which a paper stands; `offer_places` fills it."""
    return forms.ChoiceField(label=_("Site of the project"), required=False)


def offer_places(form: forms.Form, places: Sequence[SpendingPlace]) -> None:
    """Let `site` be one of the places of a budget, such as its project's sites; a budget without any asks for none."""
    if places:
        form.fields["site"].choices = [("", "—"), *((one.key, one.names[0]) for one in places)]  # type: ignore[attr-defined] # a choice field, see above
    else:
        del form.fields["site"]


class ExplanationsForm(Form):
    """A sentence for each of `subjects` (key, text), and whether remarks are printed under the signatures."""

    are_remarks_printed = forms.BooleanField(
        label=_("Print checks, notes and doubts under the signatures"), required=False, initial=True
    )

    def __init__(self, subjects: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = [key for key, _text in subjects]
        for key, text in subjects:
            self.fields[key] = ReasonField(label=text, error_messages={"required": _("Explain it: it is signed.")})
        self.order_fields([*self.subjects, "are_remarks_printed"])

    @property
    def explanations(self) -> dict[str, str]:
        """By the key of what they explain; the form must be valid."""
        return {key: self.cleaned_data[key] for key in self.subjects}


class ReopeningForm(Form):
    """Asks for a closed month through a day."""

    until = DayField(label=_("Open through"))
    reason = ReasonField(label=_("Why is it opened?"), error_messages={"required": _("Say why the month is opened.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].widget.attrs["min"] = today().isoformat()

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until < today():
            raise ValidationError(_("Choose today or a later day."))
        return until
