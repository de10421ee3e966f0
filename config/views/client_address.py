"""Whose request it is: behind a web server that the settings name, who asked that server."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The last address of `X-Forwarded-For`, which the server in front wrote; what stands before it may be forged."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if direct not in settings.PROXIES:
        return direct
    said = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return str(ip_address(said))
    except ValueError:
        return direct
