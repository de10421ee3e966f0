"""Taking back what two people posted takes two people again: one asks, another who may approve such papers agrees."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from finance import rights
from finance.audit import record
from finance.rights import Action, Approval
from imports.models import Batch
from imports.pipeline import previewing, undoing
from imports.pipeline.errors import UsageError
from imports.pipeline.holding import hold_posted
from imports.pipeline.seen import digest

WAITING = "waiting"


@transaction.atomic
def ask(batch: Batch, *, user: User, reason: str) -> dict[str, Any]:
    """Keep the wish of a person that `batch` be undone; nothing is reversed until another approves it.

    Returns `{"status": "waiting", "batch": 7, "reversed": 0, "kept": []}`. Raises UsageError, PermissionDenied.
    """
    if not reason.strip():
        raise UsageError(_("Say why the import is undone."))
    if batch.facility is not None:
        rights.require(user, Action.UNDO, batch.facility)
    held = hold_posted(batch)
    if held.undo_asked_by_id not in (None, user.pk):
        message = _("%(user)s has asked already that import %(number)s be undone.")
        raise UsageError(message % {"user": held.undo_asked_by, "number": held.pk}, is_refusal=True)
    _ask_of(held, user, reason)
    record("imports.batch.undo-asked", user=user, reason=reason, data={"batch": held.pk})
    return {"status": WAITING, "batch": held.pk, "reversed": 0, "kept": []}


@transaction.atomic
def approve(batch: Batch, person: User, *, seen: str | None = None) -> dict[str, Any]:
    """Undo what another asked for; what `undoing.undo` gives. `seen` is the digest of what a page showed.

    Raises UsageError, ApprovalError, PermissionDenied.
    """
    held = hold_posted(batch)  # the wish may be given up meanwhile
    asked_by = require_approver(held, person)
    if seen is not None and seen != digest(held.result):
        raise UsageError(_("The import is not what was shown. Look at it once more, then decide."), is_refusal=True)
    return undoing.undo(held, user=asked_by, reason=held.undo_reason, approved_by=person, check_rights=False)


def require_approver(batch: Batch, person: User) -> User:
    """Who asked for it, where `person` may approve that. Raises as `approve` does."""
    paper, asked_by = previewing.paper_of_two(batch.kind), batch.undo_asked_by
    if batch.status != Batch.Status.POSTED or asked_by is None or batch.facility is None:
        raise UsageError(_("Nobody asks that import %(number)s be undone.") % {"number": batch.pk}, is_refusal=True)
    Approval(asked_by, person).require()
    rights.require_approver(person, batch.facility, paper)
    return asked_by


@transaction.atomic
def give_up(batch: Batch, person: User) -> None:
    """Leave the import as it stands: by who asked, or by who would approve. Raises as `approve` does."""
    held = hold_posted(batch)
    if held.undo_asked_by_id != person.pk:
        require_approver(held, person)
    record("imports.batch.undo-given-up", user=person, reason=held.undo_reason, data={"batch": held.pk})
    _ask_of(held, None, "")


def may_approve(batch: Batch, person: User) -> bool:
    """Whether to offer it."""
    paper = previewing.paper_of_two(batch.kind)
    if batch.status != Batch.Status.POSTED or batch.undo_asked_by is None or batch.facility is None:
        return False
    return Approval(batch.undo_asked_by, person).is_by_two and rights.may_approve(person, batch.facility, paper)


def _ask_of(batch: Batch, user: User | None, reason: str) -> None:
    batch.undo_asked_by, batch.undo_reason = user, reason
    batch.undo_asked_at = timezone.now() if user else None
    batch.save(update_fields=["undo_asked_by", "undo_asked_at", "undo_reason"])
