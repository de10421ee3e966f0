"""Long work as a page: what is being done, how far it is, the way to stop it; without scripts it reloads by itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from finance import rights
from finance.databases.looking import without_waiting
from finance.rights import Action
from finance.views.reach import Reach, reach
from imports import long_work, workers
from imports.models import LongWork

State = LongWork.State
Step = LongWork.Step
# Where the bar stands, of 100, as each step begins: the shares of time measured on a register of 60 000 rows.
BEGINS_AT = {"": 0, Step.READING: 2, Step.RECOGNISING: 20, Step.UNDERSTANDING: 24, Step.WRITING: 35}
# Entries that are taken back in a second, as measured with SQLite on a busy machine.
UNDONE_A_SECOND = 5500
# What has steps of its own; previews and postings take all.
STEPS = {
    LongWork.What.UNDO: [Step.WRITING],
    LongWork.What.ANSWER: [Step.READING, Step.RECOGNISING, Step.WRITING],
}
FAILURES_SHOWN_FOR = timedelta(days=7)
# How soon a page misses the worker; one that is started anew takes a few seconds.
PATIENCE = timedelta(seconds=15)


@dataclass(frozen=True)
class ShownWork:
    """A work in words. `value` is of 100; `steps` are (label, `done`, `now` or `later`)."""

    work: LongWork
    value: int
    sentence: str
    detail: str
    warning: str
    steps: list[tuple[str, str]]
    is_being_stopped: bool = False


def visible(mine: Reach) -> QuerySet[LongWork]:
    """Works of the person's facilities."""
    return LongWork.objects.filter(facility__in=mine.facilities).select_related("started_by")


def in_progress(mine: Reach) -> list[ShownWork]:
    """What the list of imports shows above itself: unfinished work, and failures of the last days."""
    recent = timezone.now() - FAILURES_SHOWN_FOR
    found = visible(mine).filter(state__in=(*LongWork.UNFINISHED, State.FAILED), changed_at__gte=recent)
    works = list(found.order_by("-pk")[:20])
    if any(work.is_unfinished for work in works):
        _take_up_again()
    return [shown(work) for work in works]


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    """How far the work is; where it ended well, its import."""
    _take_up_again()
    work = _work_or_404(reach(request), number)
    if work.state == State.DONE:
        if work.message:
            is_new_preview = work.what == LongWork.What.PREVIEW
            messages.add_message(request, messages.WARNING if is_new_preview else messages.SUCCESS, work.message)
        return redirect(_address(work))
    may_stop = reach(request).may(Action.IMPORT, work.facility) or work.started_by_id == request.user.pk
    is_own = work.started_by_id == request.user.pk
    return render(request, "imports/work.html", {"shown": shown(work), "may_stop": may_stop, "is_own": is_own})


@require_safe
def state(request: HttpRequest, number: int) -> HttpResponse:
    """The same for a script; `next` is where to go once there is nothing more to wait for."""
    _take_up_again()
    work = _work_or_404(reach(request), number)
    now = shown(work)
    address = "" if work.is_unfinished else reverse("imports:work", args=[work.pk])
    steps = [standing for _label, standing in now.steps]
    said = {"value": now.value, "sentence": now.sentence, "detail": now.detail, "warning": now.warning}
    return JsonResponse(said | {"steps": steps, "next": address}, headers={"Cache-Control": "no-store"})


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop the work, or put a failed one away."""
    work = _work_or_404(reach(request), number)
    if work.started_by_id != request.user.pk:
        rights.require(request.user, Action.IMPORT, work.facility)
    was_failed = work.state == State.FAILED
    if not long_work.cancel(work):
        messages.warning(
            request, _("It is past the point where it can be stopped. If it posts, undo the import afterwards.")
        )
        return redirect("imports:work", number)
    return redirect("imports:list") if was_failed else redirect("imports:work", number)


@require_POST
def try_again(request: HttpRequest, number: int) -> HttpResponse:
    """Begin a failed or stopped work anew; only who began it may, since it is done in their name."""
    work = _work_or_404(reach(request), number)
    if work.started_by_id != request.user.pk:
        raise PermissionDenied(_("Only the person who began this can begin it again."))
    long_work.try_again(work)
    return redirect("imports:work", number)


def shown(work: LongWork) -> ShownWork:
    order = steps_of(work)
    place = order.index(Step(work.step)) if work.step else -1
    steps = [
        (_label(work, step), "done" if at < place else "now" if at == place and work.is_unfinished else "later")
        for at, step in enumerate(order)
    ]
    return ShownWork(
        work, _value(work), _sentence(work), _detail(work), _warning(work), steps, long_work.is_being_stopped(work)
    )


def steps_of(work: LongWork) -> list[LongWork.Step]:
    return STEPS.get(LongWork.What(work.what), list(Step))


def _sentence(work: LongWork) -> str:
    if work.state == State.CANCELLED:
        return _("Nothing was saved.")
    if work.state == State.FAILED:
        return work.message
    if long_work.is_being_stopped(work):
        return _("Being stopped…")
    if work.state == State.WAITING or not work.step:
        return _("Waits its turn.")
    step = Step(work.step)
    order = steps_of(work)
    place = {"number": order.index(step) + 1, "count": len(order), "step": _label(work, step)}
    return _("Step %(number)s of %(count)s: %(step)s.") % place


def _value(work: LongWork) -> int:
    """While one transaction writes it can tell nothing, so the bar goes on as the steps before foretell."""
    is_undo = work.what == LongWork.What.UNDO
    value = BEGINS_AT[Step.READING] if is_undo and work.step else BEGINS_AT.get(work.step, 0)
    if work.step != Step.WRITING or work.began_at is None:
        return value
    took, lasts = work.changed_at - work.began_at, timezone.now() - work.changed_at
    foretold = timedelta(seconds=work.rows / UNDONE_A_SECOND) if is_undo else took * (100 - value) / value
    return value + int((97 - value) * min(1.0, lasts / foretold)) if foretold else value


def _label(work: LongWork, step: LongWork.Step) -> str:
    if step == Step.WRITING and work.what == LongWork.What.PREVIEW:
        return _("comparing with the books")
    if step == Step.WRITING and work.what == LongWork.What.UNDO:
        return _("taking back the entries")
    return str(step.label)


def _detail(work: LongWork) -> str:
    if not work.is_unfinished:
        return ""
    seconds = max(0, int((timezone.now() - work.created_at).total_seconds()))
    lasts = _("%(minutes)s min %(seconds)02d s since it was asked.") % {
        "minutes": seconds // 60, "seconds": seconds % 60,
    }  # fmt: skip
    if not work.rows:
        return lasts
    return ngettext("%(count)s row.", "%(count)s rows.", work.rows) % {"count": work.rows} + " " + lasts


def _warning(work: LongWork) -> str:
    """Why a work waits longer than it should."""
    if work.state != State.WAITING or timezone.now() - work.changed_at < PATIENCE:
        return ""
    if workers.is_there_one():
        return _("Another file is being worked on; this one follows.")
    return _(
        "Nothing works on it: the background worker does not run. Ask whoever runs the program to start it with “make "
        "serve”. The file is kept and its turn comes then."
    )


def _take_up_again() -> None:
    # A look at a page must not fail because an import is being written; the next look will do.
    with suppress(OperationalError), without_waiting():
        long_work.take_up_again()


def _address(work: LongWork) -> str:
    return reverse("imports:batch", args=[work.result_id]) if work.result_id else reverse("imports:list")


def _work_or_404(mine: Reach, number: int) -> LongWork:
    found = visible(mine).select_related("facility").filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such work, or you have no right to see it."))
    return found
