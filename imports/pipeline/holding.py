"""An import under lock: whoever changes one takes it here, and reads its state and rows only afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from finance.ledger import lock
from finance.models import Facility
from imports.models import Batch
from imports.pipeline.errors import ChangedError, UsageError

# Not posted yet, so it may still be corrected, posted or thrown away.
OPEN = frozenset({Batch.Status.PREVIEW, Batch.Status.REFUSED, Batch.Status.ALREADY})


def hold_budgets(ids: Iterable[int], facility: Facility | None) -> None:
    """Hold budgets to the end of the transaction, always in the same order; the facility where there is none."""
    held = [lock(budget_id) for budget_id in sorted(ids)]
    if not held and facility is not None:
        # others may go on referring to it
        Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)


def hold_posted(batch: Batch) -> Batch:
    """The import as it stands now, locked after its budgets to the end of the transaction.

    Raises UsageError where it is undone or was never posted.
    """
    hold_budgets(batch.budgets.values_list("pk", flat=True), batch.facility)
    held = _hold(batch)
    if held is not None and held.status == Batch.Status.UNDONE:
        raise UsageError(_("Import %(number)s is undone already.") % {"number": batch.pk}, is_refusal=True)
    if held is None or held.status != Batch.Status.POSTED:
        raise UsageError(_("Import %(number)s posted nothing.") % {"number": batch.pk}, is_refusal=True)
    return held


def hold_open(batch: Batch) -> Batch:
    """The preview as it stands now, locked to the end of the transaction, after the budgets its file touches.

    Raises ChangedError where it was posted or thrown away meanwhile.
    """
    held = _hold(batch)
    if held is None or held.status not in OPEN:
        raise ChangedError
    return held


def _hold(batch: Batch) -> Batch | None:
    return Batch.objects.select_for_update(no_key=True).filter(pk=batch.pk).first()
