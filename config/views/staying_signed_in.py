"""How long one stays signed in, and the second factor between the password and the pages."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from config.views.client_address import client_address
from finance import audit, second_factor, sessions
from finance.second_factor import ASKED, FACTOR, LACKING

OPEN_BEFORE_IT = frozenset({"second-factor", "set-up-factor", "logout", "set_language", "theme", "health"})


def begin(sender: object, request: HttpRequest, user: Any, **_more: Any) -> None:  # noqa: ARG001 - Django's signal
    """Signing in: the session knows who, since when, and what it still owes."""
    sessions.begin(request)
    if second_factor.is_set_up(user):
        request.session[FACTOR] = ASKED
    elif second_factor.is_required(user):
        request.session[FACTOR] = LACKING
    else:
        request.session[FACTOR] = ""


class StayingSignedIn:
    """Ends a session left alone or too long, and lets nobody past who owes a code."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        audit.WHERE.set(client_address(request))
        session = request.session
        session.is_of_a_look = request.method in ("GET", "HEAD")  # type: ignore[attr-defined] # of `finance.sessions`
        if SESSION_KEY in session:
            if sessions.is_over(session, idle=settings.IDLE_SECONDS, longest=settings.SESSION_COOKIE_AGE):
                logout(request)
            elif time.time() - session[sessions.SEEN] > sessions.SEEN_EVERY:
                session[sessions.SEEN] = int(time.time())
        answer = self.respond(request)
        if SESSION_KEY in session:
            # after signing out on a shared computer Back shows nothing of the books
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not second_factor.is_owed(request.session) or (match is not None and match.view_name in OPEN_BEFORE_IT):
            return None
        page = "second-factor" if request.session[FACTOR] == ASKED else "set-up-factor"
        return redirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
