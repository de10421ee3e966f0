"""What a facility chooses for itself, such as how bed-days are counted: each declared once by its room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import proving_oneself, rights, rooms, second_factor
from finance.audit import record
from finance.ledger import LedgerError
from finance.ledger.posting import closed_in
from finance.models import Facility, Membership, Setting
from finance.rights import INDIVIDUALS_SEEN_BY, NEED_INDIVIDUALS, Action
from finance.settings_of import setting_of

Text = str | Promise


class ChoiceError(LedgerError):
    """What cannot be chosen now; the message is for the user."""


@dataclass(frozen=True, slots=True)
class FacilityChoice:
    """One setting of a facility. `shown` makes what its fields begin with of the value that is kept (None: none yet),
    `kept` the value of what was typed (None: as the program does it). What `reaches_back` also changes the figures of
    months gone by, and is not changed while one of them is closed.
    """

    key: str
    label: Text
    note: Text
    fields: Callable[[], Mapping[str, forms.Field]]
    shown: Callable[[Any], Mapping[str, Any]]
    kept: Callable[[Mapping[str, Any]], Any]
    reaches_back: bool = False


def choices() -> list[FacilityChoice]:
    return [choice for room in rooms.rooms() for choice in room.choices]


def value_of(facility: Facility, key: str) -> Any:
    """What the facility chose; None where it chose nothing."""
    return setting_of(facility, key)


@transaction.atomic
def choose(choice: FacilityChoice, facility: Facility, told: Mapping[str, Any], *, user: User) -> bool:
    """Keep what was typed; whether that changed anything. Raises PermissionDenied, ChoiceError."""
    rights.require(user, Action.MANAGE, facility)
    before, after = value_of(facility, choice.key), choice.kept(told)
    if before == after:
        return False
    if choice.reaches_back and closed_in(list(facility.budgets.values_list("pk", flat=True))):
        raise ChoiceError(_("Months are closed, and this would change what they report. Open them first, or leave it."))
    if after is None:
        Setting.objects.filter(facility=facility, key=choice.key).delete()
    else:
        Setting.objects.update_or_create(facility=facility, key=choice.key, defaults={"value": after})
    data = {"facility": facility.number, "choice": choice.key, "before": before, "after": after}
    record("facility.choice-made", user=user, data=data)
    return True


def _roles() -> Mapping[str, forms.Field]:
    return {
        "roles": forms.MultipleChoiceField(
            label=_("Roles"), choices=Membership.Role.choices, widget=forms.CheckboxSelectMultiple
        )
    }


def _everybody_or_roles() -> Mapping[str, forms.Field]:
    roles = _roles()["roles"]
    roles.required = False
    return {
        "everybody": forms.BooleanField(label=_("Everybody who sees this facility"), required=False),
        "roles": roles,
    }


def _asked_of(told: Mapping[str, Any]) -> list[str] | None:
    return [second_factor.EVERYBODY] if told["everybody"] else sorted(told["roles"]) or None


def _limit() -> Mapping[str, forms.Field]:
    return {
        "above": forms.DecimalField(label=_("Sum, tenge"), required=False, min_value=0, max_digits=15, decimal_places=2)
    }


CHOICES = (
    FacilityChoice(
        INDIVIDUALS_SEEN_BY, gettext_lazy("Who sees individuals by name"),
        gettext_lazy(
            "Payees that are persons: these roles see their names and IIN, others see that it is an individual."
        ),
        _roles, lambda value: {"roles": sorted(NEED_INDIVIDUALS) if value is None else value},
        lambda told: sorted(told["roles"]),
    ),
    FacilityChoice(
        second_factor.REQUIRED_OF, gettext_lazy("Who signs in with a second factor"),
        gettext_lazy(
            "Everybody, or these roles, must also write a code from their telephone. Who has none sets it up at the "
            "next sign-in and gets recovery codes; it needs no network. Others may set one up for themselves."
        ),
        _everybody_or_roles,
        lambda value: {"everybody": second_factor.EVERYBODY in (value or []), "roles": value or []},
        _asked_of,
    ),
    FacilityChoice(
        proving_oneself.ABOVE, gettext_lazy("Above which sum approving asks for the password again"),
        gettext_lazy("Tenge. Blank: 10 000 000. Whoever gave it within ten minutes is not asked."),
        _limit, lambda value: {"above": value}, lambda told: None if told["above"] is None else f"{told['above']:.2f}",
    ),
)  # fmt: skip
