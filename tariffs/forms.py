"""What is typed for costing: the grid of a month's volumes, and what is said of an indicator."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.book_figures import labels
from finance.forms import CountField, Form, TextField
from finance.months import Month
from tariffs.models import CareProfile, CareSetting, Indicator, Volume
from tariffs.reports.wording import figure_label

FIGURES = ("beds", "bed_days_planned", "bed_days_done", "discharged", "accompanying_days")
REQUIRED = "bed_days_done"


def field_name(profile: CareProfile, setting: str, figure: str) -> str:
    return f"{profile.key}|{setting}|{figure}"


class VolumesForm(Form):
    """A profile left blank in a setting is no row; one that is begun needs its bed-days."""

    def __init__(self, *args: Any, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [(profile, setting) for profile in CareProfile.objects.all() for setting in CareSetting.choices]
        for profile, (setting, label) in self.lines:
            for figure in FIGURES:
                field = CountField(required=False)
                field.widget.attrs["aria-label"] = f"{profile.name}, {label}, {figure_label(figure)}"
                if not may_edit:
                    field.widget.attrs["readonly"] = True
                self.fields[field_name(profile, setting, figure)] = field

    def labels(self) -> list[str]:
        return [figure_label(figure) for figure in FIGURES]

    def rows(self) -> list[tuple[str, str, list[BoundField]]]:
        return [
            (profile.name, str(label), [self[field_name(profile, setting, figure)] for figure in FIGURES])
            for profile, (setting, label) in self.lines
        ]

    def clean(self) -> dict[str, Any]:
        for profile, (setting, _label) in self.lines:
            names = [field_name(profile, setting, figure) for figure in FIGURES]
            required = field_name(profile, setting, REQUIRED)
            is_begun = any(name in self.errors or self.cleaned_data.get(name) is not None for name in names)
            if is_begun and required not in self.errors and self.cleaned_data.get(required) is None:
                self.add_error(required, _("Write a number, zero where there was none."))
        return self.cleaned_data

    def volumes(self, month: Month) -> list[Volume]:
        rows = []
        for profile, (setting, _label) in self.lines:
            figures = {figure: self.cleaned_data[field_name(profile, setting, figure)] for figure in FIGURES}
            if figures[REQUIRED] is not None:
                rows.append(Volume(month=month, profile=profile, setting=setting, **figures))
        return rows


class IndicatorForm(Form):
    """Why an indicator was missed, and how it is measured."""

    reason = TextField(
        label=gettext_lazy("Reason why it was not reached"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    better = forms.ChoiceField(label=gettext_lazy("What is better"), choices=Indicator.Better.choices)
    responsible = TextField(
        label=gettext_lazy("Responsible office"), required=False, max_length=255,
        help_text=gettext_lazy("The office, not the person's name."),
    )  # fmt: skip

    def __init__(self, *args: Any, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not computed")), *labels().items()]
        self.fields["formula"] = forms.ChoiceField(label=_("Computed as"), required=False, choices=choices)
        self.order_fields(["reason", "better", "formula", "responsible"])
        for field in self.fields.values():
            field.disabled = not may_edit
