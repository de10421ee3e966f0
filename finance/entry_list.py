"""The entries of a figure, narrowed by words and sums, a page at a time; nothing is counted and no row is skipped over.

A page begins after the last entry of the one before (`date.id` in the address), so the last page costs what the first
does. Words are looked for as the search does; whoever may not see an individual does not find one either.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from finance import search_index
from finance.amounts import Refusal, parse_amount
from finance.drill import Drill, DrillError
from finance.individuals import hidden, hidden_party
from finance.models import Entry
from finance.money import ZERO, total
from finance.searching import LONGEST_QUERY, Query, amount_words, words_of

A_PAGE = 100
_PLACE = re.compile(r"(\d{4}-\d\d-\d\d)\.(\d{1,18})", re.ASCII)
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of a figure's entries is looked at; sums are without their sign, tenge, inclusive."""

    words: str = ""
    least: Decimal | None = None
    most: Decimal | None = None

    @classmethod
    def parse(cls, query: QueryDict) -> Narrowing:
        """Raises DrillError for a sum that is none."""
        words = query.get("words", "")[:LONGEST_QUERY].replace("\0", "").strip()
        return cls(words, _sum(query.get("least", "")), _sum(query.get("most", "")))

    @property
    def is_empty(self) -> bool:
        return not self.words and self.least is None and self.most is None


@dataclass(frozen=True, slots=True)
class Page:
    """`before` and `after` name where the neighbouring pages end and begin; None where there is none."""

    rows: tuple[Entry, ...]
    before: str | None
    after: str | None

    @property
    def total(self) -> Decimal:
        return total(entry.amount for entry in self.rows)

    @property
    def is_whole(self) -> bool:
        return self.before is None and self.after is None


@dataclass(frozen=True)
class EntryList:
    """`budget_ids` are those that may be read, `seen` the facilities whose individuals may be seen."""

    drill: Drill
    narrowing: Narrowing
    budget_ids: Collection[int]
    seen: Collection[int]

    def page(self, query: QueryDict) -> Page:
        """The page that the address asks for by `after` or `before`, else the first. Raises DrillError."""
        after, before = query.get("after", ""), query.get("before", "")
        if before:
            day, pk = _place(before)
            ahead = self._chosen().filter(Q(date__lt=day) | Q(date=day, pk__lt=pk)).order_by("-date", "-pk")
            rows, is_more = self._first(ahead)
            rows.reverse()
            return Page(tuple(rows), _key(rows[0]) if is_more else None, _key(rows[-1]) if rows else None)
        chosen = self._chosen()
        if after:
            day, pk = _place(after)
            chosen = chosen.filter(Q(date__gt=day) | Q(date=day, pk__gt=pk))
        rows, is_more = self._first(chosen)
        return Page(tuple(rows), _key(rows[0]) if after and rows else None, _key(rows[-1]) if is_more else None)

    def every(self) -> Iterator[Entry]:
        """All of them, oldest first, read a few at a time."""
        return self._met(self._chosen())

    def total(self) -> Decimal:
        """From the balances where nothing is narrowed; else every one of them is read."""
        if self.narrowing.is_empty:
            return self.drill.total(self.budget_ids)
        return total(entry.amount for entry in self.every())

    def _chosen(self) -> QuerySet[Entry]:
        found = self.drill.entries(self.budget_ids)
        if self.narrowing.words:
            found = found.filter(pk__in=search_index.matching(Query(self.narrowing.words), self.budget_ids))
        if self.narrowing.least is not None:
            found = found.filter(Q(amount__gte=self.narrowing.least) | Q(amount__lte=-self.narrowing.least))
        if self.narrowing.most is not None:
            found = found.filter(amount__lte=self.narrowing.most, amount__gte=-self.narrowing.most)
        return found

    def _first(self, chosen: QuerySet[Entry]) -> tuple[list[Entry], bool]:
        """A page of them, and whether there are more."""
        rows = list(islice(self._met(chosen[: A_PAGE + 1] if not self.narrowing.words else chosen), A_PAGE + 1))
        return rows[:A_PAGE], len(rows) > A_PAGE

    def _met(self, chosen: QuerySet[Entry]) -> Iterator[Entry]:
        """Without those whose words somebody may not see."""
        if not self.narrowing.words:
            return chosen.iterator(AT_ONCE)
        query = Query(self.narrowing.words)
        return (entry for entry in chosen.iterator(AT_ONCE) if query.is_met_by(words_seen(entry, self.seen)))


def words_seen(entry: Entry, seen: Collection[int]) -> Iterable[str]:
    """What an entry may be found by."""
    name, number, purpose = texts_seen(entry, seen)
    return words_of(name, number, purpose, entry.number, entry.contract_number) | amount_words(entry.amount)


def texts_seen(entry: Entry, seen: Collection[int]) -> tuple[str, str, str]:
    """Counterparty, its number and the purpose, individuals hidden where they may not be seen."""
    if entry.budget.facility_id in seen:
        return entry.counterparty_name, entry.counterparty_number, entry.purpose
    return *hidden_party(entry.counterparty_name, entry.counterparty_number), hidden(entry.purpose)


def _sum(text: str) -> Decimal | None:
    if not text.strip():
        return None
    value = parse_amount(text.strip())
    if isinstance(value, Refusal) or value < ZERO:
        raise DrillError(_("“%(value)s” is no sum; write it as 1500000 or 1 500 000,50.") % {"value": text[:40]})
    return value


def _key(entry: Entry) -> str:
    return f"{entry.date:%Y-%m-%d}.{entry.pk}"


def _place(text: str) -> tuple[date, int]:
    found = _PLACE.fullmatch(text)
    try:
        if found:
            return date.fromisoformat(found[1]), int(found[2])
    except ValueError as error:
        raise DrillError(_("There is no such page of entries.")) from error
    raise DrillError(_("There is no such page of entries."))
