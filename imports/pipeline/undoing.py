"""Undo one import: reversing entries, the batch marked, what must stay named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import rights
from finance.audit import record
from finance.clock import today
from finance.ledger import KeptEntry, reverse_each
from finance.models import Document
from finance.rights import Approval
from finance.service_accounts import is_service
from imports.kinds.kind import Kind
from imports.kinds.registry import kinds
from imports.models import Batch, BatchRow
from imports.pipeline.errors import UsageError
from imports.pipeline.holding import hold_posted


@transaction.atomic
def undo(
    batch: Batch, *, user: User, reason: str, approved_by: User | None = None, check_rights: bool = True
) -> dict[str, Any]:
    """Reverse everything `batch` posted, newest document first; afterwards the same file can be imported again.

    A paper of two people takes two people again, unless the command line's own account undoes it.
    Returns `{"status": "undone", "batch": 7, "reversed": 195, "kept": [{"entry": 12, "reason": "…"}]}`. Raises
    UsageError for a batch that posted nothing or is undone already, ApprovalError where a second person lacks,
    LedgerError where no open month is left for it.
    """
    if not reason.strip():
        raise UsageError(_("Say why the import is undone."))
    if batch.facility is not None and check_rights:
        rights.require(user, rights.Action.UNDO, batch.facility)
    batch = hold_posted(batch)
    kind = kinds().get(batch.kind)
    if kind is not None and kind.needs_approval and not is_service(user):
        Approval(user, approved_by).require()
    reversed_count, kept = 0, list[KeptEntry]()
    documents = Document.objects.filter(batch_number=batch.pk, status=Document.Status.POSTED)
    for together in _runs(documents.exclude(kind=Document.Kind.REVERSAL).order_by("-pk"), kind):
        for done in reverse_each(together, user=user, reason=reason, day=today(), approved_by=approved_by):
            reversed_count += done.reversed
            kept += done.kept
    if kind is not None:
        extra_reversed, extra_kept = kind.undo(batch)
        reversed_count += extra_reversed
        kept += extra_kept
    batch.rows.filter(state=BatchRow.State.UNRESOLVED).update(state=BatchRow.State.WITHDRAWN)
    batch.status = Batch.Status.UNDONE
    batch.undone_at, batch.undone_by, batch.undo_reason = timezone.now(), approved_by or user, reason
    batch.result = batch.result | {"status": str(batch.status), "reversed": reversed_count}
    batch.save(update_fields=["status", "undone_at", "undone_by", "undo_reason", "result"])
    record(
        "imports.batch.undone", user=user, reason=reason,
        data={
            "batch": batch.pk, "reversed": reversed_count, "kept": len(kept),
            **({"approved_by": approved_by.username} if approved_by else {}),
        },
    )  # fmt: skip
    return {
        "status": "undone",
        "batch": batch.pk,
        "reversed": reversed_count,
        "kept": [{"entry": entry.entry, "reason": entry.reason} for entry in kept],
    }


def _runs(documents: Iterable[Document], kind: Kind | None) -> Iterator[list[Document]]:
    """Documents that may be reversed together: those of one budget, where the kind makes many; else each alone."""
    if kind is None or not kind.is_reversed_together:
        yield from ([document] for document in documents)
        return
    for _budget, run in groupby(documents, key=lambda document: document.budget_id):
        yield list(run)
