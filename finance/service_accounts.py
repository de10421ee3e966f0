"""The accounts of the command line: who enters and who approves where nobody is named."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from finance.refusals import LedgerError

SERVICE_ACCOUNTS = ("command-line", "operator")


@dataclass(frozen=True, slots=True)
class ServiceAccounts:
    """Two accounts, so that four eyes still hold."""

    author: User
    approver: User


def is_service(user: User) -> bool:
    """Whether it is an account of the command line: a person who took its name has a password, and is none."""
    return user.username in SERVICE_ACCOUNTS and not user.has_usable_password()


def said(user: User | str | None) -> str:
    """Who did it, by account or its name: the full name where it is known; in words where a program did."""
    name = user.username if isinstance(user, User) else user or ""
    if name in SERVICE_ACCOUNTS:
        return _("the command line")
    return (user.get_full_name() if isinstance(user, User) else "") or name


def service_accounts() -> ServiceAccounts:
    """Both accounts, made where missing. Nobody can sign in as they; raises LedgerError where a person has the name."""
    found = []
    for name in SERVICE_ACCOUNTS:
        user = User.objects.filter(username=name).first()
        if user is None:
            user = User.objects.create(username=name, password=make_password(None))
        elif not is_service(user):
            raise LedgerError(
                _("The name “%(name)s” belongs to the command line, and a person has it: rename the person.")
                % {"name": name}
            )
        found.append(user)
    return ServiceAccounts(*found)
