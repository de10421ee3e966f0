"""One import: its preview or what became of it, the file as it was read, the cell a figure came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance import rights
from finance.individuals import hidden_cell
from finance.models import Document, Entry, Facility
from finance.money import total
from finance.plan_filling import METHODS
from finance.rights import Action
from finance.views.reach import Reach, reach
from imports import doubts, long_work
from imports.account_mappings import centres_of
from imports.claims import Claim
from imports.judging import judge
from imports.kinds.kind import Control
from imports.kinds.plan_of_year import KIND as PLAN_OF_YEAR
from imports.kinds.plan_of_year import SPREADS
from imports.kinds.registry import kinds
from imports.labels import decisions
from imports.models import Batch
from imports.pipeline import looking, previewing
from imports.pipeline.errors import UsageError
from imports.pipeline.holding import OPEN
from imports.pipeline.keeping import KeptPayments
from imports.pipeline.looking import Look
from imports.pipeline.memory import NAMED, Near, nearest
from imports.pipeline.preparing import Refused, opened
from imports.pipeline.result import TEXT_FORMATS
from imports.pipeline.seen import digest
from imports.readers.grid import ReadError
from imports.refusals import explain
from imports.views import coded, listing, naming, questions, reading_shown, received, recognised, rejected, undoing
from imports.views.acting import who_posts
from imports.views.answers import NO_COST, codes_of_today
from imports.views.listing import ListedBatch, batch_or_404, standing
from imports.views.window import around, find, without_individuals

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """A preview with everything posting would do, or the record of what was posted."""
    mine = reach(request)
    try:
        found = batch_or_404(mine, number)
    except Http404:
        became = listing.former(mine, number)
        if became is None:
            raise
        return redirect("imports:batch", became.pk)
    busy = long_work.busy_with(found)
    if busy is not None:
        return redirect("imports:work", busy.pk)
    is_open = found.status in OPEN
    is_long = is_open and long_work.is_long(found)
    # its sheet is read for who asks to see it
    look, wrong = _look(found, is_long=is_long) if is_open and (not is_long or "top" in request.GET) else (None, "")
    said = look.json if look is not None else found.result
    is_payment = found.kind in kinds() and kinds()[found.kind].waits_by_party
    waiting = questions.questions(said, is_payment, found.facility.number if found.facility else "")
    controls = reading_shown.controls(said, _judged(found))
    payments = _payments(found, look, request.GET.get("payments")) if is_payment else None
    receipts = received.shown(said, found.status)
    context = {
        "batch": found,
        "listed": ListedBatch(found),
        "is_open": is_open,
        "is_long": is_long,
        "said": said,
        "budgets": reading_shown.budgets(said),
        "wrong": wrong,
        "counts": reading_shown.counts(found, said),
        "controls": controls,
        "controls_failed": sum(control.holds_today is False for control in controls),
        "is_judged": any(control.is_judged for control in controls),
        "decisions": decisions(found),
        "changes": reading_shown.change_table(said),
        "waiting": waiting,
        "duplicates": reading_shown.duplicates(said),
        "payments": payments,
        "receipts": receipts,
        "receipts_asked": any(receipt.is_asked for receipt in receipts),
        "received": received.choices() if receipts else {},
        "receipts_posted": total(receipt.amount for receipt in receipts if receipt.is_new),
        "codes": codes_of_today() if waiting or payments or receipts else [],
        "no_cost": NO_COST,
        "facilities": _facilities(found) if waiting else [],
        "centres": _centres(found) if any(group.account for group in waiting) else [],
        "standing": standing(found).count() if found.status == Batch.Status.UNDONE else None,
        "documents": list(Document.objects.filter(batch_number=found.pk)),
        **_approval(mine, found),
        "seen": digest(said) if is_open and said else "",
        "look": look,
        "sent_again": listing.sent_again(found),
        **_remarks(found, said),
        **_recognition(look, request, found),
        **_may(mine, found),
        **undoing.asked(mine, found),
    }
    return render(request, "imports/batch.html", context)


def _approval(mine: Reach, found: Batch) -> dict[str, Any]:
    """Who may post it, and by whose approval."""
    may_post, is_approver = who_posts(mine, found)
    paper = previewing.paper_of_two(found.kind)
    return {
        "may_post": may_post,
        "is_approver": is_approver,
        "needs_approval": bool(paper),
        "who_approves": rights.approvers_in_words(found.facility, paper) if paper and found.facility else "",
    }


def _remarks(found: Batch, said: Mapping[str, Any]) -> dict[str, Any]:
    """Problems, changes of papers, and doubts: of a posted import those of today, the answered ones apart."""
    problems, problem_count = reading_shown.problems(said)
    papers, paper_count = reading_shown.paper_changes(said)
    doubted, answered = said.get("doubts", []), list[tuple[str, str]]()
    if found.status == Batch.Status.POSTED:
        doubted = doubts.of_import(found)
        if doubted:
            doubted, answered = doubts.answered_of_import(found, doubted)
    return {
        "problems": problems, "problem_count": problem_count, "papers": papers, "paper_count": paper_count,
        "doubts": doubted, "answered": answered,
        "notes": reading_shown.notes(said),
    }  # fmt: skip


def _judged(found: Batch) -> list[Control]:
    """What a posted file states about the books, against the books as they are now."""
    is_posted = found.status == Batch.Status.POSTED
    return judge([Claim.from_json(claim) for claim in found.claims]) if is_posted else []


def _payments(found: Batch, look: Look | None, page: str | None) -> Page | None:
    if found.status == Batch.Status.PREVIEW:
        return coded.of_preview(KeptPayments(found) if look is None else look.payments, page)
    return coded.as_posted(found, page) if found.status == Batch.Status.POSTED else None


def _centres(found: Batch) -> list[tuple[str, str]]:
    """Cost centres of the import's year by key and name."""
    if found.facility is None or found.first_month is None:
        return []
    return list(centres_of(found.facility, year=found.first_month.year).items())


