"""Rows that wait for what an account of 1C means, matched again at once when the table of accounts is changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from finance.ledger import LedgerError
from finance.models import Facility
from imports import long_work
from imports.kinds.by_account import ByAccountKind
from imports.kinds.registry import kinds
from imports.long_work import What
from imports.models import Batch, BatchRow
from imports.pipeline import answering, telling
from imports.pipeline.errors import UsageError


@dataclass(frozen=True, slots=True)
class MatchedAgain:
    """Rows posted now, and what kept an import's rows waiting."""

    posted: int
    refusals: tuple[str, ...]


def match_again(facility: Facility, user: User) -> MatchedAgain:
    """Each import is a transaction of its own, oldest first; a large one is left to the background worker."""
    by_account = {kind.name for kind in kinds().values() if isinstance(kind, ByAccountKind)}
    waiting = Batch.objects.filter(
        facility=facility, status=Batch.Status.POSTED, kind__in=by_account, rows__state=BatchRow.State.UNRESOLVED
    )
    posted, refusals = 0, list[str]()
    for batch in waiting.distinct().order_by("pk"):
        if long_work.busy_with(batch) is not None:
            continue
        if long_work.is_long(batch):
            long_work.begin(What.ANSWER, batch, user, answers={})
            continue
        before = batch.rows.filter(state=BatchRow.State.UNRESOLVED).count()
        try:
            outcome = answering.answer(batch, {}, user=user)
        except (UsageError, LedgerError) as error:
            refusals.append(f"{batch.source_name}: {error}")
            continue
        if outcome.status == Batch.Status.REFUSED:
            refusals += [f"{batch.source_name}: {said}" for said in telling.refused_in_words(outcome.json)]
        else:
            posted += before - batch.rows.filter(state=BatchRow.State.UNRESOLVED).count()
    return MatchedAgain(posted, tuple(refusals))
