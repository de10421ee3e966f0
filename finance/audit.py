"""Every act that somebody must be able to explain later leaves an audit event; the database lets none be changed."""

from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import User

from finance.models import AuditEvent

WHERE: ContextVar[str] = ContextVar("network address of the request", default="")


def record(action: str, *, user: User | None, reason: str = "", data: dict[str, Any] | None = None) -> AuditEvent:
    """Keep who did what. `action` is a key such as `finance.month.closed`; `data` is JSON, money as strings."""
    return AuditEvent.objects.create(user=user, action=action, reason=reason, data=data or {}, address=WHERE.get())