def _facilities(found: Batch) -> list[Facility]:
    """Whom a name that waits may mean, where the rows of the file are facilities."""
    if found.facility is None or not (found.kind in kinds() and kinds()[found.kind].waits_for_facility):
        return []
    return sorted(found.facility.with_branches(), key=lambda one: one.name)


def _look(found: Batch, *, is_long: bool) -> tuple[Look | None, str]:
    """The preview as it stands today, or why there is none. That of a large file is shown as it was kept."""
    try:
        return (looking.as_kept(found) if is_long else looking.look(found)), ""
    except (UsageError, PermissionDenied) as error:
        return None, str(error)


def _may(mine: Reach, found: Batch) -> dict[str, bool]:
    facility = found.facility
    is_own = facility is None and found.entered_by_id == mine.person.pk
    return {
        "may_import": is_own or (facility is not None and mine.may(Action.IMPORT, facility)),
        "may_undo": facility is not None and found.status == Batch.Status.POSTED and mine.may(Action.UNDO, facility),
    }


def _recognition(look: Look | None, request: HttpRequest, found: Batch) -> dict[str, Any]:
    """The file's own sheet with what was recognised, and what may be corrected about it."""
    if look is None:
        return {"window": None}
    top, table, grid, said = request.GET.get("top", ""), look.found.table, look.found.grid, look.json
    kind = look.found.kind or kinds().get(found.kind) or kinds().get(found.corrections.get("kind", ""))
    sheet, told = recognised.shown_sheet(look), previewing.told(found)
    near = _near(look, found, told)
    if near is not None:
        # what is proposed stands in the form until the person sends it
        kind, table, told = kinds().get(near.form.get("kind", ""), kind), None, near.form
        said = {**said, "asked": [{"form": f"columns.{key}"} for key in near.lacking]}
        sheet = next(one for one in grid.sheets if one.name == near.sheet) if grid else sheet
    header = table.header_row if table else int(told.get("header_row") or 1) - 1
    first = table.first_row if table else header + 1
    window = recognised.window(look, int(top) if top.isdecimal() else max(0, header - 6))
    if window is not None and not _sees_individuals(request, found):
        window = without_individuals(window)
    return {
        "window": window,
        "next_top": None if window is None or window.first + len(window.rows) >= window.of_rows else window.first + 60,
        "previous_top": None if window is None or window.first == 0 else max(0, window.first - 60),
        "column_choices": naming.column_choices(kind, table, said, told),
        "letters": naming.letters(sheet, header, first),
        "form": naming.form_shown(kind, table, look.json, told),
        "guessed": kind.key if kind is not None else "",
        "near": near,
        "kind_choices": listing.kinds(),
        "likely_kinds": listing.likely(look.json.get("asked", ())),
        "sheets": [s.name for s in grid.sheets] if grid and grid.format not in TEXT_FORMATS else [],
        "spreads": [way for way in METHODS if way[0] in SPREADS] if kind is not None and kind is PLAN_OF_YEAR else [],
        "spread": told.get("spread", ""),
    }


