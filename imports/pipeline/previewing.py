"""Previews between upload and posting: kept with what a person said, made again when they correct it, then posted.

Reading comes first (`draft`) and locks nothing; what is kept or posted afterwards is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from finance.audit import record
from finance.clock import today
from finance.languages import active_language
from finance.models import AuditEvent, Budget, Document, Facility
from finance.rights import Action
from finance.service_accounts import service_accounts
from imports.kinds.registry import kinds
from imports.models import Batch, FormerNumber
from imports.pipeline import importing, keeping, memory, seen, taken_for
from imports.pipeline.errors import ChangedError, UsageError
from imports.pipeline.holding import hold_open
from imports.pipeline.order import Order, Outcome
from imports.pipeline.preparing import Recognised, Refused
from imports.pipeline.settling import Understood, settle
from imports.policies.states import StateKind

# Kept with a preview among its facts: the corrections and the codes of rows that a person gave.
TOLD, ANSWERED = keeping.TOLD, "answered_rows"
# The books it was made for, the language it speaks, what it was read with, what its rows were taken for.
SEEN, LANGUAGE, READ_AS, TAKEN_FOR = "seen", "language", "read_as", "taken_for"
# Who sent the same file once more while it waited, and when.
SENT_AGAIN = "sent_again"


# What changes the books makes a document or leaves an event; what the administration changes, a log entry.
HEADS = (Document, AuditEvent, LogEntry)


def state_of_books() -> str:
    """Differs once anything was posted, undone, answered, closed or set up since, and on another day."""
    newest = (model.objects.aggregate(newest=Max("pk"))["newest"] or 0 for model in HEADS)
    return " ".join([today().isoformat(), *map(str, newest)])


@dataclass(frozen=True, slots=True)
class Draft:
    """A file read for a preview or for posting one, and the state of the books before it was."""

    order: Order
    found: Refused | Understood
    seen: str


def begin(
    data: bytes, name: str, person: User, budget: Budget | None, facility: Facility | None = None
) -> Batch:  # fmt: skip
    """Read a file and keep its preview or refusal. Raises UsageError, PermissionDenied.

    Without a budget it is of `facility`, or of the one whose БИН stands in it.
    """
    return keep_once(draft(replace(of_file(data, name, person, budget), facility=facility)))


def again(batch: Batch, corrections: Mapping[str, Any], rows: Mapping[str, str], *, by: User) -> Batch:
    """Preview the same file with other corrections and answers by row; the new preview takes the old one's place.

    Whoever says anything new about the file has entered what it says now, and another person approves that. Raises
    UsageError, PermissionDenied; ChangedError where the old one was posted or thrown away meanwhile.
    """
    return keep(draft(of_batch(batch, corrections, rows, by)), batch)


def anew(batch: Batch) -> Outcome:
    """What the kept preview says today, to whoever may see it; nothing is saved."""
    order = replace(of_batch(batch, told(batch), answered(batch)), rights=())
    return settle(order, importing.ready(order), dry=True)


def of_file(data: bytes, name: str, person: User, budget: Budget | None) -> Order:
    """What is asked for when a file is looked at before anything is posted."""
    # A plan's preview shows what posting will do once somebody has approved it; the operator stands in for them.
    operator = service_accounts().approver
    rights = ((person, Action.IMPORT),)
    return Order(data, name, person, operator, budget=budget, rights=rights, takes_proposals=True)


def of_batch(batch: Batch, corrections: Mapping[str, Any], rows: Mapping[str, str], by: User | None = None) -> Order:
    """The same for the file of a kept preview, entered by whoever said something new about it."""
    is_as_it_was = (dict(corrections), dict(rows)) == (told(batch), answered(batch))
    author = batch.entered_by if by is None or is_as_it_was else by
    asked = of_file(data_of(batch), batch.source_name, author, batch.budgets.first())
    answers = {int(row): code for row, code in rows.items()}
    return replace(asked, facility=batch.facility, corrections=dict(corrections), answers=answers)


def to_post(batch: Batch, approved_by: User | None) -> Order:
    """What is asked for when a kept preview is posted."""
    asked = of_batch(batch, told(batch), answered(batch))
    approval = () if approved_by is None else ((approved_by, Action.APPROVE),)
    return replace(asked, approved_by=approved_by, rights=asked.rights + approval)


def draft(order: Order) -> Draft:
    """Read the file. Raises UsageError, PermissionDenied."""
    before = state_of_books()
    return Draft(order, importing.ready(order), before)


@transaction.atomic
def keep(read: Draft, instead_of: Batch | None = None) -> Batch:
    """Keep what posting would do, or why it cannot; the earlier preview goes."""
    order = read.order
    outcome = settle(order, read.found, dry=True)
    batch = keeping.keep(order, outcome)
    if instead_of is not None:
        _replace(hold_open(instead_of), batch)
    batch.approved_by = None
    payments = outcome.reading.payments() if outcome.reading is not None else []
    keeping.keep_payments(batch, payments)
    batch.facts = {
        **batch.facts, TOLD: dict(order.corrections), ANSWERED: {str(row): code for row, code in order.answers.items()},
        SEEN: read.seen, LANGUAGE: active_language(), READ_AS: dict(outcome.found.corrections),
        TAKEN_FOR: taken_for.runs(outcome), keeping.PAYMENTS: len(payments),
    }  # fmt: skip
    batch.save(update_fields=["approved_by", "facts"])
    if order.budget is not None:
        batch.budgets.set([order.budget])
    return batch


@transaction.atomic
def keep_once(read: Draft) -> Batch:
    """Keep the preview of a file that comes in. A paper of two people waits once, whoever sends it again.

    Read anew, with what was said of it, where its own sender does; as it waits where somebody else does.
    """
    order = read.order
    point = transaction.savepoint()
    batch = keep(read)
    waiting = _waiting(batch)
    if waiting is None:
        transaction.savepoint_commit(point)
        return batch
    transaction.savepoint_rollback(point)
    if waiting.entered_by == order.entered_by and waiting.source_id == batch.source_id:
        waiting = again(waiting, {**told(waiting), **order.corrections}, answered(waiting), by=order.entered_by)
    waiting.facts = {**waiting.facts, SENT_AGAIN: [order.entered_by.pk, timezone.now().isoformat()]}
    waiting.save(update_fields=["facts"])
    return waiting


def _waiting(batch: Batch) -> Batch | None:
    """The preview that waits already with the same paper of two people: the same file, or a state of the same figures.

    Looked for under the lock of the budgets, so that of two files sent at once one is found.
    """
    if batch.status != Batch.Status.PREVIEW or not paper_of_two(batch.kind):
        return None
    others = Batch.objects.filter(status=Batch.Status.PREVIEW, kind=batch.kind, facility=batch.facility)
    same = (one for one in others.exclude(pk=batch.pk) if one.result["budgets"] == batch.result["budgets"])
    is_state = isinstance(kinds()[batch.kind], StateKind)
    return next((
        one for one in same
        if one.source_id == batch.source_id or (is_state and seen.digest(one.result) == seen.digest(batch.result))
    ), None)  # fmt: skip


@transaction.atomic
def post(read: Draft, batch: Batch, shown: str) -> Batch:
    """Post a preview; `shown` is the digest of what the person saw. Raises ChangedError where it differs today."""
    outcome = settle(read.order, read.found)
    held = hold_open(batch)
    if seen.digest(outcome.json) != shown:
        raise ChangedError(seen.differences(held.result, outcome.json))
    remember_form(read.order, outcome)
    made = keeping.keep(read.order, outcome)
    _tell_approval(read.order, outcome)
    _replace(held, made)
    return made


@transaction.atomic
def post_named(read: Draft, batch: Batch) -> Outcome:
    """Post a file whose form was just named; refused again, it waits with what was named so far."""
    outcome = settle(read.order, read.found)
    held = hold_open(batch)
    if outcome.status == Batch.Status.REFUSED:
        held.facts = {**held.facts, TOLD: dict(read.order.corrections)}
        held.save(update_fields=["facts"])
        keeping.keep_result(held, outcome.json)
        return outcome
    remember_form(read.order, outcome)
    _replace(held, keeping.keep(read.order, outcome))
    _tell_approval(read.order, outcome)
    return outcome


def _tell_approval(order: Order, outcome: Outcome) -> None:
    if order.approved_by is not None and outcome.status == Batch.Status.POSTED:
        record("imports.batch.approved", user=order.approved_by, data=order.trail(outcome.json["batch"]))


def with_form(batch: Batch, form: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of a file before, and over it a form that was named now, checked."""
    said = {key: {**told(batch).get(key, {}), **form.get(key, {})} for key in ("columns", "names")}
    return {**told(batch), **form, **{key: value for key, value in said.items() if value}}


