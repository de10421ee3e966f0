"""Sessions in the database that name their person: how they begin, how long they last, how a person ends them.

The settings name this file as the engine of sessions.
"""

import hashlib
import time
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from finance import audit
from finance.audit import record
from finance.chain.clock import BACK_AT_MOST
from finance.databases.looking import without_waiting
from finance.models import SignedIn

# When the person signed in, was last seen and last proved themselves, in seconds since 1970.
BEGUN, SEEN, PROVEN = "begun", "seen", "proven"
ADDRESS, BROWSER = "address", "browser"
SEEN_EVERY = 300


class SessionStore(DatabaseSessions):
    """`is_of_a_look`: what it remembers is worth no waiting for whoever writes."""

    is_of_a_look = False

    @classmethod
    def get_model_class(cls) -> type[SignedIn]:
        return SignedIn

    def save(self, must_create: bool = False) -> None:
        """What a page remembers is lost where others keep the database busy; the page itself is not refused for that.

        Raises UpdateError where the session is gone.
        """
        try:
            with without_waiting() if self.is_of_a_look else nullcontext():
                super().save(must_create)
        except UpdateError:
            if not self.exists(self.session_key or ""):
                raise

    def create_model_instance(self, data: dict[str, Any]) -> SignedIn:
        made = super().create_model_instance(data)
        assert isinstance(made, SignedIn)
        user = data.get(SESSION_KEY)
        made.user_id = int(user) if user else None
        made.address, made.browser = data.get(ADDRESS, ""), data.get(BROWSER, "")
        made.begun_at = datetime.fromtimestamp(data.get(BEGUN, time.time()), tz=UTC)
        return made


def begin(request: HttpRequest) -> None:
    """The session of whoever signs in: from where and when."""
    now, session = int(time.time()), request.session
    session[BEGUN] = session[SEEN] = session[PROVEN] = now
    session[ADDRESS] = audit.WHERE.get()
    session[BROWSER] = request.META.get("HTTP_USER_AGENT", "")[:200]


def is_over(session: Mapping[str, Any], *, idle: int, longest: int) -> bool:
    """Whether a session was left alone, or has lasted, for more seconds than it may, or was seen after the clock's now.

    A clock that was set back would else give sessions that had ended more time.
    """
    now, seen = int(time.time()), session.get(SEEN, 0)
    is_set_back = seen - now > BACK_AT_MOST.total_seconds()
    return is_set_back or now - seen > idle or now - session.get(BEGUN, 0) > longest


def of(user: User) -> QuerySet[SignedIn]:
    """Their sessions that still count, the one seen last first."""
    return SignedIn.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")


def name_of(key: str) -> str:
    """What a page calls a session by: its key itself is never shown."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def end(user: User, name: str) -> bool:
    """End one of the person's own; whether there was one of that name."""
    found = next((one for one in of(user) if name_of(one.session_key) == name), None)
    if found is None:
        return False
    found.delete()
    record("people.session-ended", user=user, data={"address": found.address})
    return True


def end_others(user: User, key: str | None) -> int:
    """End every session of the person but the one with this key; how many there were."""
    count, _each = SignedIn.objects.filter(user=user).exclude(session_key=key).delete()
    if count:
        record("people.sessions-ended", user=user, data={"count": count})
    return count


def end_all(user: User, *, by: User, facility: str) -> int:
    """End every session of the person, as whoever manages the facility (its number) wants; how many there were."""
    count, _each = SignedIn.objects.filter(user=user).delete()
    record("people.sessions-ended", user=by, data={"user": user.username, "facility": facility, "count": count})
    return count
