"""How much of the books a browser has seen: no page shows less of them than the one before (`finance.replica`)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from finance import replica

COOKIE = "seen"
# A number of links longer than this is none of ours.
MOST_DIGITS = 18


class SeenOfBooks:
    """Only where reports are read from a copy. The cookie is a number; a wrong one costs a look at the database."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not replica.is_kept():
            return self.respond(request)
        replica.forget_person()
        before = request.COOKIES.get(COOKIE, "")
        if before.isascii() and before.isdigit() and len(before) <= MOST_DIGITS:
            replica.see(int(before))
        response = self.respond(request)
        seen = str(replica.seen(has_written=request.method not in ("GET", "HEAD")))
        if seen != before:
            response.set_cookie(COOKIE, seen, secure=request.is_secure(), httponly=True, samesite="Lax")
        return response
