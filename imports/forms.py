"""The table of mappings of 1C's accounts as a form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.forms import DayField, TextField
from imports import account_mappings
from imports.account_mappings import LONGEST_ACCOUNT, as_mapped, place_of
from imports.by_account.mapping import Mapped
from imports.context import CodeBook
from imports.edited_rows import EditedRow, EditedRows
from imports.models import AccountMapping

CENTRES = "known-centres"


class MappingForm(EditedRow):
    account = TextField(label=gettext_lazy("Account of 1C"), max_length=LONGEST_ACCOUNT, required=False)
    article = TextField(label=gettext_lazy("Article of cost"), max_length=255, required=False)
    department = TextField(label=gettext_lazy("Department"), max_length=255, required=False)
    code = TextField(label=gettext_lazy("Code"), max_length=6, required=False)
    centre = TextField(
        label=gettext_lazy("Cost centre"), max_length=20, required=False, widget=forms.TextInput({"list": CENTRES})
    )
    is_ignored = forms.BooleanField(label=gettext_lazy("Is no cost"), required=False)
    since = DayField(label=gettext_lazy("From which day"), required=False)
    sizes = {"account": 7, "article": 26, "department": 22, "code": 5, "centre": 8}

    def says(self) -> Mapped:
        found = self.cleaned_data
        return Mapped(
            found["account"], found["article"], found["department"], found["code"], found["centre"],
            found["is_ignored"], found["since"] or date.min,
        )  # fmt: skip


class MappingRows(EditedRows):
    """Some of the facility's mappings; what they are changed to is checked against all of them."""

    form = MappingForm
    blank_rows, max_num, absolute_max = 5, 400, 400
    names = ("account", "article", "department", "code", "centre", "is_ignored", "since")
    first = "account"

    def rows(self) -> QuerySet[AccountMapping]:
        return AccountMapping.objects.filter(facility=self.facility)

    def said(self, row: AccountMapping) -> Mapped:
        return as_mapped(row)

    def clean(self) -> None:
        """Only what is changed is checked: a row that was right once stays, even where its centre is gone."""
        super().clean()
        filled = [form for form in self.forms if form.is_valid() and not form.is_blank]
        wanted = [(form, form.says()) for form in filled if not form.cleaned_data.get("DELETE")]
        self._refuse_faults([pair for pair in wanted if not self._is_as_it_stands(*pair)])
        taken = {form.cleaned_data["stamp"] for form in filled}
        places = {(*place_of(row), row.since or date.min) for stamp, row in self.standing.items() if stamp not in taken}
        for form, mapped in wanted:
            place = (*place_of(mapped), mapped.since)
            if place in places:
                form.refuse("since", _("Another row says what this account means from the same day."))
            places.add(place)

    def _is_as_it_stands(self, form: MappingForm, mapped: Mapped) -> bool:
        row = self.standing.get(form.cleaned_data["stamp"])
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


def _is_code(codes: CodeBook, mapped: Mapped) -> bool:
    """Whether the code is one of the mapping's first day; of one that holds always, of any day."""
    if mapped.since == date.min:
        return any(not life.is_group for life in codes.lives.get(mapped.code, ()))
    return codes.valid(mapped.code, mapped.since) is not None
