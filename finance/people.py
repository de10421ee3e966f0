"""People, their roles and their one-time links. Whoever manages a facility manages its people, and no money.

Nobody changes roles of his own, and a facility is never left without an administrator. A person who also works where
the manager has no say keeps name, password and roles there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from finance import chain, rights, second_factor, sessions
from finance.audit import record
from finance.models import Facility, Membership
from finance.rights import Action, Role
from finance.service_accounts import SERVICE_ACCOUNTS
from finance.sign_in_names import person_named, sign_in_name


class PeopleError(Exception):
    """What cannot be done to a person or a role; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of a facility with the roles held there. `is_waiting`: no password was chosen yet."""

    user: User
    memberships: list[Membership]
    is_waiting: bool
    may_be_changed: bool
    has_factor: bool = False


def exist() -> bool:
    """Whether anybody can sign in. One query."""
    return User.objects.exclude(username__in=SERVICE_ACCOUNTS).exists()


@transaction.atomic
def make_first_administrator(username: str, full_name: str, password: str) -> User:
    """Who looks after the program; only in a database without people, whoever asks at the same time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(User._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")
    if exist():
        raise PeopleError(_("There is an administrator already. Sign in."))
    made = User(username=sign_in_name(username), first_name=full_name, is_staff=True, is_superuser=True)
    made.set_password(password)
    made.save()
    record("people.first-administrator", user=made, data={"user": made.username})
    return made


def language_of(user: User) -> str:
    """That of a facility the person works at, else that of the settings."""
    found = Membership.objects.filter(user=user).order_by("pk").values_list("facility__language", flat=True).first()
    return found or settings.LANGUAGE_CODE


class OneTimeLinks(PasswordResetTokenGenerator):
    """Links whose time is over stay so where the clock is set back."""

    def _now(self) -> datetime:
        return timezone.localtime(chain.moment()).replace(tzinfo=None)


one_time_links = OneTimeLinks()


def one_time_link(user: User) -> str:
    """The address on which a person chooses a password; it works until one is chosen or the time of links is over."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("choose_password", args=[uid, one_time_links.make_token(user)])


def enrol(username: str, facility: Facility, role: str, full_name: str = "") -> tuple[User, bool]:
    """The person of that name with the role, and whether one was made. Raises ValidationError for a name of no use."""
    user, name = person_named(username), sign_in_name(username)
    is_made = user is None
    if name in SERVICE_ACCOUNTS:
        raise ValidationError(_("This name is taken. Choose another one."))
    if user is None:
        user = User(username=name, first_name=full_name, password=make_password(None))
        user.full_clean()
        user.save()
    Membership.objects.get_or_create(user=user, facility=facility, role=role)
    return user, is_made


def colleagues(manager: User, facility: Facility) -> list[Colleague]:
    """Everybody with a role at `facility`, by name. Five queries."""
    held = Membership.objects.filter(facility=facility).select_related("user", "facility").order_by("user__username")
    by_user: dict[int, list[Membership]] = {}
    for membership in held:
        by_user.setdefault(membership.user_id, []).append(membership)
    managed = {one.pk for one in rights.facilities(manager, Action.MANAGE)}
    elsewhere = set(
        Membership.objects.filter(user__in=by_user).exclude(facility__in=managed).values_list("user_id", flat=True)
    )
    with_factor = second_factor.set_up_by(by_user)
    return [
        Colleague(
            held[0].user, held, not held[0].user.has_usable_password(),
            pk not in elsewhere and pk != manager.pk and (manager.is_superuser or not held[0].user.is_superuser),
            pk in with_factor,
        )
        for pk, held in by_user.items()
    ]  # fmt: skip


@transaction.atomic
def invite(manager: User, facility: Facility, username: str, role: str, full_name: str = "") -> str:
    """Make a person, or give one of the manager's own people another role; the one-time link of one without a password.

    Raises PermissionDenied, PeopleError, ValidationError.
    """
    rights.require(manager, Action.MANAGE, facility)
    known = person_named(username)
    if known is not None:
        _require_ones_own(manager, known, _("This name is taken. Choose another one."))
    user, _is_made = enrol(username, facility, role, full_name)
    record("people.role-given", user=manager, data=_place(user, facility, role))
    return "" if user.has_usable_password() else one_time_link(user)


@transaction.atomic
def take_role(manager: User, membership: Membership) -> None:
    """Raises PermissionDenied, PeopleError."""
    rights.require(manager, Action.MANAGE, membership.facility)
    _hold_everybody()
    if membership.user_id == manager.pk:
        raise PeopleError(_("Your own roles are changed by another administrator."))
    if membership.role == Role.ADMIN:
        _require_another(membership.facility, membership.user)
    record("people.role-taken", user=manager, data=_place(membership.user, membership.facility, membership.role))
    membership.delete()


@transaction.atomic
def make_link(manager: User, facility: Facility, user: User) -> str:
    """A new one-time link; the old password and old links no longer work. Raises PermissionDenied, PeopleError."""
    _require_of_here_alone(manager, facility, user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record("people.link-made", user=manager, data={"user": user.username, "facility": facility.number})
    return one_time_link(user)


@transaction.atomic
def switch(manager: User, facility: Facility, user: User, *, is_active: bool) -> None:
    """Let a person in again, or no longer. Raises PermissionDenied, PeopleError."""
    _hold_everybody()
    _require_of_here_alone(manager, facility, user)
    if not is_active:
        for held in Membership.objects.filter(user=user, role=Role.ADMIN).select_related("facility"):
            _require_another(held.facility, user)
        if (
            user.is_superuser
            and not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk).exists()
        ):
            raise PeopleError(_("The last administrator stays."))
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    action = "people.switched-on" if is_active else "people.switched-off"
    record(action, user=manager, data={"user": user.username, "facility": facility.number})


@transaction.atomic
def forget_telephone(manager: User, facility: Facility, user: User) -> None:
    """The telephone with the second factor is lost: the password alone signs in until another one is set up, and what
    was signed in is not any more.

    Raises PermissionDenied, PeopleError.
    """
    _require_of_here_alone(manager, facility, user)
    second_factor.take_away(user, by=manager, facility=facility)
    sessions.end_all(user, by=manager, facility=facility.number)


@transaction.atomic
def end_sessions(manager: User, facility: Facility, user: User) -> int:
    """Sign the person out everywhere; how many sessions there were. Raises PermissionDenied, PeopleError."""
    _require_of_here_alone(manager, facility, user)
    return sessions.end_all(user, by=manager, facility=facility.number)


def _require_of_here_alone(manager: User, facility: Facility, user: User) -> None:
    """That what is done to the person is nobody else's to do. Raises PermissionDenied, PeopleError."""
    rights.require(manager, Action.MANAGE, facility)
    _require_ones_own(manager, user, _("This person also works elsewhere: ask the administrator there."))


# What the buttons beside a person do; each takes who manages, the facility and the person.
DEEDS: dict[str, Callable[[User, Facility, User], object]] = {
    "on": partial(switch, is_active=True),
    "off": partial(switch, is_active=False),
    "telephone": forget_telephone,
    "sessions": end_sessions,
}


def _require_ones_own(manager: User, user: User, message: str) -> None:
    """That all of the person's roles stand where the manager manages, and that it is somebody else."""
    if user.pk == manager.pk:
        raise PeopleError(_("Your own roles are changed by another administrator."))
    if user.username in SERVICE_ACCOUNTS:
        raise PeopleError(_("This name is kept for the program itself."))
    if user.is_superuser and not manager.is_superuser:
        raise PermissionDenied(_("Only who looks after the program may change this person."))
    managed = [one.pk for one in rights.facilities(manager, Action.MANAGE)]
    held = Membership.objects.filter(user=user)
    if held.exclude(facility__in=managed).exists() or not (held.exists() or manager.is_superuser):
        raise PeopleError(message)


def _require_another(facility: Facility, user: User) -> None:
    """That somebody else who can sign in is administrator of the facility or of one above it."""
    above: list[int] = []
    node: Facility | None = facility
    while node is not None:
        above.append(node.pk)
        node = node.parent
    others = Membership.objects.filter(role=Role.ADMIN, facility__in=above, user__is_active=True)
    if not others.exclude(user=user).exists():
        raise PeopleError(_("“%(facility)s” would have no administrator.") % {"facility": facility.name})


def _hold_everybody() -> None:
    """Two administrators who remove each other at once come one after the other."""
    list(Facility.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _place(user: User, facility: Facility, role: str) -> dict[str, str]:
    return {"user": user.username, "facility": facility.number, "role": role}
