"""Undoing an import on pages: what one person posted one undoes; what takes two people another must agree to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from finance import rights
from finance.ledger import LedgerError
from finance.models import Document
from finance.rights import Action
from finance.views.reach import Reach, reach, signed_in
from imports import long_work
from imports.models import Batch, LongWork
from imports.pipeline import previewing, telling, undoing, undoing_by_two
from imports.pipeline.errors import UsageError
from imports.pipeline.seen import digest
from imports.views import listing
from imports.views.acting import saying_why_not
from imports.views.listing import batch_or_404

What = LongWork.What


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason; then take back everything the import posted, or let another person decide that."""
    batch = batch_or_404(reach(request), number)
    if batch.facility is None:
        raise PermissionDenied(_("This import posted nothing."))
    rights.require(request.user, Action.UNDO, batch.facility)
    busy, paper = long_work.busy_with(batch), previewing.paper_of_two(batch.kind)
    if busy is not None:
        return redirect("imports:work", busy.pk)
    reason, wrong = request.POST.get("reason", "").strip(), ""
    if request.method == "POST":
        try:
            return _asked(request, batch, reason) if paper else _undone(request, batch, reason)
        except (UsageError, LedgerError) as error:
            wrong = str(error)
    documents = Document.objects.filter(batch_number=batch.pk, status=Document.Status.POSTED)
    context = {
        "batch": batch,
        "documents": documents.exclude(kind=Document.Kind.REVERSAL),
        "entries": listing.standing(batch).count(),
        "reason": reason,
        "wrong": wrong,
        "who_approves": rights.approvers_in_words(batch.facility, paper) if paper else "",
    }
    return render(request, "imports/undo.html", context, status=422 if wrong else 200)


def asked(mine: Reach, found: Batch) -> dict[str, Any]:
    """Who asks that it be undone, and what this person may do about that."""
    if found.status != Batch.Status.POSTED or found.undo_asked_by is None:
        return {"undo_asked_by": None}
    person = signed_in(mine.request)
    return {
        "undo_asked_by": found.undo_asked_by,
        "may_undo": False,
        "may_approve_undo": undoing_by_two.may_approve(found, person),
        "may_give_up_undo": found.undo_asked_by_id == person.pk,
        "seen_to_undo": digest(found.result),
    }


def _asked(request: HttpRequest, batch: Batch, reason: str) -> HttpResponse:
    undoing_by_two.ask(batch, user=signed_in(request), reason=reason)
    messages.success(request, _("You asked that it be undone. It stands until another person approves that."))
    return redirect("imports:batch", batch.pk)


def _undone(request: HttpRequest, batch: Batch, reason: str) -> HttpResponse:
    person = signed_in(request)
    if reason and batch.status == Batch.Status.POSTED and long_work.is_long(batch):
        return redirect("imports:work", long_work.begin(What.UNDO, batch, person, reason=reason).pk)
    return _told(request, batch, undoing.undo(batch, user=person, reason=reason))


def _told(request: HttpRequest, batch: Batch, done: dict[str, Any]) -> HttpResponse:
    """Back at the import, with what was taken back and what stands."""
    messages.success(request, telling.undone_in_words(done | {"kept": []}))
    for kept in done["kept"]:
        messages.warning(request, telling.kept_in_words(kept))
    return redirect("imports:batch", batch.pk)


@require_POST
@saying_why_not
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Approve what another asked to undo, or leave the import as it stands."""
    batch, person = batch_or_404(reach(request), number), signed_in(request)
    busy = long_work.busy_with(batch)
    if busy is not None:
        return redirect("imports:work", busy.pk)
    if request.POST.get("do") != "approve":
        undoing_by_two.give_up(batch, person)
        messages.success(request, _("It stays as it stands."))
        return redirect("imports:batch", number)
    undoing_by_two.require_approver(batch, person)
    seen = request.POST.get("seen", "")
    if long_work.is_long(batch):
        return redirect("imports:work", long_work.begin(What.UNDO, batch, person, seen=seen).pk)
    return _told(request, batch, undoing_by_two.approve(batch, person, seen=seen))
