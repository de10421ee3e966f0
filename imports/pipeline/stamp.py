"""The state of the books as one line of text: two that are equal mean that nothing changed between them."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.db.models import Max

from finance.clock import today
from finance.models import AuditEvent, Document

# What changes the books makes a document or leaves an event; what the administration changes leaves a log entry.
HEADS = (Document, AuditEvent, LogEntry)


def of_books() -> str:
    """Differs once anything was posted, undone, answered, closed or set up since; no lock is taken."""
    newest = (model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for model in HEADS)
    return " ".join([today().isoformat(), *map(str, newest)])
