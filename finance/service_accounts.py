"""The accounts of the command line: who enters and who approves where nobody is named."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

SERVICE_ACCOUNTS = ("command-line", "operator")


@dataclass(frozen=True, slots=True)
class ServiceAccounts:
    """Two accounts, so that four eyes still hold."""

    author: User
    approver: User


def service_accounts() -> ServiceAccounts:
    """Both accounts, made where missing. Nobody can sign in as they."""
    found = []
    for name in SERVICE_ACCOUNTS:
        user = User.objects.filter(username=name).first()
        if user is None:
            user = User.objects.create(username=name, password=make_password(None))
        found.append(user)
    return ServiceAccounts(*found)
