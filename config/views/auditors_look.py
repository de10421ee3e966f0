"""Whoever is only an auditor looks: their request writes no row of the books, whatever a page would do."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from finance.rights import Role
from finance.views.reach import reach

WRITES = re.compile(
    r'\s*(?:INSERT\s+INTO|INSERT\s+OR\s+\w+\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE)\s+"?(\w+)"?', re.IGNORECASE
)
# What is no figure and means none: sessions and sign-ins, the trail and its chain, one's own views, tokens and walks
# along the chain, and what is only kept to be found or added up faster.
OWN = re.compile(
    r"finance_(?:signedin|auditevent|chain\w+|savedview|apitoken|proof|checkedbooks)|search_\w+|imports_longwork|django_\w+|axes_\w+|otp_\w+|auth_user"
)
# A preview is settled to say what it would do, and taken back.
TAKEN_BACK = frozenset({"imports:batch", "imports:together"})
Execute = Callable[..., Any]


def is_only_auditor(request: HttpRequest) -> bool:
    standing = reach(request).standing
    return not standing.is_superuser and {role for _place, role in standing.roles} == {Role.AUDITOR}


def refuse_writing(execute: Execute, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Raises PermissionDenied for a statement that would write into the books."""
    found = WRITES.match(sql if isinstance(sql, str) else "")
    if found and not OWN.fullmatch(found[1]):
        raise PermissionDenied(_("An auditor looks and changes nothing."))
    return execute(sql, params, many, context)


class AuditorsLook:
    """A second wall behind the rights: it stands in the connection of the database for the time of the request."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.respond(request)
        finally:
            if refuse_writing in connection.execute_wrappers:
                connection.execute_wrappers.remove(refuse_writing)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if request.user.is_authenticated and name not in TAKEN_BACK and is_only_auditor(request):
            connection.execute_wrappers.append(refuse_writing)
