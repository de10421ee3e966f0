"""Papers that take two people, entered where nobody sees a page: kept as a preview until another person approves it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import rights
from finance.audit import record
from finance.rights import Action, Approval
from finance.service_accounts import service_accounts
from imports.models import Batch
from imports.pipeline import answering, importing, keeping, previewing, seen
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Order
from imports.pipeline.preparing import Refused
from imports.pipeline.settling import place, settle, understand, understand_placed

WAITING = "waiting"  # what a command calls the preview of a paper of two people


def enter(order: Order) -> dict[str, Any]:
    """Post what one person may post; keep a paper of two people until another approves it.

    Returns the import object. Raises what `importing.run` does.
    """
    order, found = importing.opened(order)
    before, placed = previewing.state_of_books(), place(order, found)
    # whose file it is and of which kind is told without its rows, which are read once, as posted or as kept
    if isinstance(placed, Refused) or not placed[0].kind.needs_approval:
        outcome = settle(order, understand_placed(order, placed))
        keeping.keep_asked(order, outcome)
        return outcome.json
    corrections = {**order.corrections, **({"kind": order.kind} if order.kind else {})}
    # the operator stands in for whoever approves, as in every preview
    operator = service_accounts().approver
    asked = replace(order, kind="", corrections=corrections, approved_by=operator, takes_proposals=True)
    with transaction.atomic():
        return _kept(previewing.Draft(asked, understand(asked, found), before))


def _kept(read: previewing.Draft) -> dict[str, Any]:
    """The paper as it waits; what is refused or known already is told, and nothing of it stays."""
    order = read.order
    point = transaction.savepoint()
    batch = previewing.keep_once(read)
    if batch.status != Batch.Status.PREVIEW:
        transaction.savepoint_rollback(point)
        return {**batch.result, "batch": None}
    transaction.savepoint_commit(point)
    if previewing.SENT_AGAIN not in batch.facts:
        record("imports.batch.waits", user=order.entered_by, data=replace(order, approved_by=None).trail(batch.pk))
    return as_object(batch)


def as_object(batch: Batch) -> dict[str, Any]:
    """The import object of what was kept, as a command tells it."""
    is_waiting = batch.status == Batch.Status.PREVIEW and bool(previewing.paper_of_two(batch.kind))
    waited = {"waits_already": True} if previewing.SENT_AGAIN in batch.facts else {}
    return {**batch.result, **({"status": WAITING, **waited} if is_waiting else {})}


def answer(batch: Batch, answers: Mapping[str, Any], user: User, *, check_rights: bool) -> dict[str, Any]:
    """Remember answers to rows of a preview and look at it anew; it goes on waiting. Raises as `answering.answer`."""
    if check_rights and batch.facility is not None:
        rights.require(user, Action.IMPORT, batch.facility)
    corrections, rows = answering.said_of_preview(batch, answers, user)
    return as_object(previewing.again(batch, corrections, rows, by=user))


def approve(batch: Batch, person: User, *, through: str = "") -> dict[str, Any]:
    """Post what another person entered, as it was shown. Returns the import object.

    Raises UsageError where nothing waits, ApprovalError, PermissionDenied, ChangedError.
    """
    paper = previewing.paper_of_two(batch.kind)
    if batch.status != Batch.Status.PREVIEW or not paper or batch.facility is None:
        message = _("Import %(number)s does not wait for approval: %(state)s.")
        said = {"number": batch.pk, "state": batch.get_status_display()}
        raise UsageError(message % said, is_refusal=True)
    Approval(batch.entered_by, person).require()
    rights.require_approver(person, batch.facility, paper)
    order = replace(previewing.to_post(batch, person), through=through)
    return previewing.post(previewing.draft(order), batch, seen.digest(batch.result)).result
