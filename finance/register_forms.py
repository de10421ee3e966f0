"""A register as a form: one line for each row, blank lines for new ones, every fault beside its field."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from finance.asking_once import is_asking_once, once
from finance.edited_tables import PREFIX, EditedTable
from finance.forms import AmountField, CountField, DayField, MonthField, QuantityField, TextField
from finance.models import columns
from finance.registers import EVERYTHING, Register, RegisterPlace, Row, RowFault, TableChanges

BLANK_ROWS, MOST_ROWS = 3, 600
WIDTHS = ((300, 34), (200, 30), (100, 26), (40, 20), (20, 16))


def field_of(column: models.Field, **kwargs: Any) -> forms.Field | None:
    """The house's own field for a column of a model, so that what people type is read as everywhere."""
    common: dict[str, Any] = {
        "required": not column.blank,
        "label": capfirst(column.verbose_name),
        "help_text": column.help_text,
    }
    if isinstance(column, models.ForeignKey) or column.choices:
        return _without_dashes(column.formfield(**kwargs))
    made: forms.Field | None
    if isinstance(column, columns.MonthField):
        made = MonthField(**common)
    elif isinstance(column, columns.TengeField):
        made = AmountField(**common)
    elif isinstance(column, models.DecimalField):
        made = QuantityField(**common)
    elif isinstance(column, models.DateField):
        made = DayField(**common)
    elif isinstance(column, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        made = CountField(**common)
    elif isinstance(column, models.CharField):
        made = TextField(max_length=column.max_length, **common)
        made.widget.attrs["size"] = next((size for least, size in WIDTHS if (column.max_length or 0) > least), 12)
    else:
        return column.formfield(**kwargs)
    if column.has_default() and not column.blank:
        made.initial = column.get_default()
    return made


def _without_dashes(field: Any) -> Any:
    """Nothing chosen is written as in every other form."""
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label is not None:
            field.empty_label = "—"
    elif isinstance(field, forms.ChoiceField):
        # `widget.choices` are laid out, where those of the field may be a function
        field.choices = [(value, label if value != "" else "—") for value, label in field.widget.choices]
    return field


@once
def _offered(offer: Callable[[RegisterPlace], Any], place: RegisterPlace) -> Any:
    """What every row of the place may choose from."""
    return offer(place)


@once
def _links(offer: Callable[[RegisterPlace], Any], place: RegisterPlace) -> list[tuple[int, str]]:
    """The rows of `offer` as options. One query for all rows of a page."""
    return [(one.pk, _label_of(one)) for one in _offered(offer, place)]


class RowForm(forms.ModelForm):
    """One row. `place` fixes what is not typed, before the model checks the whole."""

    declared: Register
    place: RegisterPlace

    def __init__(self, *args: Any, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.declared.choices or {}
        for name, offer in chosen.items():
            if name in self.fields:
                self._limit(name, _offered(offer, self.place))
        for name, label in (self.declared.labels or {}).items():
            self.fields[name].label = capfirst(str(label))
        is_new = self.instance.pk is None
        kept = frozenset() if is_new else self.declared.protects(self.instance, self.place)
        for name, field in self.fields.items():
            field.disabled = not may_edit or kept == EVERYTHING or name in kept
        self.is_protected = kept == EVERYTHING
        if is_new:
            for name, value in self.declared.fixed(self.place).items():
                setattr(self.instance, name, value)

    def has_changed(self) -> bool:
        """A new row on which only what the program offers stands is blank."""
        if self.instance.pk is not None:
            return super().has_changed()
        columns = {column.name: column for column in self._meta.model._meta.fields}
        return any(name not in columns or not columns[name].has_default() for name in self.changed_data)

    def _limit(self, name: str, offered: Any) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = offered
            field.label_from_instance = _label_of  # type: ignore[method-assign, assignment] # as its documentation says
            if is_asking_once():
                field.choices = [("", "—"), *_links(self.declared.choices[name], self.place)]  # type: ignore[index] # it is of them
            return
        pairs = list(offered)
        held = str(self.initial.get(name) or "")
        if held and held not in {str(value) for value, _label in pairs}:
            pairs.append((held, held))
        self.fields[name] = forms.ChoiceField(
            label=field.label, required=field.required, choices=[("", "—"), *pairs], initial=field.initial
        )

    def _post_clean(self) -> None:
        """Keys that nobody types are made before the model looks at the row as a whole."""
        if self.declared.keyed is not None and self.instance.pk is None and not self.errors:
            for name in self._meta.fields or ():
                if name in self.cleaned_data:
                    setattr(self.instance, name, self.cleaned_data[name])
            self.declared.keyed(self.instance, self.place)
        super()._post_clean()  # type: ignore[misc] # of every model form, unknown to the stubs
        if self.declared.check is not None and not self.errors:
            for name, message in self.declared.check(self.instance, self.place).items():
                self.add_error(name if name in self.fields else None, message)

    def _get_validation_exclusions(self) -> set[str]:
        """Nothing that the place fixes is left out of the model's own look, so twins are found."""
        named = {*self.fields, *self.declared.fixed(self.place)}
        left_out: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # same
        return {name for name in left_out if name not in named or name in self.errors}


def _label_of(one: Any) -> str:
    return str(getattr(one, "label", one))


class RowFormSet(EditedTable, forms.BaseModelFormSet):
    """The rows of a register at a place. What another person changed meanwhile is not written over."""

    declared: Register
    place: RegisterPlace
    may_edit: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # before the forms lay what was typed upon the rows
        self.standing = seen(list(self.get_queryset()))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "may_edit": self.may_edit}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].disabled = getattr(form, "is_protected", False)

    def clean(self) -> None:
        super().clean()
        if self.data.get("seen") != self.standing:
            raise forms.ValidationError(_("Another person has changed this table. Open the page anew."))

    def validate_unique(self) -> None:
        """Twins are found as rows are kept one after the other (`save_rows`), each at its row."""

    def tell(self, faults: Sequence[RowFault]) -> None:
        """Say what came out as the rows were kept, each beside its field."""
        form_of_row = {id(form.instance): form for form in self.forms}
        for fault in faults:
            form = form_of_row[id(fault.row)]
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)

    @property
    def seen(self) -> str:
        """A mark of the rows as they are shown."""
        return self.data.get("seen", "") if self.is_bound else self.standing

    def changes(self) -> TableChanges:
        """What a valid set comes to."""
        going = [form for form in self.initial_forms if form in self.deleted_forms]
        held = [form for form in self.initial_forms if form not in going]
        new = [form for form in self.extra_forms if form.has_changed() and form not in self.deleted_forms]
        return TableChanges(
            after=[form.instance for form in (*held, *new)],
            added=[form.instance for form in new],
            changed=[form.instance for form in held if form.has_changed()],
            removed=[form.instance for form in going],
        )


