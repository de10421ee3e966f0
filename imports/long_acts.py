"""What a piece of long work does: preview a file, post it, take an import back, post what was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from imports.models import Batch, LongWork
from imports.pipeline import answering, previewing, undoing
from imports.pipeline.errors import UsageError
from imports.pipeline.order import WRITING, Outcome, Progress

MOST_SENTENCES = 20

# The import that came of it, and what to say; called last within the transaction that saves it.
Done = Callable[[int | None, str], None]


def do(work: LongWork, progress: Progress, done: Done) -> None:
    """Raises UsageError, LedgerError, PermissionDenied, ChangedError with nothing saved, and what `progress` raises."""
    _ACTS[LongWork.What(work.what)](work, progress, done)


def _preview(work: LongWork, progress: Progress, done: Done) -> None:
    def at_end(outcome: Outcome) -> None:
        done(_made(outcome), work.message)

    if work.batch is not None:
        asked = work.asked
        previewing.again(
            work.batch, asked.get("corrections", {}), asked.get("rows"), progress=progress, at_end=at_end
        )  # fmt: skip
    elif work.budget is not None:
        previewing.begin(
            work.source.data, work.source_name, work.started_by, work.budget, progress=progress, at_end=at_end
        )  # fmt: skip


def _post(work: LongWork, progress: Progress, done: Done) -> None:
    if work.batch is None:
        raise UsageError(_("The preview was thrown away; nothing was posted."))
    approver = work.asked.get("approver")
    previewing.post(
        work.batch,
        approved_by=get_user_model().objects.get(pk=approver) if approver else None,
        shown=tuple(work.asked["shown"]),
        progress=progress,
        at_end=lambda outcome: done(_made(outcome), _posted(outcome)),
    )


def _undo(work: LongWork, progress: Progress, done: Done) -> None:
    batch = _of(work)
    progress(WRITING, batch.result.get("rows", {}).get("posted", 0))
    undoing.undo(
        batch, user=work.started_by, reason=work.asked["reason"],
        at_end=lambda found: done(batch.pk, undone_in_words(found)),
    )  # fmt: skip


def _answer(work: LongWork, progress: Progress, done: Done) -> None:
    batch = _of(work)
    outcome = answering.answer(
        batch, work.asked["answers"], user=work.started_by, progress=progress,
        at_end=lambda found: done(batch.pk, answered_in_words(found.json)),
    )  # fmt: skip
    if outcome.status == Batch.Status.REFUSED:
        raise UsageError(" ".join(refused_in_words(outcome.json)))


def _of(work: LongWork) -> Batch:
    if work.batch is None:
        raise UsageError(_("The import is not there any more; nothing was done."))
    return work.batch


def _made(outcome: Outcome) -> int | None:
    return outcome.batch.pk if outcome.batch else None


def _posted(outcome: Outcome) -> str:
    return posted_in_words(outcome.json["rows"]["posted"]) if outcome.status == Batch.Status.POSTED else ""


def posted_in_words(posted: int) -> str:
    return ngettext("%(count)s row was posted.", "%(count)s rows were posted.", posted) % {"count": posted}


def answered_in_words(found: dict[str, Any]) -> str:
    """What answers brought, from the import object: rows posted now, rows that wait still."""
    posted, left = found.get("posted_now", 0), found.get("rows", {}).get("unresolved", 0)
    more = ngettext("%(count)s row still waits.", "%(count)s rows still wait.", left) % {"count": left} if left else ""
    return f"{posted_in_words(posted)} {more}".strip()


def refused_in_words(found: dict[str, Any]) -> list[str]:
    """The first problems of a refused import object, each with its cell."""
    return [f"{problem.get('cell') or ''} {problem['message']}".strip() for problem in found.get("problems", [])[:10]]


def undone_in_words(found: dict[str, Any]) -> str:
    """What an undo took back, and what of it stays and why, as many as a person reads."""
    count, kept = found["reversed"], found["kept"]
    said = ngettext("%(count)s entry was taken back.", "%(count)s entries were taken back.", count) % {"count": count}
    said += " " + _("The same file can be imported again.")
    return "\n".join([said, *map(kept_in_words, kept[:MOST_SENTENCES])])


def kept_in_words(kept: dict[str, Any]) -> str:
    return (_("Entry %(entry)s stays: %(reason)s") if kept["entry"] else _("It stays: %(reason)s")) % kept


_ACTS: dict[LongWork.What, Callable[[LongWork, Progress, Done], None]] = {
    LongWork.What.PREVIEW: _preview,
    LongWork.What.POST: _post,
    LongWork.What.UNDO: _undo,
    LongWork.What.ANSWER: _answer,
}
