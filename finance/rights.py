"""The one place that says who may do what, and to which facility's data.

A role at a facility reaches everything below it. Checks are made on the data a request touches, never on the button.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from finance import kept
from finance.asking_once import answered, once_for_all
from finance.asking_together import together
from finance.models import Budget, Document, Facility, FundingSource, Membership, Programme, Setting
from finance.refusals import LedgerError
from finance.service_accounts import is_service
from finance.settings_of import setting_of

Role = Membership.Role
Person = AbstractBaseUser | AnonymousUser


class ApprovalError(LedgerError):
    """A paper that nobody, or only the person who entered it, has approved."""


@dataclass(frozen=True, slots=True)
class Approval:
    """Who enters a paper and who approves it: never one person. Without `approved_by` it waits."""

    entered_by: User
    approved_by: User | None

    @property
    def is_by_two(self) -> bool:
        """Whether it holds; asked with the person behind a page, whether a button to approve is offered."""
        return self.approved_by is not None and self.approved_by.pk != self.entered_by.pk

    @property
    def ids(self) -> tuple[int, int | None]:
        return self.entered_by.pk, self.approved_by.pk if self.approved_by else None

    def require(self) -> None:
        """Raises ApprovalError."""
        if not self.is_by_two:
            raise ApprovalError(_("Another person must approve what you enter."))


class Action(StrEnum):
    VIEW = "view"
    IMPORT = "import"
    UNDO = "undo"
    APPROVE = "approve"
    PLAN = "plan"
    CONTRACT = "contract"
    OVERRIDE = "override"
    COST = "cost"
    RUN = "run"
    ISSUE = "issue"
    CLOSE = "close"
    REOPEN = "reopen"
    MANAGE = "manage"


ALLOWED: dict[str, frozenset[Action]] = {
    Role.ECONOMIST: frozenset(
        {
            Action.VIEW,
            Action.IMPORT,
            Action.UNDO,
            Action.APPROVE,
            Action.PLAN,
            Action.CONTRACT,
            Action.COST,
            Action.RUN,
            Action.ISSUE,
        }
    ),
    Role.ACCOUNTANT: frozenset(
        {Action.VIEW, Action.IMPORT, Action.UNDO, Action.APPROVE, Action.CONTRACT, Action.CLOSE, Action.ISSUE}
    ),
    Role.MANAGER: frozenset({Action.VIEW, Action.APPROVE, Action.OVERRIDE, Action.REOPEN, Action.RUN}),
    Role.AUDITOR: frozenset({Action.VIEW}),
    Role.ADMIN: frozenset({Action.VIEW, Action.MANAGE}),
}
# What whoever looks after the program may do at every facility: people and set-up, no money.
OF_SUPERUSER = ALLOWED[Role.ADMIN]


@dataclass(frozen=True)
class Standing:
    """A person's roles by facility id, and every facility: what rights are told from without asking again."""

    is_superuser: bool
    roles: tuple[tuple[int, str], ...]
    every: tuple[Facility, ...]

    def facilities(self, action: Action) -> list[Facility]:
        """Where the person may do `action`, tree included."""
        if self.is_superuser and action in OF_SUPERUSER:
            return list(self.every)
        return self.facilities_of(tuple(one for one in self.roles if action in ALLOWED.get(one[1], frozenset())))

    def facilities_of(self, roles: tuple[tuple[int, str], ...]) -> list[Facility]:
        """Facilities that `roles` stand at, and everything below them."""
        roots = {facility for facility, _role in roles}
        parents = {f.pk: f.parent_id for f in self.every}

        def is_below_a_root(pk: int | None) -> bool:
            while pk is not None:
                if pk in roots:
                    return True
                pk = parents[pk]
            return False

        return [f for f in self.every if is_below_a_root(f.pk)]


@dataclass(frozen=True)
class RightsRead:
    """All that a person's rights are told from, and every budget, newest year first, with what belongs to it."""

    standing: Standing
    budgets: tuple[Budget, ...]
    sees_individuals: frozenset[int]


def seen_by(person: Person) -> RightsRead:
    """One query; none for nobody. `standing` is known from then on, and as of which link of the chain."""
    if not person.pk:
        return RightsRead(Standing(is_superuser=False, roles=(), every=()), (), frozenset())
    roles, every, budgets, programmes, sources, chosen, *of_chain = together(
        Membership.objects.filter(user_id=person.pk), Facility.objects.all(), Budget.objects.all(),
        Programme.objects.all(), FundingSource.objects.all(), Setting.objects.filter(key=INDIVIDUALS_SEEN_BY),
        *kept.asked_beside(),
    )  # fmt: skip
    kept.know(*of_chain)
    found = _standing(person, roles, every)
    answered(standing, found, person)
    facility_of, programme_of, source_of = ({one.pk: one for one in rows} for rows in (every, programmes, sources))
    for one in budgets:
        one.facility = facility_of[one.facility_id]
        one.programme, one.source = programme_of[one.programme_id], source_of[one.source_id]
    budgets.sort(key=lambda one: (-one.year, one.key))
    choices = {one.facility_id: one.value for one in chosen}
    return RightsRead(found, tuple(budgets), sees_individuals_of(found, choices))


