"""Several previews posted with one press, what others lean on first. Each is a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from finance.ledger import LedgerError
from imports import long_work
from imports.kinds.registry import kinds
from imports.long_work import What
from imports.models import Batch, LongWork
from imports.pipeline import previewing
from imports.pipeline.errors import ChangedError, UsageError


@dataclass(frozen=True, slots=True)
class WantedPreview:
    """A preview, the digest of the figures that the person saw, and whether they post it as its approver."""

    batch: Batch
    shown: str
    is_approver: bool = False


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a preview: the import or the work it made, else why it stays."""

    batch: Batch
    made: Batch | LongWork | None
    reason: str = ""

    @property
    def is_posted(self) -> bool:
        return isinstance(self.made, Batch) and self.made.status == Batch.Status.POSTED


def turn(kind: str) -> int:
    """The turn of a kind of file; a file whose kind is not known comes last."""
    return kinds()[kind].turn if kind in kinds() else max(known.turn for known in kinds().values())


def in_turn(batches: Iterable[Batch]) -> list[Batch]:
    """By the turn of their kind, then by month and number."""
    return sorted(batches, key=lambda one: (turn(one.kind), str(one.first_month or ""), one.pk))


def post_together(wanted: Sequence[WantedPreview], person: User) -> list[Fate]:
    """Post in turn. From the first that is long work on, all are left to the background worker, in the same order."""
    by_number = {one.batch.pk: one for one in wanted}
    fates, is_queued = [], False
    for batch in in_turn(one.batch for one in wanted):
        is_queued = is_queued or long_work.is_long(batch)
        fates.append(_fate(by_number[batch.pk], person, _begin if is_queued else post_one))
    return fates


def post_one(wanted: WantedPreview, person: User) -> Batch:
    """Raises ChangedError, UsageError, LedgerError, PermissionDenied."""
    approver = person if wanted.is_approver else None
    read = previewing.draft(previewing.to_post(wanted.batch, approver))
    return previewing.post(read, wanted.batch, wanted.shown)


def _begin(wanted: WantedPreview, person: User) -> LongWork:
    approver = person.pk if wanted.is_approver else None
    return long_work.begin(What.POST, wanted.batch, person, approver=approver, shown=wanted.shown)


def _fate(wanted: WantedPreview, person: User, act: Callable[[WantedPreview, User], Batch | LongWork]) -> Fate:
    try:
        return Fate(wanted.batch, act(wanted, person))
    except ChangedError:
        return Fate(wanted.batch, None, _("it would post something else today; look at it again"))
    except (UsageError, LedgerError, PermissionDenied) as error:
        return Fate(wanted.batch, None, str(error))
