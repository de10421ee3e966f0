"""Imports of large files in the background: asked for by a page, done by the worker, begun anew when it died.

A work and the import it makes are saved in one transaction, so a work is done exactly when its import stands in the
books. Whatever ends before that has saved nothing, and doing it again is safe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from finance.databases.looking import without_waiting
from finance.languages import active_language
from finance.ledger import LedgerError
from finance.models import Budget, Facility
from imports import workers
from imports.models import Batch, LongWork, SourceFile
from imports.pipeline import answering, previewing, steps, telling, undoing, undoing_by_two
from imports.pipeline.errors import ChangedError, UsageError
from imports.pipeline.holding import OPEN
from imports.readers.containers import open_container
from imports.readers.grid import ReadError

State, What = LongWork.State, LongWork.What
MOST_ATTEMPTS = 3
# What a cell takes of a workbook's sheets, unpacked, and of a text.
BYTES_PACKED, BYTES_OF_TEXT = 48, 16


class StoppedError(Exception):
    """Somebody stopped the work, or it was begun anew meanwhile; nothing was saved."""


def is_large(data: bytes) -> bool:
    """Whether a file has more cells, as its size tells, than are read and posted while a person waits for the page."""
    return _cells(data) > settings.LONG_WORK_CELLS


def is_long(batch: Batch) -> bool:
    """Whether anything to be done with an import is long work."""
    return batch.source is not None and batch.facility_id is not None and is_large(batch.source.data)


def _cells(data: bytes) -> int:
    if data[:4] != b"PK\x03\x04":
        return len(data) // BYTES_OF_TEXT
    try:
        return open_container(data).unpacked_size // BYTES_PACKED
    except ReadError:
        # It is refused as soon as it is opened.
        return 0


def begin_preview(
    data: bytes, name: str, person: User, budget: Budget | None, facility: Facility
) -> LongWork:  # fmt: skip
    """Preview an uploaded file in the background."""
    return _begin(
        what=What.PREVIEW, source=SourceFile.keep(data), source_name=name[:255], facility_id=facility.pk,
        budget=budget, started_by=person,
    )  # fmt: skip


def begin(what: LongWork.What, batch: Batch, person: User, **asked: Any) -> LongWork:
    """Do something with an import in the background; `asked` is for `what`, as its act below reads it."""
    return _begin(
        what=what, asked=asked, batch=batch, source=batch.source, source_name=batch.source_name,
        facility_id=batch.facility_id, budget=batch.budgets.first(), started_by=person,
    )  # fmt: skip


def _begin(**fields: Any) -> LongWork:
    """An import has one unfinished work at a time: the one that runs already is given back."""
    try:
        with transaction.atomic():
            work = LongWork.objects.create(language=active_language(), **fields)
            _enqueue(work)
    except IntegrityError:
        return LongWork.objects.get(batch=fields["batch"], state__in=LongWork.UNFINISHED)
    return work


def _enqueue(work: LongWork) -> None:
    work.task = UUID(run.enqueue(work.pk).id)
    work.save(update_fields=["task"])


def busy_with(batch: Batch) -> LongWork | None:
    """The unfinished work on an import."""
    return LongWork.objects.filter(batch=batch, state__in=LongWork.UNFINISHED).first()


@task()
def run(number: int) -> None:
    """Do a work that waits. One that was cancelled, or is done already, is left alone."""
    waiting = LongWork.objects.filter(pk=number, state=State.WAITING)
    begun = {"state": State.RUNNING, "attempts": F("attempts") + 1, "step": "", "rows": 0, "began_at": timezone.now()}
    if waiting.update(changed_at=timezone.now(), **begun):
        work = LongWork.objects.select_related("source", "batch", "budget", "started_by").get(pk=number)
        with override(work.language), steps.told_to(partial(_tell, work)):
            _run(work)
        _mark(work).unlink(missing_ok=True)


def _run(work: LongWork) -> None:
    try:
        _ACTS[What(work.what)](work)
    except StoppedError:
        _end(work, State.CANCELLED, "")
    except ChangedError:
        _preview_instead(work)
    except (UsageError, LedgerError, PermissionDenied) as error:
        _end(work, State.FAILED, str(error))
    except OperationalError:
        # The books were out of reach for a moment: the work stays to be begun anew.
        raise
    except Exception:
        _end(work, State.FAILED, _("The program met a fault of its own and saved nothing."))
        raise


def _preview(work: LongWork) -> None:
    batch, asked = work.batch, work.asked
    if batch is None:
        of_file = previewing.of_file(work.source.data, work.source_name, work.started_by, work.budget)
        order = replace(of_file, facility=work.facility)
    else:
        order = previewing.of_batch(batch, asked["corrections"], asked["rows"], work.started_by)
    read = previewing.draft(order)
    with transaction.atomic():
        _done(work, previewing.keep(read, batch) if batch else previewing.keep_once(read), work.message)


def _post(work: LongWork) -> None:
    batch, approver = _of(work), work.asked["approver"]
    read = previewing.draft(previewing.to_post(batch, User.objects.get(pk=approver) if approver else None))
    with transaction.atomic():
        made = previewing.post(read, batch, work.asked["shown"])
        is_posted = made.status == Batch.Status.POSTED
        _done(work, made, telling.posted_in_words(made.result["rows"]["posted"]) if is_posted else "")


def _undo(work: LongWork) -> None:
    batch = _of(work)
    steps.begin(steps.WRITING, batch.result.get("rows", {}).get("posted", 0))
    with transaction.atomic():
        found = (
            undoing_by_two.approve(batch, work.started_by, seen=work.asked.get("seen"))
            if previewing.paper_of_two(batch.kind)
            else undoing.undo(batch, user=work.started_by, reason=work.asked["reason"])
        )
        _done(work, batch, telling.undone_in_words(found))


def _answer(work: LongWork) -> None:
    batch = _of(work)
    found = answering.reopen(batch)
    with transaction.atomic():
        outcome = answering.settle(batch, found, answering.Given(work.asked["answers"], work.started_by))
        if outcome.status == Batch.Status.REFUSED:
            raise UsageError(" ".join(telling.refused_in_words(outcome.json)))
        _done(work, batch, telling.answered_in_words(outcome.json))


_ACTS: Mapping[LongWork.What, Callable[[LongWork], None]] = {
    What.PREVIEW: _preview, What.POST: _post, What.UNDO: _undo, What.ANSWER: _answer,
}  # fmt: skip


def _of(work: LongWork) -> Batch:
    if work.batch is None:
        raise UsageError(_("The import is not there any more; nothing was done."))
    return work.batch


def _tell(work: LongWork, step: str, rows: int) -> None:
    _write_down(work, step=step, rows=rows)


def _done(work: LongWork, made: Batch, message: str) -> None:
    """The last act of the transaction that saves the import."""
    _write_down(work, state=State.DONE, result_id=made.pk, message=message)


def _end(work: LongWork, state: str, message: str) -> None:
    _mark(work).unlink(missing_ok=True)
    with suppress(StoppedError):
        _write_down(work, state=state, message=message)


def _write_down(work: LongWork, **fields: Any) -> None:
    """What has come of this attempt. Raises StoppedError where somebody stopped it or it was begun anew."""
    mine = LongWork.objects.filter(pk=work.pk, state=State.RUNNING, attempts=work.attempts)
    if _mark(work).exists() or not mine.update(changed_at=timezone.now(), **fields):
        raise StoppedError


def _preview_instead(work: LongWork) -> None:
    """The books changed since the preview was made: show what posting would do now."""
    batch = Batch.objects.filter(works=work, status__in=OPEN).first()
    if batch is None:
        _end(work, State.FAILED, _("The preview was thrown away or posted meanwhile; nothing was done twice."))
        return
    asked = {"corrections": previewing.told(batch), "rows": previewing.answered(batch)}
    message = _("The books changed since this preview was made. Look at it again, then post it.")
    with suppress(StoppedError), transaction.atomic():
        _write_down(work, what=What.PREVIEW, asked=asked, message=message, state=State.WAITING, attempts=0)
        _enqueue(work)


def cancel(work: LongWork) -> bool:
    """Stop a work, or put a failed one away; False where it has ended. What it wrote by then goes."""
    try:
        with without_waiting():
            stoppable = LongWork.objects.filter(pk=work.pk, state__in=(*LongWork.UNFINISHED, State.FAILED))
            return bool(stoppable.update(state=State.CANCELLED, changed_at=timezone.now()))
    except OperationalError:
        # Who writes is the import itself: it finds the mark before it saves.
        _mark(work).touch()
        return True


def is_being_stopped(work: LongWork) -> bool:
    """Whether it was asked to stop and has not heard of it yet."""
    return work.state == State.RUNNING and _mark(work).exists()


def _mark(work: LongWork) -> Path:
    return workers.beside(f"stop-{work.pk}")


def try_again(work: LongWork) -> None:
    """Begin a failed or cancelled work anew."""
    ended = LongWork.objects.filter(pk=work.pk, state__in=(State.FAILED, State.CANCELLED))
    anew = {"state": State.WAITING, "attempts": 0, "message": "", "step": "", "rows": 0}
    with suppress(IntegrityError), transaction.atomic():
        if ended.update(**anew, changed_at=timezone.now()):
            _enqueue(work)


def take_up_again(*, is_worker: bool = False) -> int:
    """Enqueue anew every unfinished work that nobody does any more, and say how many.

    A task whose worker was killed stays running for ever, so it is not asked: without a worker nothing is being done,
    and the worker itself asks between two tasks.
    """
    unfinished = list(LongWork.objects.filter(state__in=LongWork.UNFINISHED))
    if not unfinished or (not is_worker and workers.is_there_one()):
        return 0
    tasks = DBTaskResult.objects.filter(pk__in=[work.task for work in unfinished])
    waiting = set(tasks.filter(status=TaskResultStatus.READY).values_list("pk", flat=True))
    return sum(_take_up(work) for work in unfinished if work.task not in waiting)


def _take_up(work: LongWork) -> bool:
    as_seen = LongWork.objects.filter(pk=work.pk, state=work.state, attempts=work.attempts, task=work.task)
    state, message = State.WAITING, work.message
    if is_being_stopped(work):
        state = State.CANCELLED
    elif work.attempts >= MOST_ATTEMPTS:
        with override(work.language):
            state, message = State.FAILED, _("The worker stopped %(count)s times while doing this; nothing was saved.")
            message %= {"count": work.attempts}
    with transaction.atomic():
        if not as_seen.update(state=state, message=message, step="", changed_at=timezone.now()):
            return False
        DBTaskResult.objects.filter(pk__in=[work.task], status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback="The worker ended before its task."
        )
        if state == State.WAITING:
            _enqueue(work)
    return state == State.WAITING