@once_for_all
def standing(person: Person) -> Standing:
    """Two queries; none for nobody."""
    if not person.pk:
        return Standing(is_superuser=False, roles=(), every=())
    return _standing(person, Membership.objects.filter(user_id=person.pk), Facility.objects.all())


def _standing(person: Person, roles: Iterable[Membership], every: Iterable[Facility]) -> Standing:
    ordered = tuple(sorted(every, key=lambda one: one.number))
    is_superuser = bool(getattr(person, "is_superuser", False))
    return Standing(is_superuser, tuple((one.facility_id, one.role) for one in roles), ordered)


def facilities(person: Person, action: Action = Action.VIEW) -> list[Facility]:
    """Facilities where `person` may do `action`, tree included. Two queries."""
    return standing(person).facilities(action)


def can(person: Person, action: Action, facility: Facility) -> bool:
    return any(f.pk == facility.pk for f in facilities(person, action))


def require(person: Person, action: Action, facility: Facility) -> None:
    """Raises PermissionDenied, with a sentence for the user, where `person` may not do `action` there."""
    if not can(person, action, facility):
        raise PermissionDenied(_("You have no right to do this at “%(facility)s”.") % {"facility": facility.name})


def require_one_of(user: User, actions: tuple[Action, ...], facility: Facility) -> None:
    """Raises PermissionDenied where `user` may do none of `actions` there.

    The accounts of the command line may do what whoever has a shell on the server may do.
    """
    if is_service(user):
        return
    if not user.is_active:
        raise PermissionDenied(_("The account %(user)s is switched off.") % {"user": user})
    if not any(can(user, action, facility) for action in actions):
        require(user, actions[-1], facility)


PLAN_PAPERS = frozenset({Document.Kind.PLAN, Document.Kind.AMENDMENT})
PLAN_APPROVERS = "plan-approvers"  # key of the facility's own choice: a list of roles


def plan_approvers(facility: Facility) -> frozenset[str]:
    """Roles that approve plans and certificates, typed or from files: management, unless the facility says else."""
    roles = frozenset(setting_of(facility, PLAN_APPROVERS) or ()) & frozenset(Role.values) - {Role.ADMIN, Role.AUDITOR}
    return roles or frozenset({Role.MANAGER})


def may_approve_plan(person: Person, facility: Facility) -> bool:
    """By the facility's own choice of roles; a role reaches what stands below its facility."""
    chosen, found = plan_approvers(facility), standing(person)
    roles = tuple((place, role) for place, role in found.roles if role in chosen)
    return facility.pk in {one.pk for one in found.facilities_of(roles)}


def may_approve(person: Person, facility: Facility, paper: str) -> bool:
    """Whether `person` may approve papers of a kind (of `Document.Kind`), typed or read from a file."""
    if paper in PLAN_PAPERS:
        return may_approve_plan(person, facility)
    return can(person, Action.APPROVE, facility)


def require_approver(user: User, facility: Facility, paper: str) -> None:
    """Raises PermissionDenied where `user` may not approve papers of that kind there."""
    if is_service(user) or may_approve(user, facility, paper):
        return
    if paper not in PLAN_PAPERS:
        require(user, Action.APPROVE, facility)
    message = _("You have no right to approve plans at “%(facility)s”; those who approve them: %(roles)s.")
    raise PermissionDenied(message % {"facility": facility.name, "roles": approvers_in_words(facility, paper)})


def approvers_in_words(facility: Facility, paper: str) -> str:
    """The roles that approve papers of that kind, for a sentence."""
    able = [role for role in Role.values if Action.APPROVE in ALLOWED[role]]
    chosen = plan_approvers(facility) if paper in PLAN_PAPERS else able
    return ", ".join(str(label) for role, label in Role.choices if role in chosen)


INDIVIDUALS_SEEN_BY = "individuals-seen-by"  # key of the facility's own choice: a list of roles
NEED_INDIVIDUALS = frozenset({Role.ECONOMIST, Role.ACCOUNTANT})


def sees_individuals_of(found: Standing, chosen: Mapping[int, Any]) -> frozenset[int]:
    """Facilities whose individuals, payees that are persons, a person sees by name and ИИН.

    Those who work with a facility's payments do, by their role at this very facility; others where it chose so:
    `chosen` are roles by facility.
    """
    if found.is_superuser:
        return frozenset(facility.pk for facility in found.every)
    return frozenset(place for place, role in found.roles if role in chosen.get(place, NEED_INDIVIDUALS))


def budgets(person: Person, action: Action = Action.VIEW) -> list[Budget]:
    """Budgets whose facility `person` may do `action` at, newest year first."""
    return budgets_of(facilities(person, action))


def budgets_of(allowed: list[Facility]) -> list[Budget]:
    """Each with the facility it was given for. One query."""
    known = {facility.pk: facility for facility in allowed}
    found = list(Budget.objects.filter(facility__in=allowed).select_related("programme", "source"))
    for budget in found:
        budget.facility = known[budget.facility_id]
    return found
