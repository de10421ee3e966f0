"""Tables that are edited as a whole: rows that stand, and blank ones for new."""

from typing import Any

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT
from django.utils.text import capfirst
from django.utils.translation import gettext as _

PREFIX = "row"


class EditedTable(forms.BaseFormSet):
    """Every field bears its label and the number of its row; the labels head the columns."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")
        for bound in form.visible_fields():
            bound.field.widget.attrs["aria-label"] = f"{bound.field.label} {(index or 0) + 1}"

    @property
    def headings(self) -> list[str]:
        return [capfirst(str(bound.label)) for bound in self.empty_form.visible_fields() if bound.name != "DELETE"]


def with_more_rows(data: Any, more: int, most: int) -> Any:
    """What was typed, with `more` blank lines under it, of at most `most`."""
    told, name = data.copy(), f"{PREFIX}-{TOTAL_FORM_COUNT}"
    count = told.get(name, "")
    told[name] = str(min(most, int(count) + more)) if count.isdecimal() and len(count) < 5 else count
    return told
