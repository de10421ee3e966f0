"""Previews between upload and posting: each walk of the pipeline is rolled back, the last one is kept to be looked at.

A preview is made anew whenever it is opened, so it always speaks of the books as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from finance import sample_facility
from finance.models import Budget
from imports.context import Answers
from imports.models import Batch, Layout
from imports.pipeline import importing
from imports.pipeline.errors import UsageError
from imports.pipeline.importing import Outcome

# These change what may be spent, so a second person approves them.
NEEDS_APPROVAL = frozenset({"plan", "amendment"})
# Kept with a preview among its facts: the corrections and the codes of rows that a person gave.
TOLD, ANSWERED = "told", "answered_rows"
OPEN = frozenset({Batch.Status.PREVIEW, Batch.Status.REFUSED, Batch.Status.ALREADY})


class ChangedError(Exception):
    """The books changed since the preview was shown; nothing was posted."""


def begin(data: bytes, name: str, person: AbstractBaseUser, budget: Budget) -> Batch:
    """Read a file and keep its preview or refusal. Raises UsageError, PermissionDenied."""
    return _keep(_walk(data, name, person, budget, corrections={}, rows={}, keep=True), budget, {}, {})


def again(batch: Batch, corrections: Mapping[str, Any], rows: Mapping[str, str] | None = None) -> Batch:
    """Preview the same file with other corrections and answers by row; the new preview takes the old one's place."""
    answers = _rows(batch) if rows is None else dict(rows)
    budget = batch.budgets.first()
    outcome = _walk(
        _data(batch), batch.source_name, batch.entered_by, budget, corrections=corrections, rows=answers, keep=True
    )
    with transaction.atomic():
        made = _keep(outcome, budget, corrections, answers)
        batch.delete()
    return made


def look(batch: Batch) -> Outcome:
    """What the kept preview says today; nothing is saved."""
    return _walk(
        _data(batch),
        batch.source_name,
        batch.entered_by,
        batch.budgets.first(),
        corrections=told(batch),
        rows=_rows(batch),
    )


def post(batch: Batch, *, approved_by: AbstractBaseUser | None, shown: tuple[str, str]) -> Outcome:
    """Post the preview; `shown` is the count and total the person saw. Raises ChangedError where they differ now."""
    with transaction.atomic():
        outcome = importing.run(
            _data(batch),
            batch.source_name,
            entered_by=batch.entered_by,
            approved_by=approved_by,
            facility=batch.facility,
            budget=batch.budgets.first(),
            corrections=told(batch),
            answers=Answers({int(row): code for row, code in _rows(batch).items()}),
            keep=True,
        )
        if (str(outcome.json["rows"]["posted"]), outcome.json["total"]) != shown:
            transaction.set_rollback(True)
            raise ChangedError
        _remember_layout(batch, outcome)
        batch.delete()
    return outcome


def _walk(
    data: bytes,
    name: str,
    person: AbstractBaseUser,
    budget: Budget | None,
    *,
    corrections: Mapping[str, Any],
    rows: Mapping[str, str],
    keep: bool = False,
) -> Outcome:
    # A plan's preview shows what posting will do once somebody has approved it; the operator stands in for them.
    operator = sample_facility.service_accounts().approver
    return importing.run(
        data,
        name,
        entered_by=person,
        approved_by=operator,
        facility=budget.facility if budget else None,
        budget=budget,
        corrections=corrections,
        answers=Answers({int(row): code for row, code in rows.items()}),
        preview=True,
        keep=keep,
    )


def _keep(outcome: Outcome, budget: Budget | None, corrections: Mapping[str, Any], rows: Mapping[str, str]) -> Batch:
    batch = outcome.batch
    if batch is None:
        raise UsageError(_("The file could not be kept. Upload it again."))
    batch.approved_by = None
    batch.facts = {**batch.facts, TOLD: dict(corrections), ANSWERED: dict(rows)}
    if batch.facility is None and budget is not None:
        batch.facility = budget.facility
    batch.save(update_fields=["approved_by", "facts", "facility"])
    if budget is not None:
        batch.budgets.set([budget])
    return batch


def _remember_layout(batch: Batch, outcome: Outcome) -> None:
    """What was corrected for this file holds for the next one of its shape."""
    lasting = {key: value for key, value in told(batch).items() if key in ("kind", "unit", "columns") and value}
    if outcome.batch is None or outcome.table is None or batch.facility is None or not lasting:
        return
    Layout.objects.update_or_create(
        facility=batch.facility,
        signature=outcome.table.signature,
        defaults={"corrections": lasting, "confirmed_by_id": batch.entered_by_id},
    )


def told(batch: Batch) -> dict[str, Any]:
    """What a person said about how the file is to be read; what the program decided by itself is not in it."""
    return dict(batch.facts.get(TOLD, {}))


def _rows(batch: Batch) -> dict[str, str]:
    return dict(batch.facts.get(ANSWERED, {}))


def _data(batch: Batch) -> bytes:
    if batch.source is None:
        raise UsageError(_("The file itself was not kept. Upload it again."))
    return batch.source.data
