"""What a person does with an import: upload, correct, answer, post or approve, undo. POST only; rights on the data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from finance import rights
from finance.ledger import LedgerError
from finance.models import Budget, Document, Entry
from finance.rights import Action
from finance.views.reach import Reach, reach
from imports import long_acts, long_work
from imports.context import CodeBook
from imports.models import Batch
from imports.pipeline import answering, previewing, undoing
from imports.pipeline.errors import UsageError
from imports.pipeline.previewing import NEEDS_APPROVAL, ChangedError
from imports.views.listing import batch_or_404


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """One or several files into the current budget; each gets its own preview."""
    mine = reach(request)
    budget = mine.budget(request.POST["budget"]) if request.POST.get("budget") else mine.current
    if budget is None:
        raise PermissionDenied(_("There is no budget to import into."))
    rights.require(request.user, Action.IMPORT, budget.facility)
    made = []
    for file in request.FILES.getlist("files"):
        name = file.name or "?"
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
            said = _("%(name)s is larger than %(limit)s MB and was not read.") % {"name": name, "limit": limit}
            messages.error(request, said)
            continue
        try:
            made.append(_address_of(file.read(), name, request.user, budget))  # type: ignore[arg-type] # only the signed-in come here
        except UsageError as error:
            messages.error(request, f"{name}: {error}")
    if len(made) == 1:
        return redirect(made[0])
    if made:
        said = ngettext("%(count)s file was read.", "%(count)s files were read.", len(made)) % {"count": len(made)}
        messages.success(request, f"{said} " + _("Open each to see what it changes, then post it."))
    elif not request.FILES:
        messages.error(request, _("Choose a file first."))
    return redirect("imports:list")


def _address_of(data: bytes, name: str, person: AbstractBaseUser, budget: Budget) -> str:
    """The preview of a file, or the page that shows how far its reading is."""
    if long_work.is_long_file(data):
        return reverse("imports:work", args=[long_work.begin_preview(data, name, person, budget).pk])
    return reverse("imports:batch", args=[previewing.begin(data, name, person, budget).pk])


@require_POST
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Take what the person says about the file and preview it anew."""
    batch = _open_batch(request, number)
    corrections = previewing.told(batch)
    told = request.POST
    if "not_duplicates" in told or "duplicates" in told:
        corrections["not_duplicates"] = sorted({int(row) for row in told.getlist("not_duplicates") if row.isdecimal()})
    if "kind" in told:
        corrections |= _table_corrections(told)
    return _renewed(request, batch, {key: value for key, value in corrections.items() if value})