def seen(rows: Sequence[Row]) -> str:
    """A digest of rows as the database holds them."""
    said = repr(
        sorted([(row.pk, *(str(row.serializable_value(f.attname)) for f in row._meta.concrete_fields)) for row in rows])
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def form_of(register: Register, place: RegisterPlace) -> type[forms.ModelForm]:
    """The form of one row of the register."""
    base = type(f"{register.key}Row", (RowForm,), {"declared": register, "place": place})
    callback: Callable[..., Any] = field_of
    made = forms.modelform_factory(register.model, form=base, fields=register.fields, formfield_callback=callback)
    made.use_required_attribute = False
    return made


def table_of(
    register: Register, place: RegisterPlace, data: Mapping[str, Any] | None = None, *, may_edit: bool
) -> RowFormSet:
    """The register's form at a place, with what was typed where `data` is given."""
    found = register.rows(place)
    if not isinstance(found, models.QuerySet):
        found = register.model._default_manager.filter(pk__in=[row.pk for row in found]).order_by("pk")
    removable = may_edit and register.can_remove
    made = forms.modelformset_factory(
        register.model, form=form_of(register, place), formset=RowFormSet, fields=register.fields,
        extra=BLANK_ROWS if may_edit else 0, can_delete=removable, can_delete_extra=False,
        max_num=MOST_ROWS, absolute_max=MOST_ROWS,
    )  # fmt: skip
    shown: Any = type(f"{register.key}Table", (made,), {"declared": register, "place": place, "may_edit": may_edit})
    table: RowFormSet = shown(data, queryset=found, prefix=PREFIX, auto_id="%s")
    return table
