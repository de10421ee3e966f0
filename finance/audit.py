"""Every act that somebody must be able to explain later leaves an audit event; the database lets none be changed."""

import json
import logging
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from finance.models import AuditEvent

# where the settings name a log that is kept elsewhere
LOG = logging.getLogger("smeta.trail")
WHERE: ContextVar[str] = ContextVar("network address of the request", default="")


def record(action: str, *, user: User | None, reason: str = "", data: dict[str, Any] | None = None) -> AuditEvent:
    """Keep who did what. `action` is a key such as `finance.month.closed`; `data` is JSON, money as strings."""
    made = AuditEvent.objects.create(user=user, action=action, reason=reason, data=data or {}, address=WHERE.get())
    if LOG.isEnabledFor(logging.INFO):
        transaction.on_commit(lambda: LOG.info(_line(made)))
    return made


def _line(event: AuditEvent) -> str:
    """The event as one line of JSON, for a log kept elsewhere."""
    said = {"event": event.pk, "at": event.at.isoformat(), "user": event.user.username if event.user else None,
            "action": event.action, "reason": event.reason, "address": event.address, "data": event.data}  # fmt: skip
    return json.dumps(said, ensure_ascii=False, default=str)
