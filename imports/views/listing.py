"""Imports as a list, and which of them a person may see."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.languages import active_language
from finance.models import Document, Entry
from finance.reporting.periods import period_in_words
from finance.rights import Action
from finance.views.reach import Reach, reach
from imports.kinds import registry
from imports.models import Batch
from imports.pipeline import previewing
from imports.pipeline.paid_contracts import PaidContracts, paid_contracts
from imports.views.work import in_progress

BATCHES_A_PAGE = 40


def visible(mine: Reach) -> QuerySet[Batch]:
    """Imports of the person's facilities, and their own files that no facility could be told for."""
    own = Q(facility__isnull=True, entered_by_id=mine.person.pk)
    return Batch.objects.filter(Q(facility__in=mine.facilities) | own)


def former(mine: Reach, number: int) -> Batch | None:
    """What became of the preview that had this number; None where there was none, or the person may not see it."""
    return visible(mine).filter(former_numbers__number=number).first()


def batch_or_404(mine: Reach, number: int) -> Batch:
    found = visible(mine).select_related("facility", "entered_by", "approved_by", "undone_by").filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such import, or you have no right to see it."))
    return found


def sent_again(found: Batch) -> tuple[User | None, datetime] | None:
    """Who sent the same file while it waits, and when."""
    if found.status != Batch.Status.PREVIEW or previewing.SENT_AGAIN not in found.facts:
        return None
    person, at = found.facts[previewing.SENT_AGAIN]
    return User.objects.filter(pk=person).first(), datetime.fromisoformat(at)


def standing(batch: Batch) -> QuerySet[Entry]:
    """Entries of an import that were not taken back."""
    mine = Entry.objects.standing().filter(document__batch_number=batch.pk, document__status=Document.Status.POSTED)
    return mine.exclude(document__kind=Document.Kind.REVERSAL)


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """The list, newest first; the filter stands in the address."""
    mine = reach(request)
    found = visible(mine).select_related("facility", "entered_by", "undone_by").defer("decisions", "facts")
    words, kind, status = (request.GET.get(name, "").strip() for name in ("q", "kind", "status"))
    if words:
        found = found.filter(Q(source_name__icontains=words) | Q(pk=int(words) if words.isdecimal() else 0))
    if kind:
        found = found.filter(kind=kind)
    if status in Batch.Status.values:
        found = found.filter(status=status)
    for name, lookup in (("since", "created_at__date__gte"), ("until", "created_at__date__lte")):
        day = _day(request.GET.get(name, ""))
        if day:
            found = found.filter(**{lookup: day})
    page = Paginator(found, BATCHES_A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "lines": [ListedBatch(batch) for batch in page.object_list],
        "query": query.urlencode(),
        "asked": request.GET,
        "is_filtered": any(value for name, value in request.GET.items() if name != "page"),
        "kinds": kinds(),
        "statuses": Batch.Status.choices,
        "may_import": mine.may(Action.IMPORT),
        "in_progress": in_progress(mine),
        "previews": visible(mine).filter(status=Batch.Status.PREVIEW).count(),
    }
    return render(request, "imports/batches.html", context)


class ListedBatch:
    """A batch as a line of the list."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.kind_label = dict(kinds()).get(batch.kind, batch.kind)
        rows = batch.result.get("rows", {})
        is_undone = batch.status == Batch.Status.UNDONE
        self.posted = rows.get("posted") if batch.status != Batch.Status.PREVIEW and not is_undone else None
        self.taken_back = rows.get("posted") if is_undone else None
        self.waiting = rows.get("unresolved") if not is_undone else None
        total = batch.result.get("total")
        self.total = Decimal(total) if total is not None and has_total(batch.kind) else None

    @property
    def period(self) -> str:
        first, last = self.batch.first_month, self.batch.last_month
        return "" if first is None or last is None else period_in_words(first, last, active_language())

    @property
    def paid(self) -> list[PaidContracts]:
        """What of its payments is matched to contracts today."""
        return paid_contracts(self.batch) if self.batch.status == Batch.Status.POSTED else []


def has_total(kind: str) -> bool:
    """Whether rows of files of this kind add up to an amount; those of a file whose kind is not known do."""
    known = registry.kinds().get(kind)
    return known is None or (known.is_in_tenge and known.adds_up)


def kinds() -> list[tuple[str, str]]:
    """Every kind of file by its key and name in words."""
    return sorted(((key, str(kind.label)) for key, kind in registry.kinds().items()), key=lambda pair: pair[1])


def likely(asked: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The kinds among which the file leaves the choice, by key and name in words; none where any could be."""
    found: list[str] = next((one["choices"] for one in asked if one["form"] == "kind"), [])
    every = registry.kinds()
    return [(key, str(every[key].label)) for key in found] if len(found) < len(every) else []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
