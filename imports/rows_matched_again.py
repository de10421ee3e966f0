"""Rows that wait in posted imports, matched again at once when the table that tells their codes is changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import User

from finance.ledger import LedgerError
from finance.models import Facility
from imports import long_work
from imports.kinds.kind import Kind
from imports.kinds.registry import kinds
from imports.long_work import What
from imports.models import Batch, BatchRow
from imports.pipeline import answering, telling
from imports.pipeline.errors import UsageError
from imports.policies.cost_by_account import ByAccountKind


@dataclass(frozen=True, slots=True)
class MatchedAgain:
    """In words: what was posted of each import, and what kept an import's rows waiting."""

    posted: tuple[str, ...]
    refusals: tuple[str, ...]


def by_account(kind: Kind) -> bool:
    """Whether mappings of accounts tell the codes of its rows."""
    return isinstance(kind, ByAccountKind)


def by_rules(kind: Kind) -> bool:
    """Whether rules for payments do."""
    return kind.waits_by_party


def match_again(facility: Facility, user: User, is_told: Callable[[Kind], bool]) -> MatchedAgain:
    """Of kinds that `is_told` names each import is a transaction of its own, oldest first; the background worker takes
    large ones. Previews need nothing: the next look makes them anew.
    """
    told = {kind.name for kind in kinds().values() if is_told(kind)}
    waiting = Batch.objects.filter(
        facility=facility, status=Batch.Status.POSTED, kind__in=told, rows__state=BatchRow.State.UNRESOLVED
    )
    posted, refusals = list[str](), list[str]()
    for batch in waiting.distinct().order_by("pk"):
        if long_work.busy_with(batch) is not None:
            continue
        if long_work.is_long(batch):
            long_work.begin(What.ANSWER, batch, user, answers={})
            continue
        try:
            outcome = answering.answer(batch, {}, user=user)
        except (UsageError, LedgerError) as error:
            refusals.append(f"{batch.source_name}: {error}")
            continue
        if outcome.status == Batch.Status.REFUSED:
            refusals += [f"{batch.source_name}: {said}" for said in telling.refused_in_words(outcome.json)]
        elif outcome.json["posted_now"]:
            posted.append(f"{batch.source_name}: {telling.answered_in_words(outcome.json)}")
    return MatchedAgain(tuple(posted), tuple(refusals))
