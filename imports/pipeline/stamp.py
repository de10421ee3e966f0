"""The state of the books as one line of text: two that are equal mean that nothing changed between them."""

from __future__ import annotations

from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils.translation import get_language

from finance.clock import today
from finance.models import AuditEvent, CashBalance, Document, Entry
from imports.models import Alias, BatchRow, Layout, Rule

# Every import leaves an audit event, and so do undoing, answering and closing; what the admin changes, a log entry.
WATCHED = (Entry, Document, CashBalance, AuditEvent, LogEntry, BatchRow, Alias, Rule, Layout)


def of_books() -> str:
    """Differs once anything was posted, undone, answered, closed or set up since; no lock is taken. One query.

    Of two postings at one moment the later number may be seen first: then a preview is shown as it was, and posting
    compares it with the books in any case.
    """
    quoted = [connection.ops.quote_name(model._meta.db_table) for model in WATCHED]
    newest = ", ".join(f"(SELECT MAX(id) FROM {table})" for table in quoted)  # noqa: S608 - names of our own tables
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {newest}")
        numbers = [str(number or 0) for number in cursor.fetchone()]
    return " ".join([get_language() or "", today().isoformat(), *numbers])
