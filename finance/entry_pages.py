"""Entries behind a figure a page at a time, by where the page before it ended: one cost at any number of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from finance.drill import IN_ORDER, Drill
from finance.models import Entry

ENTRIES_A_PAGE = 100
# fewer than this are sorted for every page; more are walked in the order of their index
FEW = 5000


@dataclass(frozen=True, slots=True)
class EntryPage:
    """`before` and `after` are numbers of entries at which the page before and the one after begin, where there are."""

    entries: tuple[Entry, ...]
    before: int | None
    after: int | None

    @property
    def has_other_pages(self) -> bool:
        return self.before is not None or self.after is not None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def page_of(drill: Drill, budget_ids: Collection[int], after: str = "", before: str = "") -> EntryPage:
    """The page after an entry, or before one, by their numbers; the first where neither is one of the reader's."""
    asked = before or after
    edge = (
        Entry.objects.filter(pk=asked, budget_id__in=budget_ids).first()
        if asked.isascii() and asked.isdigit()
        else None
    )
    is_back = edge is not None and bool(before)
    found = drill.entries(budget_ids, are_many=_are_many(drill, budget_ids))
    if edge is not None:
        found = found.filter(_beyond(edge, "lt" if is_back else "gt"))
    if is_back:
        found = found.order_by(*(f"-{name}" for name in IN_ORDER))
    read = list(found[: ENTRIES_A_PAGE + 1])
    shown, is_more = read[:ENTRIES_A_PAGE], len(read) > ENTRIES_A_PAGE
    if is_back:
        shown.reverse()
    has_before, has_after = (is_more, True) if is_back else (edge is not None, is_more)
    first, last = (shown[0].pk, shown[-1].pk) if shown else (None, None)
    return EntryPage(tuple(shown), first if has_before else None, last if has_after else None)


def _are_many(drill: Drill, budget_ids: Collection[int]) -> bool:
    """Asked where it makes a difference; of several budgets no index has the order, so theirs are always sorted."""
    if connection.vendor != "sqlite":
        return False
    few: QuerySet = drill.entries(budget_ids).order_by().values("pk")[: FEW + 1]
    return len(set(drill.budget_ids()) & set(budget_ids)) == 1 and few.count() > FEW


def _beyond(edge: Entry, side: str) -> Q:
    of_month = Q(month=edge.month)
    later = Q((f"date__{side}", edge.date)) | Q((f"id__{side}", edge.pk), date=edge.date)
    return Q((f"month__{side}e", edge.month)) & (Q((f"month__{side}", edge.month)) | of_month & later)