def _table_corrections(told: QueryDict) -> dict[str, Any]:
    """Kind, sheet, header row, unit and columns; an empty choice leaves the decision to the program."""
    columns = {name.removeprefix("column-"): told[name] for name in told if name.startswith("column-") and told[name]}
    header = told.get("header_row", "")
    return {
        "kind": told.get("kind", ""),
        "sheet": told.get("sheet", ""),
        "header_row": int(header) if header.isdecimal() and int(header) > 0 else None,
        "unit": told.get("unit", "") if told.get("unit") in ("tenge", "thousand") else "",
        "columns": columns,
    }


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Codes for the rows that wait: remembered as names or rules, or for these rows alone."""
    batch = batch_or_404(reach(request), number)
    if batch.facility is not None:
        rights.require(request.user, Action.IMPORT, batch.facility)
    busy = long_work.busy_with(batch)
    if busy is not None:
        return redirect("imports:work", busy.pk)
    answers = _answers(request.POST)
    if not any(answers.values()):
        messages.warning(request, _("Choose a code for at least one row."))
        return redirect("imports:batch", number)
    try:
        if batch.status == Batch.Status.POSTED:
            if long_work.is_long_preview(batch):
                answering.checked(answers, CodeBook())
                work = long_work.begin_answering(batch, request.user, answers)  # type: ignore[arg-type] # only the signed-in come here
                return redirect("imports:work", work.pk)
            outcome = answering.answer(batch, answers, user=request.user)  # type: ignore[arg-type] # only the signed-in come here
            _say_answered(request, outcome.json)
            return redirect("imports:batch", number)
        rows = answering.checked(answers, CodeBook())
        if batch.facility is not None:
            answering.remember(answers, batch.facility, request.user)  # type: ignore[arg-type] # only the signed-in come here
        earlier = batch.facts.get(previewing.ANSWERED, {})
        known = earlier | {str(row): code for row, code in rows.items()}
        return _renewed(request, batch, previewing.told(batch), known)
    except (UsageError, LedgerError) as error:
        messages.error(request, str(error))
        return redirect("imports:batch", number)


def _answers(told: QueryDict) -> dict[str, Any]:
    """Groups of the form are numbered; each says its rows, its code and whether to remember it."""
    answers: dict[str, Any] = {"aliases": {}, "rules": [], "rows": {}}
    for group in told.getlist("group"):
        code = told.get(f"code-{group}", "").strip()
        if not code:
            continue
        if not told.get(f"remember-{group}"):
            answers["rows"] |= {row: code for row in told.get(f"rows-{group}", "").split(",") if row}
        elif told.get(f"payment-{group}"):
            rule = {key: told.get(f"{key}-{group}", "").strip() for key in ("number", "knp", "words")}
            answers["rules"].append({**{key: value for key, value in rule.items() if value}, "code": code})
        else:
            answers["aliases"][told.get(f"name-{group}", "")] = code
    return answers


def _say_answered(request: HttpRequest, found: dict[str, Any]) -> None:
    if found.get("status") == Batch.Status.REFUSED:
        for problem in long_acts.refused_in_words(found):
            messages.error(request, problem)
        return
    messages.success(request, long_acts.answered_in_words(found))


@require_POST
def post(request: HttpRequest, number: int) -> HttpResponse:
    """Post the preview, or approve it where two people are needed."""
    batch = _open_batch(request, number, action=None)
    may_post, approver = who_posts(reach(request), batch)
    if not may_post:
        raise PermissionDenied(_("Another person with the right to approve must post this."))
    shown = (request.POST.get("posted", ""), request.POST.get("total", ""))
    if long_work.is_long_preview(batch):
        work = long_work.begin_posting(batch, request.user, is_approver=approver, shown=shown)  # type: ignore[arg-type] # only the signed-in come here
        return redirect("imports:work", work.pk)
    try:
        outcome = previewing.post(batch, approved_by=request.user if approver else None, shown=shown)  # type: ignore[arg-type] # only the signed-in come here
    except ChangedError:
        messages.warning(request, _("The books changed since this preview was made. Look at it again, then post it."))
        return redirect("imports:batch", number)
    except (UsageError, LedgerError) as error:
        messages.error(request, str(error))
        return redirect("imports:batch", number)
    if outcome.batch is None:
        return redirect("imports:list")
    if outcome.status == Batch.Status.POSTED:
        messages.success(request, long_acts.posted_in_words(outcome.json["rows"]["posted"]))
    return redirect("imports:batch", outcome.batch.pk)


def who_posts(mine: Reach, batch: Batch) -> tuple[bool, bool]:
    """Whether the person may post the preview, and whether they do so as its approver."""
    is_enterer = batch.entered_by_id == mine.person.pk
    if batch.facility is None:
        return False, False
    may_approve = mine.may(Action.APPROVE, batch.facility) and not is_enterer
    if batch.kind in NEEDS_APPROVAL:
        return may_approve, may_approve
    return may_approve or mine.may(Action.IMPORT, batch.facility), may_approve


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for the reason, then take back everything the import posted."""
    batch = batch_or_404(reach(request), number)
    if batch.facility is None:
        raise PermissionDenied(_("This import posted nothing."))
    rights.require(request.user, Action.UNDO, batch.facility)
    busy = long_work.busy_with(batch)
    if busy is not None:
        return redirect("imports:work", busy.pk)
    reason, wrong = request.POST.get("reason", "").strip(), ""
    if request.method == "POST":
        if reason and batch.status == Batch.Status.POSTED and long_work.is_long_undo(batch):
            return redirect("imports:work", long_work.begin_undoing(batch, request.user, reason).pk)  # type: ignore[arg-type] # only the signed-in come here
        try:
            done = undoing.undo(batch, user=request.user, reason=reason)  # type: ignore[arg-type] # only the signed-in come here
        except (UsageError, LedgerError) as error:
            wrong = str(error)
        else:
            _say_undone(request, done)
            return redirect("imports:batch", number)
    documents = Document.objects.filter(batch_number=batch.pk, status=Document.Status.POSTED)
    documents = documents.exclude(kind=Document.Kind.REVERSAL)
    standing = Entry.objects.filter(document__in=documents, reverses__isnull=True, reversed_by__isnull=True)
    context = {"batch": batch, "documents": documents, "entries": standing.count(), "reason": reason, "wrong": wrong}
    return render(request, "imports/undo.html", context, status=422 if wrong else 200)


def _say_undone(request: HttpRequest, done: dict[str, Any]) -> None:
    messages.success(request, long_acts.undone_in_words(done | {"kept": []}))
    for kept in done["kept"]:
        messages.warning(request, long_acts.kept_in_words(kept))


@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away a preview that was never posted."""
    batch = _open_batch(request, number)
    batch.delete()
    messages.success(request, _("The preview was thrown away; nothing was posted."))
    return redirect("imports:list")


def _renewed(
    request: HttpRequest, batch: Batch, corrections: dict[str, Any], rows: dict[str, str] | None = None
) -> HttpResponse:
    if long_work.is_long_preview(batch):
        work = long_work.begin_preview_again(batch, corrections, rows, request.user)  # type: ignore[arg-type] # only the signed-in come here
        return redirect("imports:work", work.pk)
    try:
        made = previewing.again(batch, corrections, rows)
    except UsageError as error:
        messages.error(request, str(error))
        return redirect("imports:batch", batch.pk)
    return redirect("imports:batch", made.pk)


def _open_batch(request: HttpRequest, number: int, action: Action | None = Action.IMPORT) -> Batch:
    """A batch that was not posted yet; the person may do `action` at its facility."""
    batch = batch_or_404(reach(request), number)
    if batch.facility is not None and action is not None:
        rights.require(request.user, action, batch.facility)
    if batch.status not in previewing.OPEN:
        raise PermissionDenied(_("This import is no preview any more."))
    if long_work.busy_with(batch) is not None:
        raise PermissionDenied(_("This file is being worked on. Wait until it is done, or stop it."))
    return batch
