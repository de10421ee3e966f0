"""Undo one import: reversing entries, the batch marked, what must stay named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import rights
from finance.audit import record
from finance.clock import today
from finance.ledger import Kept, lock, reverse_each
from finance.models import Document
from imports.kinds.registry import kinds
from imports.models import Batch, BatchRow
from imports.pipeline.errors import UsageError


@transaction.atomic
def undo(
    batch: Batch,
    *,
    user: AbstractBaseUser,
    reason: str,
    check_rights: bool = True,
    at_end: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Reverse everything `batch` posted, newest document first; afterwards the same file can be imported again.

    `at_end` is called once, last of all within the transaction: what it raises takes everything back.

    Returns `{"status": "undone", "batch": 7, "reversed": 195, "kept": [{"entry": 12, "reason": "…"}]}`. Raises
    UsageError for a batch that posted nothing or is undone already, LedgerError where no open month is left for it.
    """
    if not reason.strip():
        raise UsageError(_("Say why the import is undone."))
    for budget_id in batch.budgets.order_by("pk").values_list("pk", flat=True):
        lock(budget_id)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.facility is not None and check_rights:
        rights.require(user, rights.Action.UNDO, batch.facility)
    if batch.status == Batch.Status.UNDONE:
        raise UsageError(_("Import %(number)s is undone already.") % {"number": batch.pk}, is_refusal=True)
    if batch.status != Batch.Status.POSTED:
        raise UsageError(_("Import %(number)s posted nothing.") % {"number": batch.pk}, is_refusal=True)
    kind = kinds().get(batch.kind)
    reversed_count, kept = 0, list[Kept]()
    documents = Document.objects.filter(batch_number=batch.pk, status=Document.Status.POSTED)
    for together in _runs(documents.exclude(kind=Document.Kind.REVERSAL).order_by("-pk")):
        for done in reverse_each(together, user=user, reason=reason, day=today()):
            reversed_count += done.reversed
            kept += done.kept
    if kind is not None:
        extra_reversed, extra_kept = kind.undo(batch, user.pk, reason)
        reversed_count += extra_reversed
        kept += extra_kept
    batch.rows.filter(state=BatchRow.State.UNRESOLVED).update(state=BatchRow.State.WITHDRAWN)
    batch.status = Batch.Status.UNDONE
    batch.undone_at, batch.undone_by_id, batch.undo_reason = timezone.now(), user.pk, reason
    batch.save(update_fields=["status", "undone_at", "undone_by", "undo_reason"])
    record(
        "imports.batch.undone", user=user, reason=reason,
        data={"batch": batch.pk, "reversed": reversed_count, "kept": len(kept)},
    )  # fmt: skip
    found = {
        "status": "undone",
        "batch": batch.pk,
        "reversed": reversed_count,
        "kept": [{"entry": entry.entry, "reason": entry.reason} for entry in kept],
    }
    if at_end is not None:
        at_end(found)
    return found


def _runs(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents that may be reversed together: acts, of which an import has many; any other document alone."""
    for (_budget, is_act), run in groupby(documents, key=lambda d: (d.budget_id, d.kind == Document.Kind.ACT)):
        together = list(run)
        yield from [together] if is_act else [[document] for document in together]
