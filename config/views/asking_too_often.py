"""How much one person, or one address that is not signed in, may ask for within a minute."""

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from config.views.client_address import client_address

A_MINUTE = 60  # seconds


class RequestsOfAMinute:
    """How often each has asked within the minute that runs, in this process."""

    def __init__(self) -> None:
        self._lock, self._minute, self._counts = Lock(), 0, Counter[str]()

    def count(self, who: str) -> int:
        minute = int(time.time() // A_MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, Counter()
            self._counts[who] += 1
            return self._counts[who]


REQUESTS = RequestsOfAMinute()


class AskingTooOften:
    """429 beyond `REQUESTS_A_MINUTE`, which no hand reaches; counted by each process of the web server for itself."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUESTS_A_MINUTE and _asked_by(request) > settings.REQUESTS_A_MINUTE:
            response = render(None, "429.html", status=429)
            response["Retry-After"] = str(A_MINUTE)
            return response
        return self.respond(request)


def _asked_by(request: HttpRequest) -> int:
    return REQUESTS.count(request.session.get(SESSION_KEY) or client_address(request))
