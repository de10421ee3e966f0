"""The facility's rules for payments and for money received, as a table that people edit."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import splitting_funding
from finance.audit import record
from finance.clock import today
from finance.forms import Form, TextField
from finance.models import Facility
from finance.party_numbers import party_number
from imports.context import CodeBook
from imports.models import Rule

PREFIX, CODES = "rule", "known-codes"
BLANK_ROWS, MOST_ROWS = 3, 500
FIELDS = ("order", "number", "knp", "words", "code", "received_as")


class RuleForm(Form):
    """A rule: what a payment shows, and the code it gets or what received money is. A blank one is none.

    `stamp` is the rule that stands as it was shown.
    """

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)
    order = forms.IntegerField(label=gettext_lazy("order"), min_value=0, max_value=1_000_000, required=False)
    number = TextField(label=gettext_lazy("BIN or IIN"), max_length=20, required=False)
    knp = TextField(label=gettext_lazy("KNP"), max_length=3, required=False)
    words = TextField(label=gettext_lazy("words of the purpose"), max_length=255, required=False)
    code = TextField(label=gettext_lazy("budget code"), max_length=6, required=False)
    received_as = forms.ChoiceField(
        label=gettext_lazy("received money is"), choices=[("", "—"), *Rule.ReceivedAs.choices], required=False
    )

    def __init__(self, *args: Any, codes: CodeBook, may_edit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = codes
        for name, size in {"number": 14, "knp": 4, "words": 26, "code": 5}.items():
            self.fields[name].widget.attrs["size"] = size
        self.fields["code"].widget.attrs |= {"list": CODES, "inputmode": "numeric"}
        for field in self.fields.values():
            field.disabled = not may_edit

    @property
    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name not in ("DELETE", "order"))

    def clean_number(self) -> str:
        number = party_number(self.cleaned_data["number"])
        if number and not (number.isdigit() and len(number) == 12):
            raise forms.ValidationError(_("A BIN or IIN has twelve digits."))
        return number

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.errors or found.get("DELETE") or self.is_blank:
            return found
        given = dict(found)
        if not any(given[key] for key in ("number", "knp", "words")):
            self.refuse("words", _("A rule without number, KNP or words would hold for every payment."))
        if not given["code"] and not given["received_as"]:
            self.refuse("code", _("Say the code, or what the money received is."))
        if given["code"] and given["received_as"] not in ("", Rule.ReceivedAs.RETURN):
            self.refuse("code", _("Only a returned payment has a code among money received."))
        if given["code"] and self._codes.valid(given["code"], today()) is None:
            self.refuse("code", _("“%(code)s” is no budget code.") % {"code": given["code"]})
        return found


class Rules(forms.BaseFormSet[RuleForm]):
    """All rules in use of a facility, in their order, and blank rows for new ones."""

    form = RuleForm
    min_num, max_num, absolute_max = 0, MOST_ROWS, MOST_ROWS
    can_order = can_delete_extra = validate_max = validate_min = False
    edit_only = False
    renderer = None

    def __init__(self, facility: Facility, data: Any = None, *, may_edit: bool = True) -> None:
        self.facility, self.may_edit, self._codes = facility, may_edit, CodeBook()
        self.can_delete, self.extra = may_edit, BLANK_ROWS if may_edit else 0
        self.renderer = forms.renderers.get_default_renderer()
        self.standing = {_stamp(rule): rule for rule in Rule.objects.filter(facility=facility, is_active=True)}
        shown = [{**_values(rule), "stamp": stamp} for stamp, rule in self.standing.items()]
        super().__init__(data, prefix=PREFIX, auto_id="%s", initial=shown[: MOST_ROWS - BLANK_ROWS])

    def get_form_kwargs(self, _index: int | None) -> dict[str, Any]:
        return {"codes": self._codes, "may_edit": self.may_edit}

    def add_fields(self, form: RuleForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")
        for field in (bound.field for bound in form.visible_fields()):
            field.widget.attrs["aria-label"] = f"{field.label} {(index or 0) + 1}"

    def clean(self) -> None:
        for form in self.forms:
            stamp = form.cleaned_data.get("stamp", "") if form.is_valid() else ""
            if stamp and stamp not in self.standing:
                form.refuse("words", _("Another person has changed this row. Open the page anew."))

    def moved(self) -> list[tuple[Rule | None, dict[str, Any] | None]]:
        """What stood and what it becomes, of a set that is valid."""
        found: list[tuple[Rule | None, dict[str, Any] | None]] = []
        for form in self.forms:
            rule = self.standing.get(form.cleaned_data.get("stamp", ""))
            after = {name: form.cleaned_data.get(name) or "" for name in FIELDS}
            after["order"] = form.cleaned_data.get("order") or 0
            if form.cleaned_data.get("DELETE"):
                found += [] if rule is None else [(rule, None)]
            elif not form.is_blank and (rule is None or _values(rule) != after):
                found.append((rule, after))
        return found


@transaction.atomic
def change(facility: Facility, moved: Sequence[tuple[Rule | None, dict[str, Any] | None]], user: User) -> None:
    """Put each after in place of its before; a rule that goes is kept out of use. Audited."""
    changes = []
    for rule, after in moved:
        changes.append({"before": None if rule is None else _values(rule), "after": after})
        one = rule or Rule(facility=facility)
        if after is None:
            one.is_active = False
        else:
            for name, value in after.items():
                setattr(one, name, value)
        one.confirmed_by = user
        one.save()
    record("imports.rules.changed", user=user, data={"facility": facility.number, "changes": changes})


@transaction.atomic
def choose_split(facility: Facility, rule: str, user: User) -> bool:
    """Keep how the fund's money is split, nothing for asking each time; whether that changed anything."""
    if rule == splitting_funding.rule_of(facility) or (rule and rule not in splitting_funding.RULES):
        return False
    splitting_funding.choose(facility, rule)
    record("imports.split.chosen", user=user, data={"facility": facility.number, "split": rule})
    return True


def _values(rule: Rule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in FIELDS}


def _stamp(rule: Rule) -> str:
    shown = "|".join(str(value) for value in _values(rule).values())
    return f"{rule.pk}-{hashlib.sha256(shown.encode()).hexdigest()[:16]}"
