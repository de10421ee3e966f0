"""The facility's rules for payments and for money received, as a table that people edit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import splitting_funding
from finance.audit import record
from finance.clock import today
from finance.forms import TextField
from finance.models import Facility
from finance.party_numbers import party_number
from imports.context import CodeBook
from imports.edited_rows import EditedRow, EditedRows
from imports.models import Rule

FIELDS = ("order", "number", "knp", "words", "code", "received_as")


class RuleForm(EditedRow):
    """A rule: what a payment shows, and the code it gets or what received money is."""

    order = forms.IntegerField(label=gettext_lazy("Order"), min_value=0, max_value=1_000_000, required=False)
    number = TextField(label=gettext_lazy("BIN or IIN"), max_length=20, required=False)
    knp = TextField(label=gettext_lazy("KNP"), max_length=3, required=False)
    words = TextField(label=gettext_lazy("Words of the purpose"), max_length=255, required=False)
    code = TextField(label=gettext_lazy("Code"), max_length=6, required=False)
    received_as = forms.ChoiceField(
        label=gettext_lazy("Money received is"), choices=[("", "—"), *Rule.ReceivedAs.choices], required=False
    )
    sizes = {"number": 14, "knp": 4, "words": 26, "code": 5}
    beside = ("DELETE", "order")

    def __init__(self, *args: Any, codes: CodeBook, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = codes

    def says(self) -> dict[str, Any]:
        found = {name: self.cleaned_data.get(name) or "" for name in FIELDS}
        return {**found, "order": self.cleaned_data.get("order") or 0}

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


class Rules(EditedRows):
    """All rules in use of a facility, in their order."""

    form = RuleForm
    blank_rows, max_num, absolute_max = 3, 500, 500
    names, first = FIELDS, "words"

    @cached_property
    def _codes(self) -> CodeBook:
        return CodeBook()

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "codes": self._codes}

    def rows(self) -> QuerySet[Rule]:
        return Rule.objects.filter(facility=self.facility, is_active=True)

    def said(self, row: Rule) -> dict[str, Any]:
        return _values(row)


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
