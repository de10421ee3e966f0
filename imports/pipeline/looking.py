"""A kept preview as it stands today: shown as it was kept while nothing changed, made anew once the books moved on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

from cachetools import LRUCache, cached
from django.db import OperationalError

from finance.databases.looking import without_waiting
from finance.languages import active_language
from imports.models import Batch
from imports.pipeline import previewing, taken_for
from imports.pipeline.keeping import KeptPayments
from imports.pipeline.preparing import Recognised, Refused, prepared
from imports.pipeline.seen import differences
from imports.pipeline.taken_for import Run

Said = tuple[dict[str, Any], list[Run], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Look:
    """The import object, the file as it was recognised, what its rows were taken for, its payments that get a code.

    `moved_on`: the books, rules or mappings did; `differs` says in words what of the preview is another now. `is_busy`:
    somebody writes into the books, so it is what it was when it was kept.
    """

    json: dict[str, Any]
    found: Refused | Recognised
    taken: list[Run]
    payments: KeptPayments | list[dict[str, Any]]
    moved_on: bool = False
    differs: tuple[str, ...] = ()
    is_busy: bool = False


def look(batch: Batch) -> Look:
    """What the kept preview says today; nothing is saved, nobody is waited for. Raises UsageError, PermissionDenied."""
    now, language = previewing.state_of_books(), active_language()
    moved_on = batch.facts.get(previewing.SEEN) != now
    if not moved_on and batch.facts.get(previewing.LANGUAGE) == language:
        return as_kept(batch)
    try:
        with without_waiting():
            said, taken, payments = _anew(batch, now, language)
    except OperationalError:
        return replace(as_kept(batch), is_busy=True)
    if not moved_on or previewing.SEEN not in batch.facts:
        return Look(said, _recognised(batch), taken, payments)
    return Look(said, _recognised(batch), taken, payments, moved_on, tuple(differences(batch.result, said)))


def as_kept(batch: Batch) -> Look:
    """The preview as it was kept, with its sheet; the rows are not compared with the books."""
    return Look(batch.result, _recognised(batch), batch.facts.get(previewing.TAKEN_FOR, []), KeptPayments(batch))


def _recognised(batch: Batch) -> Refused | Recognised:
    return prepared(previewing.data_of(batch), "", batch.facts.get(previewing.READ_AS, {}))


# Previews made anew because the books moved on are kept by each process, lest every look makes them again.
@cached(LRUCache(16), key=lambda batch, *stand: (batch.pk, batch.created_at, *stand), lock=threading.Lock())
def _anew(batch: Batch, _now: str, _language: str) -> Said:
    outcome = previewing.anew(batch)
    payments = outcome.reading.payments() if outcome.reading is not None else []
    return outcome.json, taken_for.runs(outcome), payments
