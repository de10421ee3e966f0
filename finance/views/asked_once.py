"""A page that is looked at asks the books each question once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from finance.asking_once import asking_once


class AskedOnce:
    """Of requests that only look; what one of them posts to see it and take it back (`settle`) asks anew."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.respond(request)
        with asking_once():
            return self.respond(request)
