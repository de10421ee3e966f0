"""The previews a person may post, ticked and posted with one press; what cannot be posted stands with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from finance.views.reach import Reach, reach, signed_in
from imports import long_work
from imports.models import Batch, LongWork
from imports.pipeline import telling
from imports.pipeline.holding import OPEN
from imports.pipeline.seen import digest
from imports.posting_together import Fate, WantedPreview, in_turn, post_together
from imports.views.acting import who_posts
from imports.views.listing import ListedBatch, visible

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Offered:
    """A preview as a line: what posting would do, or why it cannot be posted from here."""

    listed: ListedBatch
    why_not: str
    is_ticked: bool

    @property
    def batch(self) -> Batch:
        return self.listed.batch

    @property
    def seen(self) -> str:
        return digest(self.batch.result)


@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """GET lists the open previews in the order of posting, those of `?files=1,2` ticked; POST posts what is ticked."""
    mine = reach(request)
    if request.method != "POST":
        return _page(request, mine)
    ticked = [number for number in request.POST.getlist("file") if number.isdecimal()][:MOST_FILES]
    wanted, left = [], []
    for batch in visible(mine).select_related("facility", "entered_by", "source").filter(pk__in=ticked):
        may_post, is_approver = who_posts(mine, batch)
        if batch.status == Batch.Status.PREVIEW and may_post and long_work.busy_with(batch) is None:
            wanted.append(WantedPreview(batch, request.POST.get(f"seen-{batch.pk}", ""), is_approver))
        else:
            left.append(Fate(batch, None, _why_not(mine, batch) or _("it is being worked on")))
    fates = post_together(wanted, signed_in(request)) + left
    _say(request, fates)
    stay = [str(fate.batch.pk) for fate in fates if fate.made is None]
    return redirect(f"{reverse('imports:together')}?files={','.join(stay)}" if stay else reverse("imports:list"))


def _page(request: HttpRequest, mine: Reach) -> HttpResponse:
    named = {int(number) for number in request.GET.get("files", "").split(",") if number.isdecimal()}
    found = visible(mine).select_related("facility", "entered_by", "source").filter(status__in=OPEN)
    shown = [batch for batch in found[:MOST_FILES] if batch.pk in named or batch.status == Batch.Status.PREVIEW]
    lines = [_offered(mine, batch, named) for batch in in_turn(shown)]
    context = {
        "lines": [line for line in lines if not line.why_not],
        "stay": [line for line in lines if line.why_not],
    }
    return render(request, "imports/together.html", context)


def _offered(mine: Reach, batch: Batch, named: set[int]) -> Offered:
    return Offered(ListedBatch(batch), _why_not(mine, batch), batch.pk in named)


def _why_not(mine: Reach, batch: Batch) -> str:
    """Why the person cannot post a preview now; empty where they can."""
    if batch.status == Batch.Status.ALREADY:
        return _("every row is in the books already")
    if batch.status != Batch.Status.PREVIEW:
        return " ".join(telling.refused_in_words(batch.result)[:1]) or _("it is no preview any more")
    if long_work.busy_with(batch) is not None:
        return _("it is being worked on")
    return "" if who_posts(mine, batch)[0] else _("another person must approve it")


def _say(request: HttpRequest, fates: list[Fate]) -> None:
    posted = [fate for fate in fates if fate.is_posted]
    works = [fate for fate in fates if isinstance(fate.made, LongWork)]
    if posted:
        said = ngettext("%(count)s file was posted:", "%(count)s files were posted:", len(posted))
        messages.success(request, said % {"count": len(posted)} + " " + ", ".join(f.batch.source_name for f in posted))
    if works:
        said = ngettext("%(count)s file is being posted.", "%(count)s files are being posted.", len(works))
        messages.success(request, said % {"count": len(works)})
    for fate in fates:
        if fate.made is None:
            messages.warning(request, f"{fate.batch.source_name}: {fate.reason}")
    if not fates:
        messages.error(request, _("Tick at least one file."))
