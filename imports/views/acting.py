"""What a person does with an import: upload, correct, answer, post or approve, undo. POST only; rights on the data."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from finance import proving_oneself, rights
from finance.ledger import LedgerError
from finance.models import Budget, Facility
from finance.rights import Action, Approval
from finance.views.reach import Reach, reach, signed_in
from imports import bundles, long_work
from imports.context import CodeBook
from imports.long_work import What
from imports.models import Batch, LongWork
from imports.pipeline import answering, previewing, telling
from imports.pipeline.asked import LABELS
from imports.pipeline.cutting import cut
from imports.pipeline.errors import ChangedError, UsageError
from imports.pipeline.holding import OPEN, hold_open
from imports.posting_together import WantedPreview, post_one
from imports.scanning import require_clean
from imports.views.answers import answers_in
from imports.views.listing import batch_or_404
from imports.views.naming import named_in

Page = Callable[[HttpRequest, int], HttpResponse]


def saying_why_not(page: Page) -> Page:
    """What cannot be done is said on the import's page."""

    @wraps(page)
    def said(request: HttpRequest, number: int) -> HttpResponse:
        try:
            return page(request, number)
        except ChangedError as error:
            messages.warning(request, str(error))
        except (UsageError, LedgerError) as error:
            messages.error(request, str(error))
        is_there = Batch.objects.filter(pk=number).exists()
        return redirect("imports:batch", number) if is_there else redirect("imports:list")

    return said


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """One or several files into the current budget; each gets its own preview, a large one in the background."""
    mine, person = reach(request), signed_in(request)
    budget, facility = _into(request, mine)
    rights.require(person, Action.IMPORT, facility)
    made: list[Batch | LongWork] = []
    for file in request.FILES.getlist("files"):
        name = file.name or "?"
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
            said = _("%(name)s is larger than %(limit)s MB and was not read.") % {"name": name, "limit": limit}
            messages.error(request, said)
            continue
        whole = file.read()
        try:
            require_clean(whole)
        except UsageError as error:
            messages.error(request, f"{name}: {error}")
            continue
        if bundles.is_bundle(whole):
            made += _of_bundle(request, whole, name)
            continue
        data, name = cut(whole, name)
        begin = long_work.begin_preview if long_work.is_large(data) else previewing.begin
        try:
            made.append(begin(data, name, person, budget, facility))
        except UsageError as error:
            messages.error(request, f"{name}: {error}")
    if len(made) == 1:
        return _to(made[0])
    if made:
        said = ngettext("%(count)s file was read.", "%(count)s files were read.", len(made)) % {"count": len(made)}
        messages.success(request, f"{said} " + _("Open each to see what it changes, then post them together."))
        numbers = ",".join(str(one.pk) for one in made if isinstance(one, Batch))
        return redirect(f"{reverse('imports:together')}?files={numbers}" if numbers else "imports:list")
    if not request.FILES:
        messages.error(request, _("Choose a file first."))
    return redirect("imports:list")


def _into(request: HttpRequest, mine: Reach) -> tuple[Budget | None, Facility]:
    """The budget and the facility that files are for: those named, else those looked at."""
    if number := request.POST.get("facility"):
        facility = next((one for one in mine.facilities if one.number == number), None)
        if facility is None:
            raise Http404(_("There is no such facility, or you have no right to see it."))
        return None, facility
    budget = mine.budget(request.POST["budget"]) if request.POST.get("budget") else mine.current
    if budget is None:
        raise PermissionDenied(_("There is no budget to import into."))
    return budget, budget.facility


def _of_bundle(request: HttpRequest, data: bytes, name: str) -> list[Batch]:
    """Previews of the files in a zip, each for the facility whose БИН stands in it."""
    made = []
    try:
        parts = bundles.files_of(data, name)
    except UsageError as error:
        messages.error(request, str(error))
        return []
    for own, part in parts:
        content, named = cut(part, own)
        if long_work.is_large(content):
            messages.error(request, _("%(name)s is large: upload it by itself, not with others.") % {"name": own})
            continue
        try:
            made.append(previewing.begin(content, named, signed_in(request), None))
        except (UsageError, PermissionDenied) as error:
            messages.error(request, f"{own}: {error}")
    return made


