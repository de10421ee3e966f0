"""The table of mappings of 1C's accounts as a form: rows that stand, and blank ones for new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.forms import DayField, Form, TextField
from finance.models import Facility
from imports import account_mappings
from imports.account_mappings import LONGEST_ACCOUNT, as_mapped, place_of
from imports.by_account.mapping import Mapped
from imports.context import CodeBook
from imports.models import AccountMapping

BLANK_ROWS, MOST_ROWS = 5, 400
CODES, CENTRES = "known-codes", "known-centres"
PREFIX = "row"

Moved = tuple[AccountMapping | None, Mapped | None]


class MappingForm(Form):
    """A row. One that is blank is none; `stamp` names the row that stands and when it was changed last."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    account = TextField(label=gettext_lazy("account"), max_length=LONGEST_ACCOUNT, required=False)
    article = TextField(label=gettext_lazy("article of cost"), max_length=255, required=False)
    department = TextField(label=gettext_lazy("department"), max_length=255, required=False)
    code = TextField(label=gettext_lazy("budget code"), max_length=6, required=False)
    centre = TextField(label=gettext_lazy("cost centre"), max_length=20, required=False)
    is_ignored = forms.BooleanField(label=gettext_lazy("is no cost"), required=False)
    since = DayField(label=gettext_lazy("from"), required=False)

    def __init__(self, *args: Any, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, size in {"account": 7, "article": 26, "department": 22, "code": 5, "centre": 8}.items():
            self.fields[name].widget.attrs["size"] = size
        self.fields["code"].widget.attrs |= {"list": CODES, "inputmode": "numeric"}
        self.fields["centre"].widget.attrs["list"] = CENTRES
        for field in self.fields.values():
            field.disabled = not may_edit

    @property
    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name != "DELETE")

    def mapped(self) -> Mapped:
        found = self.cleaned_data
        return Mapped(
            found["account"], found["article"], found["department"], found["code"], found["centre"],
            found["is_ignored"], found["since"] or date.min,
        )  # fmt: skip


class Mappings(forms.BaseFormSet[MappingForm]):
    """Some of the facility's mappings, `shown`; what they are changed to is checked against all of them."""

    form = MappingForm
    min_num, max_num, absolute_max = 0, MOST_ROWS, MOST_ROWS
    can_order = can_delete_extra = validate_max = validate_min = False
    edit_only = False
    renderer = None

    def __init__(
        self, facility: Facility, data: Any = None, shown: Iterable[AccountMapping] = (), *, may_edit: bool = True
    ) -> None:
        self.facility, self.may_edit = facility, may_edit
        self.can_delete, self.extra = may_edit, BLANK_ROWS if may_edit else 0
        self.renderer = forms.renderers.get_default_renderer()
        super().__init__(data, prefix=PREFIX, auto_id="%s", initial=[_initial(row) for row in shown])

    def get_form_kwargs(self, _index: int | None) -> dict[str, Any]:
        return {"may_edit": self.may_edit}

    def add_fields(self, form: MappingForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")
        for field in (bound.field for bound in form.visible_fields()):
            field.widget.attrs["aria-label"] = f"{field.label} {(index or 0) + 1}"

    @cached_property
    def _standing(self) -> dict[str, AccountMapping]:
        return {_stamp(row): row for row in AccountMapping.objects.filter(facility=self.facility)}

    def clean(self) -> None:
        """Only what is changed is checked: a row that was right once stays, even where its centre is gone."""
        taken = dict(self._standing)
        wanted: list[tuple[MappingForm, Mapped]] = []
        for form in self.forms:
            if not form.is_valid() or form.is_blank:
                continue
            stamp = form.cleaned_data["stamp"]
            if stamp and taken.pop(stamp, None) is None:
                form.refuse("account", _("Another person has changed this row. Open the page anew."))
            elif not form.cleaned_data.get("DELETE"):
                wanted.append((form, form.mapped()))
        self._refuse_faults([pair for pair in wanted if not self._is_as_it_stands(*pair)])
        places = {(*place_of(row), row.since or date.min) for row in taken.values()}
        for form, mapped in wanted:
            place = (*place_of(mapped), mapped.since)
            if place in places:
                form.refuse("since", _("Another row says what this account means from the same day."))
            places.add(place)

    def _is_as_it_stands(self, form: MappingForm, mapped: Mapped) -> bool:
        row = self._standing.get(form.cleaned_data["stamp"])
        return row is not None and as_mapped(row) == mapped

    def _refuse_faults(self, wanted: Sequence[tuple[MappingForm, Mapped]]) -> None:
        codes = CodeBook()
        by_year: dict[int, dict[str, str]] = {}
        for form, mapped in wanted:
            year = mapped.since.year
            if year not in by_year:
                limits = {} if mapped.since == date.min else {"year": year}
                by_year[year] = account_mappings.centres_of(self.facility, **limits)
            is_code = _is_code(codes, mapped)
            for name, message in account_mappings.faults(mapped, by_year[year], is_code=is_code):
                form.refuse(name, message)

    def moved(self) -> list[Moved]:
        """What changes, before and after, of a set that is valid."""
        found: list[Moved] = []
        for form in self.forms:
            row = self._standing.get(form.cleaned_data.get("stamp", ""))
            if form.cleaned_data.get("DELETE"):
                found += [] if row is None else [(row, None)]
            elif not form.is_blank and (row is None or as_mapped(row) != form.mapped()):
                found.append((row, form.mapped()))
        return found


def _is_code(codes: CodeBook, mapped: Mapped) -> bool:
    """Whether the code is one of the mapping's first day; of one that holds always, of any day."""
    if mapped.since == date.min:
        return any(not life.is_group for life in codes.lives.get(mapped.code, ()))
    return codes.valid(mapped.code, mapped.since) is not None


def _stamp(row: AccountMapping) -> str:
    return f"{row.pk} {row.confirmed_at.isoformat()}"


def _initial(row: AccountMapping) -> dict[str, Any]:
    names = ("account", "article", "department", "code", "centre", "is_ignored", "since")
    return {name: getattr(row, name) for name in names} | {"stamp": _stamp(row)}
