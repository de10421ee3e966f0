"""A kept preview as it stands today: shown as it was kept while nothing changed, made anew once the books did."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

from imports import packed_sheets
from imports.models import Batch
from imports.pipeline import previewing, recognising, stamp, taken_for
from imports.pipeline.order import Order, Outcome
from imports.pipeline.taken_for import Run
from imports.readers.grid import ReadError

LATELY = 16

# Previews made anew because the books changed: kept by each process, lest every look makes them again.
_lately: OrderedDict[str, tuple[dict[str, Any], list[Run]]] = OrderedDict()


def look(batch: Batch) -> Outcome:
    """What the kept preview says today; nothing is saved. Raises UsageError, PermissionDenied."""
    now = stamp.of_books()
    if batch.facts.get(previewing.SEEN) == now:
        return sheet_of(batch)
    told = json.dumps([previewing.told(batch), previewing.answered(batch)], sort_keys=True)
    key = f"{batch.pk} {batch.created_at} {batch.source_id} {told} {now}"
    if key not in _lately:
        outcome = previewing.anew(batch)
        _lately[key] = (outcome.json, taken_for.runs(outcome))
        while len(_lately) > LATELY:
            _lately.popitem(last=False)
    outcome = sheet_of(batch)
    outcome.json, outcome.taken = _lately[key]
    return outcome


def sheet_of(batch: Batch) -> Outcome:
    """The preview as it was kept, with its sheet as it was read; the rows are not matched with the books."""
    order = Order(
        b"", batch.source_name, batch.entered_by, None, batch.facility, batch.budgets.first(), "",
        previewing.told(batch),
    )  # fmt: skip
    if batch.source is None:
        raise previewing.no_file()
    try:
        outcome = recognising.recognised(order, packed_sheets.grid_of(batch.source, batch.source_name))
    except ReadError as error:
        outcome = recognising.unreadable(error)
    outcome.json, outcome.taken = batch.result, batch.facts.get(previewing.TAKEN_FOR, [])
    return outcome
