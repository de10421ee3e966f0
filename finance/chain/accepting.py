"""A clock that had been ahead is right again: somebody says so, and the chain goes on from the true moment."""

from django.contrib.auth.models import User
from django.db import connection, transaction

from finance.audit import record
from finance.chain.clock import ACCEPTED
from finance.chain.linking import append, end_of, hold, links_of
from finance.models import AuditEvent


@transaction.atomic
def accept_clock(user: User, reason: str) -> None:
    """Let links be dated from now on, whatever the last one says; the trail keeps who said so and what it said."""
    hold(connection)
    last = end_of(connection).at
    event = record("finance.clock.accepted", user=user, reason=reason, data={"last": f"{last} UTC"})
    append(connection, links_of(connection, {AuditEvent._meta.db_table: [event.pk]}, ACCEPTED), is_accepted=True)
