"""The one place that says who may do what, and to which facility's data.

A role at a facility reaches everything below it. Checks are made on the data a request touches, never on the button.
"""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from finance.models import Budget, Facility, Membership

Role = Membership.Role
Person = AbstractBaseUser | AnonymousUser


class Action(StrEnum):
    VIEW = "view"
    IMPORT = "import"
    UNDO = "undo"
    APPROVE = "approve"
    PLAN = "plan"
    CONTRACT = "contract"
    OVERRIDE = "override"
    COST = "cost"
    CLOSE = "close"
    REOPEN = "reopen"
    MANAGE = "manage"


ALLOWED: dict[str, frozenset[Action]] = {
    Role.ECONOMIST: frozenset(
        {Action.VIEW, Action.IMPORT, Action.UNDO, Action.APPROVE, Action.PLAN, Action.CONTRACT, Action.COST}
    ),
    Role.ACCOUNTANT: frozenset(
        {Action.VIEW, Action.IMPORT, Action.UNDO, Action.APPROVE, Action.CONTRACT, Action.CLOSE}
    ),
    Role.MANAGER: frozenset({Action.VIEW, Action.APPROVE, Action.OVERRIDE, Action.REOPEN}),
    Role.AUDITOR: frozenset({Action.VIEW}),
    Role.ADMIN: frozenset(Action),
}


def facilities(person: Person, action: Action = Action.VIEW) -> list[Facility]:
    """Facilities where `person` may do `action`, tree included. Two queries."""
    if getattr(person, "is_superuser", False):
        return list(Facility.objects.all())
    if not person.pk:
        return []
    roots = {
        m.facility_id
        for m in Membership.objects.filter(user_id=person.pk)
        if action in ALLOWED.get(m.role, frozenset())
    }
    every = list(Facility.objects.all())
    parents = {f.pk: f.parent_id for f in every}

    def is_below_a_root(pk: int | None) -> bool:
        while pk is not None:
            if pk in roots:
                return True
            pk = parents[pk]
        return False

    return [f for f in every if is_below_a_root(f.pk)]


def can(person: Person, action: Action, facility: Facility) -> bool:
    return any(f.pk == facility.pk for f in facilities(person, action))


def require(person: Person, action: Action, facility: Facility) -> None:
    """Raises PermissionDenied, with a sentence for the user, where `person` may not do `action` there."""
    if not can(person, action, facility):
        raise PermissionDenied(_("You have no right to do this at “%(facility)s”.") % {"facility": facility.name})


def budgets(person: Person, action: Action = Action.VIEW) -> list[Budget]:
    """Budgets whose facility `person` may do `action` at, newest year first."""
    allowed = facilities(person, action)
    return list(Budget.objects.filter(facility__in=allowed).select_related("facility", "programme", "source"))