def remember_form(order: Order, outcome: Outcome) -> None:
    """What was named of this file holds for the next one of its shape."""
    if isinstance(outcome.found, Recognised) and outcome.facility is not None:
        memory.remember(order, outcome.found, outcome.facility)


def _replace(held: Batch, made: Batch) -> None:
    """The preview goes, and its number leads to what took its place."""
    FormerNumber.objects.filter(batch=held).update(batch=made)
    FormerNumber.objects.create(number=held.pk, batch=made)
    held.delete()


def told(batch: Batch) -> dict[str, Any]:
    """What a person said about how the file is to be read; what the program decided by itself is not in it."""
    return dict(batch.facts.get(TOLD, {}))


def answered(batch: Batch) -> dict[str, str]:
    """The codes a person gave to rows of the file, by row."""
    return dict(batch.facts.get(ANSWERED, {}))


def paper_of_two(kind: str) -> str:
    """The paper (of `Document.Kind`) that files of this kind bring, where it takes a second person's approval."""
    return kinds()[kind].document_kind if kind in kinds() and kinds()[kind].needs_approval else ""


def data_of(batch: Batch) -> bytes:
    """The file itself. Raises UsageError."""
    if batch.source is None:
        raise UsageError(_("The file itself was not kept. Upload it again."))
    return batch.source.data
