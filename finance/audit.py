"""Every act that somebody must be able to explain later leaves an audit event; the database lets none be changed."""

from typing import Any

from finance.models import AuditEvent


def record(action: str, *, user_id: int | None, reason: str = "", data: dict[str, Any] | None = None) -> AuditEvent:
    """Keep who did what. `action` is a key such as `finance.month.closed`; `data` is JSON, money as strings."""
    return AuditEvent.objects.create(user_id=user_id, action=action, reason=reason, data=data or {})
