"""Previews between upload and posting: each walk of the pipeline is rolled back, the last one is kept to be looked at.

A preview opened after the books changed is made anew (`looking`), so it speaks of the books as they are now. That of a
large file is shown as it was kept; posting compares it with the books in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from finance.models import Budget
from finance.service_accounts import service_accounts
from imports.context import Answers
from imports.models import Batch, Layout
from imports.pipeline import importing, stamp, taken_for
from imports.pipeline.errors import UsageError
from imports.pipeline.order import Outcome, Progress

# These change what may be spent, so a second person approves them.
NEEDS_APPROVAL = frozenset({"plan", "amendment"})
# Kept with a preview among its facts: the corrections and the codes of rows that a person gave.
TOLD, ANSWERED = "told", "answered_rows"
# The books it was made for, and what its rows were taken for.
SEEN, TAKEN_FOR = "seen", "taken_for"
OPEN = frozenset({Batch.Status.PREVIEW, Batch.Status.REFUSED, Batch.Status.ALREADY})
AtEnd = Callable[[Outcome], None]


class ChangedError(Exception):
    """The books changed since the preview was shown; nothing was posted."""


def begin(
    data: bytes,
    name: str,
    person: AbstractBaseUser,
    budget: Budget,
    *,
    progress: Progress | None = None,
    at_end: AtEnd | None = None,
) -> Batch:
    """Read a file and keep its preview or refusal. Raises UsageError, PermissionDenied.

    `progress` and `at_end` are those of `imports.pipeline.order.Order`, here and below.
    """
    seen = stamp.of_books()

    def ending(outcome: Outcome) -> None:
        _keep(outcome, budget, {}, {}, seen)
        if at_end is not None:
            at_end(outcome)

    return _kept(_walk(data, name, person, budget, corrections={}, rows={}, progress=progress, at_end=ending))


def again(
    batch: Batch,
    corrections: Mapping[str, Any],
    rows: Mapping[str, str] | None = None,
    *,
    progress: Progress | None = None,
    at_end: AtEnd | None = None,
) -> Batch:
    """Preview the same file with other corrections and answers by row; the new preview takes the old one's place."""
    answers = answered(batch) if rows is None else dict(rows)
    budget, seen = batch.budgets.first(), stamp.of_books()

    def ending(outcome: Outcome) -> None:
        _hold(batch)
        _keep(outcome, budget, corrections, answers, seen)
        if at_end is not None:
            at_end(outcome)
        batch.delete()

    return _kept(
        _walk(
            _data(batch), batch.source_name, batch.entered_by, budget,
            corrections=corrections, rows=answers, progress=progress, at_end=ending,
        )
    )  # fmt: skip


def anew(batch: Batch) -> Outcome:
    """What the kept preview says today, walked through again; nothing is saved."""
    return _walk(
        _data(batch), batch.source_name, batch.entered_by, batch.budgets.first(),
        corrections=told(batch), rows=answered(batch),
    )  # fmt: skip


def post(
    batch: Batch,
    *,
    approved_by: AbstractBaseUser | None,
    shown: tuple[str, str],
    progress: Progress | None = None,
    at_end: AtEnd | None = None,
) -> Outcome:
    """Post the preview; `shown` is the count and total the person saw. Raises ChangedError where they differ now."""

    def ending(outcome: Outcome) -> None:
        _hold(batch)
        if (str(outcome.json["rows"]["posted"]), outcome.json["total"]) != shown:
            raise ChangedError
        _remember_layout(batch, outcome)
        if at_end is not None:
            at_end(outcome)
        batch.delete()

    return importing.run(
        _data(batch),
        batch.source_name,
        entered_by=batch.entered_by,
        approved_by=approved_by,
        facility=batch.facility,
        budget=batch.budgets.first(),
        corrections=told(batch),
        answers=_answers(answered(batch)),
        keep=True,
        progress=progress,
        at_end=ending,
    )


def _hold(batch: Batch) -> None:
    """Lock the preview to the end of the transaction; raises ChangedError where it was thrown away meanwhile."""
    if not Batch.objects.select_for_update().filter(pk=batch.pk, status__in=OPEN).exists():
        raise ChangedError


def _walk(
    data: bytes,
    name: str,
    person: AbstractBaseUser,
    budget: Budget | None,
    *,
    corrections: Mapping[str, Any],
    rows: Mapping[str, str],
    progress: Progress | None = None,
    at_end: AtEnd | None = None,
) -> Outcome:
    # A plan's preview shows what posting will do once somebody has approved it; the operator stands in for them.
    operator = service_accounts().approver
    return importing.run(
        data,
        name,
        entered_by=person,
        approved_by=operator,
        facility=budget.facility if budget else None,
        budget=budget,
        corrections=corrections,
        answers=_answers(rows),
        preview=True,
        keep=at_end is not None,
        progress=progress,
        at_end=at_end,
    )


def _answers(rows: Mapping[str, str]) -> Answers:
    return Answers({int(row): code for row, code in rows.items()})


def _keep(
    outcome: Outcome, budget: Budget | None, corrections: Mapping[str, Any], rows: Mapping[str, str], seen: str
) -> None:
    batch = _kept(outcome)
    batch.approved_by = None
    batch.facts = {
        **batch.facts, TOLD: dict(corrections), ANSWERED: dict(rows), SEEN: seen, TAKEN_FOR: taken_for.runs(outcome),
    }  # fmt: skip
    if batch.facility is None and budget is not None:
        batch.facility = budget.facility
    batch.save(update_fields=["approved_by", "facts", "facility"])
    if budget is not None:
        batch.budgets.set([budget])


def _kept(outcome: Outcome) -> Batch:
    if outcome.batch is None:
        raise UsageError(_("The file could not be kept. Upload it again."))
    return outcome.batch


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


def answered(batch: Batch) -> dict[str, str]:
    """The codes a person gave to rows of the file, by row."""
    return dict(batch.facts.get(ANSWERED, {}))


def no_file() -> UsageError:
    return UsageError(_("The file itself was not kept. Upload it again."))


def _data(batch: Batch) -> bytes:
    if batch.source is None:
        raise no_file()
    return batch.source.data
