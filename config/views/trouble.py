"""What a page says when it cannot answer: the books are busy or away for a moment, or the program met a fault."""

import sys

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

AGAIN_IN_SECONDS = "10"


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: too old, or sent over http to settings whose cookies need https."""
    is_insecure = settings.CSRF_COOKIE_SECURE and not request.is_secure()
    return render(request, "403_csrf.html", {"is_insecure": is_insecure, "reason": reason}, status=403)


def trouble(request: HttpRequest) -> HttpResponse:
    """503 where the database was written by another for too long or is out of reach; nothing was saved then."""
    if isinstance(sys.exc_info()[1], OperationalError):
        # without the request, since who asks and what page frames it are told by the database
        response = render(None, "503.html", status=503)
        response["Retry-After"] = AGAIN_IN_SECONDS
        return response
    return server_error(request)
