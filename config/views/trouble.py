"""What a page says when it cannot answer: the books are busy or away for a moment, or the program met a fault."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from config.views.own_address import own_address
from finance.proving_oneself import UnprovenError
from finance.refusals import LedgerError

AGAIN_IN_SECONDS = "10"


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: too old, or sent over http to settings whose cookies need https."""
    is_insecure = settings.CSRF_COOKIE_SECURE and not request.is_secure()
    return render(request, "403_csrf.html", {"is_insecure": is_insecure, "reason": reason}, status=403)


class Refusals:
    """422 with the sentence where the books refuse what a page did not expect them to; its transaction kept nothing."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.respond(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, UnprovenError):
            messages.warning(request, _("The sum is large: say who you are once more, then press the button again."))
            came_from = own_address(request, request.headers.get("Referer", ""), "/")
            return redirect(f"{reverse('prove')}?{urlencode({'next': came_from})}")
        if not isinstance(error, LedgerError):
            return None
        return render(request, "422.html", {"reasons": str(error).splitlines()}, status=422)


def trouble(request: HttpRequest) -> HttpResponse:
    """503 where the database was written by another for too long or is out of reach; nothing was saved then.

    422 with the sentence where the books refused what stands before or behind a page.
    """
    error = sys.exc_info()[1]
    if isinstance(error, LedgerError):
        return render(None, "422.html", {"reasons": str(error).splitlines()}, status=422)
    if isinstance(error, OperationalError):
        # without the request, since who asks and what page frames it are told by the database
        response = render(None, "503.html", status=503)
        response["Retry-After"] = AGAIN_IN_SECONDS
        return response
    return server_error(request)
