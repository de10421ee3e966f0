"""Imports of large files in the background: begun by a page, done by the worker, taken up again when it died.

A work and the import it makes are saved in one transaction, so a work is done exactly when its import stands in the
books. Whatever ends before that has saved nothing, and doing it again is safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from finance.languages import active_language
from finance.ledger import LedgerError
from finance.models import Budget
from imports import long_acts
from imports.models import Batch, LongWork, SourceFile
from imports.pipeline import previewing
from imports.pipeline.errors import UsageError
from imports.pipeline.previewing import ChangedError
from imports.workers import interrupt, interruptible, is_alive, this_process

State, What = LongWork.State, LongWork.What
MOST_ATTEMPTS = 3
# How long a task may be in a worker's hands before the work itself begins; also how soon a page misses the worker.
PATIENCE = timedelta(seconds=15)


class StoppedError(Exception):
    """Somebody asked to stop, or another worker has taken the work over; nothing was saved."""


def is_long_file(data: bytes) -> bool:
    """Whether a file is too large to be read while a person waits for the page."""
    is_packed = data[:4] == b"PK\x03\x04"
    return len(data) > (settings.LONG_WORK_BYTES_PACKED if is_packed else settings.LONG_WORK_BYTES)


def is_long_preview(batch: Batch) -> bool:
    """Whether reading the file of an import again, or posting it, is long work."""
    if batch.source is None or batch.facility_id is None:
        return False
    if batch.result.get("rows", {}).get("read", 0) > settings.LONG_WORK_ROWS:
        return True
    is_large = batch.source.size > min(settings.LONG_WORK_BYTES_PACKED, settings.LONG_WORK_BYTES)
    return is_large and is_long_file(batch.source.data)


def is_long_undo(batch: Batch) -> bool:
    """Whether taking an import back is long work."""
    posted = batch.result.get("rows", {}).get("posted", 0)
    return batch.source_id is not None and batch.facility_id is not None and posted > settings.LONG_WORK_ROWS


def begin_preview(data: bytes, name: str, person: AbstractBaseUser, budget: Budget) -> LongWork:
    """Preview an uploaded file in the background."""
    return _begin(
        what=What.PREVIEW, source=SourceFile.keep(data), source_name=name[:255], facility_id=budget.facility_id,
        budget=budget, started_by_id=person.pk,
    )  # fmt: skip


def begin_preview_again(
    batch: Batch, corrections: Mapping[str, Any], rows: Mapping[str, str] | None, person: AbstractBaseUser
) -> LongWork:
    """Preview the file of `batch` again with corrections and answers by row; the new preview takes its place."""
    answers = previewing.answered(batch) if rows is None else dict(rows)
    asked = {"corrections": dict(corrections), "rows": answers}
    return _begin(what=What.PREVIEW, asked=asked, started_by_id=person.pk, **_of(batch))


def begin_posting(batch: Batch, person: AbstractBaseUser, *, is_approver: bool, shown: tuple[str, str]) -> LongWork:
    """Post a preview; `shown` is the count and total the person saw."""
    asked = {"approver": person.pk if is_approver else None, "shown": list(shown)}
    return _begin(what=What.POST, asked=asked, started_by_id=person.pk, **_of(batch))


def begin_undoing(batch: Batch, person: AbstractBaseUser, reason: str) -> LongWork:
    """Take back what an import posted."""
    return _begin(what=What.UNDO, asked={"reason": reason}, started_by_id=person.pk, **_of(batch))


def begin_answering(batch: Batch, person: AbstractBaseUser, answers: Mapping[str, Any]) -> LongWork:
    """Post the rows of an import that waited for these answers."""
    return _begin(what=What.ANSWER, asked={"answers": dict(answers)}, started_by_id=person.pk, **_of(batch))


def _of(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch,
        "source": batch.source,
        "source_name": batch.source_name,
        "facility_id": batch.facility_id,
        "budget": batch.budgets.first(),
    }


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
    """Do a work that waits. A work that another worker has, or that was cancelled, is left alone."""
    worker = this_process()
    waiting = LongWork.objects.filter(pk=number, state=State.WAITING)
    if not waiting.update(
        state=State.RUNNING, worker=worker, attempts=F("attempts") + 1, step="", rows=0,
        began_at=timezone.now(), changed_at=timezone.now(),
    ):  # fmt: skip
        return
    work = LongWork.objects.select_related("source", "batch", "budget", "started_by").get(pk=number)
    with override(work.language):
        _run(work)


def _run(work: LongWork) -> None:
    try:
        with interruptible(StoppedError):
            long_acts.do(work, _progress(work), partial(_done, work))
    except StoppedError:
        _end(work, State.CANCELLED, "")
    except ChangedError:
        _preview_instead(work)
    except (UsageError, LedgerError, PermissionDenied) as error:
        _end(work, State.FAILED, str(error))
    except OperationalError:
        # The books were out of reach for a moment: the work stays to be taken up again.
        raise
    except Exception:
        _end(work, State.FAILED, _("The program met a fault of its own and saved nothing."))
        raise


def _mine(work: LongWork) -> Any:
    """The work as long as this process has it and nobody asked to stop."""
    return LongWork.objects.filter(pk=work.pk, state=State.RUNNING, worker=work.worker)


def _progress(work: LongWork) -> previewing.Progress:
    def tell(step: str, rows: int) -> None:
        wanted = _mine(work).filter(is_cancel_requested=False)
        if not wanted.update(step=step, rows=rows, changed_at=timezone.now()):
            raise StoppedError

    return tell


def _done(work: LongWork, made: int | None, message: str) -> None:
    """The last act of the transaction that saves the import."""
    wanted = _mine(work).filter(is_cancel_requested=False)
    if not wanted.update(state=State.DONE, result_id=made, message=message, changed_at=timezone.now()):
        raise StoppedError


def _end(work: LongWork, state: str, message: str) -> None:
    _mine(work).update(state=state, message=message, changed_at=timezone.now())


def _preview_instead(work: LongWork) -> None:
    """The books changed since the preview was made: show what posting would do now."""
    batch = Batch.objects.filter(works=work, status__in=previewing.OPEN).first()
    if batch is None:
        _end(work, State.FAILED, _("The preview was thrown away or posted meanwhile; nothing was done twice."))
        return
    asked = {"corrections": previewing.told(batch), "rows": previewing.answered(batch)}
    message = _("The books changed since this preview was made. Look at it again, then post it.")
    with transaction.atomic():
        changed = {"what": What.PREVIEW, "asked": asked, "message": message, "state": State.WAITING, "attempts": 0}
        if _mine(work).update(**changed, changed_at=timezone.now()):
            _enqueue(work)


def cancel(work: LongWork) -> bool:
    """Ask a work to stop, or put a failed one away. False where it has ended or cannot be reached."""
    now = timezone.now()
    try:
        _wait_no_longer_than(0.3)
        asked = LongWork.objects.filter(pk=work.pk)
        if asked.filter(state__in=(State.WAITING, State.FAILED)).update(state=State.CANCELLED, changed_at=now):
            return True
        if not asked.filter(state=State.RUNNING).update(is_cancel_requested=True):
            return False
    except OperationalError:
        # SQLite has one writer, and that is the import itself: only its process can hear of it.
        return interrupt(work.worker)
    finally:
        _wait_no_longer_than(settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 10))
    return True


def _wait_no_longer_than(seconds: float) -> None:
    """How long this connection waits for the one writer of SQLite."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def try_again(work: LongWork) -> None:
    """Begin a failed or cancelled work anew."""
    ended = LongWork.objects.filter(pk=work.pk, state__in=(State.FAILED, State.CANCELLED))
    anew = {"state": State.WAITING, "attempts": 0, "is_cancel_requested": False, "message": "", "step": "", "rows": 0}
    with suppress(IntegrityError), transaction.atomic():
        if ended.update(**anew, changed_at=timezone.now()):
            _enqueue(work)


def take_up_again(patience: timedelta = PATIENCE) -> int:
    """Enqueue anew every unfinished work that nobody does any more, and say how many.

    `patience`: how long a work that waits may be in a worker's hands; zero where no worker runs yet.
    """
    unfinished = list(LongWork.objects.filter(state__in=LongWork.UNFINISHED))
    tasks = DBTaskResult.objects.in_bulk([work.task for work in unfinished if work.task])
    lost = [work for work in unfinished if _is_lost(work, tasks.get(work.task), patience)]
    return sum(_take_up(work) for work in lost)


def _is_lost(work: LongWork, its_task: Any, patience: timedelta) -> bool:
    now = timezone.now()
    if its_task is None or its_task.status in (TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL):
        return True
    if work.state == State.RUNNING:
        return not is_alive(work.worker, work.changed_at, now)
    return its_task.status == TaskResultStatus.RUNNING and now - its_task.started_at >= patience


def _take_up(work: LongWork) -> bool:
    as_seen = LongWork.objects.filter(pk=work.pk, state=work.state, worker=work.worker, task=work.task)
    state, message = State.WAITING, work.message
    if work.is_cancel_requested:
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
