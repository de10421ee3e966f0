"""What a facility told the program, as a table that people edit: rows that stand, and blank ones for new."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from finance.edited_tables import PREFIX, EditedTable
from finance.forms import Form
from finance.models import Facility

CODES = "known-codes"

# what stands and what it becomes: nothing before where one is new, nothing after where one goes
Moved = tuple[Any, Any]


class EditedRow(Form):
    """A row. One that is blank is none; `stamp` is the row that stands as it was shown."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    sizes: ClassVar[Mapping[str, int]]
    # what alone makes no row
    beside: ClassVar[tuple[str, ...]] = ("DELETE",)

    def __init__(self, *args: Any, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, size in self.sizes.items():
            self.fields[name].widget.attrs["size"] = size
        self.fields["code"].widget.attrs |= {"list": CODES, "inputmode": "numeric"}
        for field in self.fields.values():
            field.disabled = not may_edit

    @property
    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name not in self.beside)

    def says(self) -> Any:
        """What the row says, of a form that is valid, as `EditedRows.said` says it of one that stands."""
        raise NotImplementedError


class EditedRows(EditedTable):
    """Rows of the facility, all of them or those `shown`. What another person changed meanwhile is not written over."""

    min_num, validate_max, validate_min = 0, False, False
    can_order = can_delete_extra = edit_only = False
    renderer = None
    blank_rows: ClassVar[int]
    names: ClassVar[tuple[str, ...]]
    # the field at which is said that the row has changed
    first: ClassVar[str]

    def __init__(
        self, facility: Facility, data: Any = None, shown: Iterable[Model] | None = None, *, may_edit: bool = True
    ) -> None:
        self.facility, self.may_edit, self.can_delete = facility, may_edit, may_edit
        self.extra = self.blank_rows if may_edit else 0
        self.renderer = forms.renderers.get_default_renderer()
        rows = list(self.standing.values() if shown is None and data is None else shown or ())
        initial = [{name: getattr(row, name) for name in self.names} | {"stamp": self._stamp(row)} for row in rows]
        super().__init__(data, prefix=PREFIX, auto_id="%s", initial=initial[: self.max_num - self.blank_rows])

    def get_form_kwargs(self, _index: int | None) -> dict[str, Any]:
        return {"may_edit": self.may_edit}

    def rows(self) -> QuerySet[Any]:
        """Those that stand."""
        raise NotImplementedError

    def said(self, row: Any) -> Any:
        """What a row that stands says."""
        raise NotImplementedError

    @cached_property
    def standing(self) -> dict[str, Any]:
        return {self._stamp(row): row for row in self.rows()}

    def _stamp(self, row: Any) -> str:
        return f"{row.pk}-{hashlib.sha256(repr(self.said(row)).encode()).hexdigest()[:16]}"

    def clean(self) -> None:
        for form in self.forms:
            stamp = form.cleaned_data.get("stamp", "") if form.is_valid() else ""
            if stamp and stamp not in self.standing:
                form.refuse(self.first, _("Another person has changed this row. Open the page anew."))

    def moved(self) -> list[Moved]:
        """What changes, of a set that is valid."""
        found: list[Moved] = []
        for form in self.forms:
            row = self.standing.get(form.cleaned_data.get("stamp", ""))
            if form.cleaned_data.get("DELETE"):
                found += [] if row is None else [(row, None)]
            elif not form.is_blank and (row is None or self.said(row) != form.says()):
                found.append((row, form.says()))
        return found