def _near(look: Look, found: Batch, told: Mapping[str, Any]) -> Near | None:
    """The remembered form that a refused file is almost of, while nothing was named of it."""
    grid = look.found.grid
    if not isinstance(look.found, Refused) or grid is None or found.facility is None or not NAMED.isdisjoint(told):
        return None
    return nearest(grid, found.facility)


@require_safe
def rejected_workbook(request: HttpRequest, number: int) -> HttpResponse:
    """The rejected rows with their reasons, as XLSX."""
    found = batch_or_404(reach(request), number)
    look, wrong = _look(found, is_long=long_work.is_long(found)) if found.status in OPEN else (None, "")
    made = rejected.workbook(look) if look is not None else None
    if made is None:
        raise Http404(wrong or _("No row of this file was rejected by itself."))
    _require_individuals(request, found)
    response = HttpResponse(made, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="rejected-{number}.xlsx"'
    return response


@require_safe
def cell(request: HttpRequest, number: int) -> HttpResponse:
    """The cell `?at=` of the source file, shown in the file's own sheet."""
    found = batch_or_404(reach(request), number)
    at = request.GET.get("at", "")
    context: dict[str, Any] = {"batch": found, "at": at, "window": None, "refusal": ""}
    if found.source is None:
        context["refusal"] = _("The file itself was not kept.")
    else:
        try:
            place = find(opened(found.source.data), at)
        except ReadError as error:
            context["refusal"] = explain(error)
        else:
            if place is None:
                raise Http404(_("The file has no cell “%(cell)s”.") % {"cell": at})
            header = found.result.get("source", {}).get("header_row")
            window = around(place, header)
            context["window"] = window if _sees_individuals(request, found) else without_individuals(window)
            context["entries"] = list(
                Entry.objects.filter(document__batch_number=number, cell=at).select_related("code", "reversed_by")
            )
    return render(request, "imports/cell.html", context)


@require_safe
def source_file(request: HttpRequest, number: int) -> HttpResponse:
    """The file as it came, byte for byte."""
    found = batch_or_404(reach(request), number)
    if found.source is None:
        raise Http404(_("The file itself was not kept."))
    _require_individuals(request, found)
    response = HttpResponse(found.source.data, content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.source_name or f'import-{number}')}"
    return response


def _sees_individuals(request: HttpRequest, found: Batch) -> bool:
    """A file of no facility yet is seen by who uploaded it alone."""
    return found.facility_id is None or reach(request).sees_individuals(found.facility_id)


def _require_individuals(request: HttpRequest, found: Batch) -> None:
    """Raises PermissionDenied where the file names individuals whom the person need not see."""
    if found.source is None or _sees_individuals(request, found):
        return
    try:
        grid = opened(found.source.data)
    except ReadError:
        return
    if any(hidden_cell(cell) != cell for sheet in grid.sheets for row in sheet.rows for cell in row):
        raise PermissionDenied(
            _("The file names individuals. The economist or the accountant of the facility can open it.")
        )