@require_POST
@saying_why_not
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Take what the person says about the file and preview it anew."""
    batch = _open_batch(request, number)
    corrections = previewing.told(batch)
    told = request.POST
    if "not_duplicates" in told or "duplicates" in told:
        corrections["not_duplicates"] = sorted({int(row) for row in told.getlist("not_duplicates") if row.isdecimal()})
    if "kind" in told:
        corrections = {key: value for key, value in corrections.items() if key not in LABELS}
        corrections |= named_in(told, previewing.told(batch))
    corrections = {key: value for key, value in corrections.items() if value}
    return _renewed(request, batch, corrections, previewing.answered(batch))


@require_POST
@saying_why_not
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Codes for the rows that wait: remembered as names or rules, or for these rows alone."""
    batch, person = batch_or_404(reach(request), number), signed_in(request)
    if batch.facility is not None:
        paper = previewing.paper_of_two(batch.kind) if batch.status == Batch.Status.POSTED else ""
        if not (paper and rights.may_approve(person, batch.facility, paper)):
            rights.require(person, Action.IMPORT, batch.facility)
    busy = long_work.busy_with(batch)
    if busy is not None:
        return _to(busy)
    answers = answers_in(request.POST)
    if not any(answers.values()):
        messages.warning(request, _("Choose a code for at least one row."))
        return _to(batch)
    if batch.status in OPEN:
        renewed = _renewed(request, batch, *answering.said_of_preview(batch, answers, person))
        page = request.POST.get("payments-page", "")
        is_page = page.isdecimal() and page.isascii()
        return redirect(f"{renewed['Location']}?payments={page}#payments") if is_page else renewed
    answering.checked(answers, CodeBook(), batch.result.get("receipts", ()))
    if batch.status == Batch.Status.POSTED and long_work.is_long(batch):
        return _to(long_work.begin(What.ANSWER, batch, person, answers=answers))
    outcome = answering.answer(batch, answers, user=person)
    if outcome.status == Batch.Status.REFUSED:
        for problem in telling.refused_in_words(outcome.json):
            messages.error(request, problem)
    else:
        messages.success(request, telling.answered_in_words(outcome.json))
    return _to(batch)


@require_POST
@saying_why_not
def post(request: HttpRequest, number: int) -> HttpResponse:
    """Post the preview, or approve it where two people are needed."""
    batch, person = _open_batch(request, number, action=None), signed_in(request)
    may_post, is_approver = who_posts(reach(request), batch)
    if not may_post:
        raise PermissionDenied(_("Another person with the right to approve must post this."))
    if is_approver and batch.facility is not None:
        proving_oneself.require(request.session, batch.facility, Decimal(batch.result.get("total") or 0))
    shown = request.POST.get("seen", "")
    if long_work.is_long(batch):
        approver = person.pk if is_approver else None
        return _to(long_work.begin(What.POST, batch, person, approver=approver, shown=shown))
    made = post_one(WantedPreview(batch, shown, is_approver), person)
    if made.status == Batch.Status.POSTED:
        messages.success(request, telling.posted_in_words(made.result["rows"]["posted"]))
    return _to(made)


def who_posts(mine: Reach, batch: Batch) -> tuple[bool, bool]:
    """Whether the person may post the preview, and whether they do so as its approver."""
    if batch.facility is None:
        return False, False
    person = signed_in(mine.request)
    paper = previewing.paper_of_two(batch.kind)
    is_approver = (
        rights.may_approve(person, batch.facility, paper) if paper else mine.may(Action.APPROVE, batch.facility)
    )
    may_approve = is_approver and Approval(batch.entered_by, person).is_by_two
    return may_approve or (not paper and mine.may(Action.IMPORT, batch.facility)), may_approve


@require_POST
@saying_why_not
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw away a preview that was never posted."""
    batch = _open_batch(request, number)
    with transaction.atomic():
        hold_open(batch).delete()
    messages.success(request, _("The preview was thrown away; nothing was posted."))
    return redirect("imports:list")


def _renewed(request: HttpRequest, batch: Batch, corrections: dict[str, Any], rows: dict[str, str]) -> HttpResponse:
    if long_work.is_long(batch):
        return _to(long_work.begin(What.PREVIEW, batch, signed_in(request), corrections=corrections, rows=rows))
    return _to(previewing.again(batch, corrections, rows, by=signed_in(request)))


def _to(made: Batch | LongWork) -> HttpResponse:
    """To the import, or to the page that shows how far it is."""
    return redirect("imports:batch" if isinstance(made, Batch) else "imports:work", made.pk)


def _open_batch(request: HttpRequest, number: int, action: Action | None = Action.IMPORT) -> Batch:
    """A batch that was not posted yet; the person may do `action` at its facility."""
    batch = batch_or_404(reach(request), number)
    if batch.facility is not None and action is not None:
        rights.require(request.user, action, batch.facility)
    if batch.status not in OPEN:
        raise PermissionDenied(_("This import is no preview any more."))
    if long_work.busy_with(batch) is not None:
        raise PermissionDenied(_("This file is being worked on. Wait until it is done, or stop it."))
    return batch
