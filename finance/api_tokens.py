"""Tokens by which other programs read figures: made, told from each other, withdrawn."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import chain, rights
from finance.audit import record
from finance.models import ApiToken, Facility
from finance.service_accounts import SERVICE_ACCOUNTS

LONGEST = 366  # days


class TokenError(ValueError):
    """A token that cannot be made; the message is for the user."""


@transaction.atomic
def make_token(user: User, *, days: int, facility: Facility | None = None) -> tuple[str, ApiToken]:
    """The token itself, told once and kept nowhere, and what is kept of it.

    Raises TokenError for an account that reads nothing and for days outside 1 … `LONGEST`, PermissionDenied for a
    facility that `user` may not see.
    """
    if user.username in SERVICE_ACCOUNTS or not user.is_active:
        raise TokenError(_("“%(user)s” is no account of a person who may sign in.") % {"user": user.username})
    if not 1 <= days <= LONGEST:
        raise TokenError(_("A token is valid for 1 to %(days)s days.") % {"days": LONGEST})
    if facility is not None:
        rights.require(user, rights.Action.VIEW, facility)
    elif not rights.facilities(user):
        raise PermissionDenied(_("“%(user)s” may see no facility.") % {"user": user.username})
    text = secrets.token_urlsafe(32)
    kept = ApiToken.objects.create(
        user=user, facility=facility, digest=_digest(text), expires_at=timezone.now() + timedelta(days=days)
    )
    place = facility.number if facility else ""
    record("api.token-made", user=user, data={"token": kept.pk, "facility": place, "days": days})
    return text, kept


def token_of(text: str) -> ApiToken | None:
    """The token that holds now; None for one unknown, expired, withdrawn, or of an account that is switched off."""
    found = ApiToken.objects.select_related("user", "facility").filter(digest=_digest(text)).first()
    return found if found is not None and found in held([found]) and found.user.is_active else None


def held(tokens: Iterable[ApiToken]) -> list[ApiToken]:
    """Those neither withdrawn nor expired; a clock that was set back brings none back. One query."""
    now = chain.moment()
    return [token for token in tokens if token.withdrawn_at is None and token.expires_at > now]


@transaction.atomic
def withdraw(token: ApiToken) -> bool:
    """End one token; whether it was not withdrawn before."""
    ended = ApiToken.objects.filter(pk=token.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if ended:
        record("api.tokens-withdrawn", user=token.user, data={"tokens": ended, "token": token.pk})
    return bool(ended)


@transaction.atomic
def withdraw_tokens(user: User) -> int:
    """End every token of `user`; how many were valid."""
    ended = ApiToken.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=timezone.now())
    if ended:
        record("api.tokens-withdrawn", user=user, data={"tokens": ended})
    return ended


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
