"""What of finance may be looked for: entries, documents and budget codes."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import search_index
from finance.drill import Drill
from finance.individuals import hidden, hidden_party
from finance.known_codes import with_own_names
from finance.languages import active_language
from finance.models import Budget, BudgetCode, Document, Entry, FacilityCodeName, Measure
from finance.months import Month
from finance.reporting.periods import short_date
from finance.searches import Search, Seeker
from finance.searching import Query, SearchAnswer, amount_words, words_of

A_PAGE = 20
CANDIDATES = 300
SHOWN_OF_A_PURPOSE = 160


def paid_in_year(budget: Budget, *, party: str = "", codes: tuple[str, ...] = ()) -> str:
    """The address of what was paid from the budget to a party, or by codes."""
    first, last = Month(budget.year, 1), Month(budget.year, 12)
    drill = Drill((Measure.CASH,), first, last, budgets=(budget.key,), codes=codes, party=party)
    return drill.url()


def entries(query: Query, seeker: Seeker) -> list[SearchAnswer]:
    """Newest first. A name somebody may not see is not found by it either."""
    ids = search_index.entry_ids(query, seeker.budget_ids, CANDIDATES)
    by_id = Entry.objects.select_related("code", "budget").in_bulk(ids)
    return _first(_entry(by_id[pk], query, seeker) for pk in ids if pk in by_id)


def _first(found: Iterable[SearchAnswer | None]) -> list[SearchAnswer]:
    """A page of those there are."""
    page: list[SearchAnswer] = []
    for one in found:
        if one is not None:
            page.append(one)
        if len(page) == A_PAGE:
            break
    return page


def _entry(entry: Entry, query: Query, seeker: Seeker) -> SearchAnswer | None:
    name, number, purpose = entry.counterparty_name, entry.counterparty_number, entry.purpose
    if entry.budget.facility_id not in seeker.sees_individuals:
        name, number = hidden_party(name, number)
        purpose = hidden(purpose)
    told = words_of(name, number, purpose, entry.number, entry.contract_number) | amount_words(entry.amount)
    if not query.is_met_by(told):
        return None
    day = short_date(entry.date, active_language())
    said = (day, str(Measure(entry.measure).label), entry.code.shown, purpose[:SHOWN_OF_A_PURPOSE])
    title = name or purpose[:SHOWN_OF_A_PURPOSE] or str(entry.code)
    return SearchAnswer(title, " · ".join(filter(None, said)), reverse("entry", args=[entry.pk]), entry.amount)


def documents(query: Query, seeker: Seeker) -> list[SearchAnswer]:
    """By number, kind and reason, newest first."""
    found = Document.objects.filter(budget__in=seeker.budget_ids).order_by("-pk")
    return _first(
        _document(one) if query.is_met_by(words_of(str(one), one.reason)) else None
        for one in found.only("kind", "number", "reason", "date", "status").iterator()
    )


def _document(document: Document) -> SearchAnswer:
    said = (short_date(document.date, active_language()), str(document.get_status_display()), document.reason)
    return SearchAnswer(
        str(document).capitalize(), " · ".join(filter(None, said)), reverse("document", args=[document.pk])
    )


def codes(query: Query, seeker: Seeker) -> list[SearchAnswer]:
    """Codes in force, by their names and the facility's own; each leads to what was paid by it."""
    every, own = with_own_names(seeker.current.facility)
    nameless = FacilityCodeName()

    def words(code: BudgetCode) -> set[str]:
        mine = own.get(code.pk, nameless)
        return words_of(code.code, code.name_ru, code.name_kk, mine.name_ru, mine.name_kk)

    return _first(
        SearchAnswer(str(code), _("Paid in %(year)s") % {"year": seeker.current.year},
              paid_in_year(seeker.current, codes=(code.code,)))
        if query.is_met_by(words(code)) else None
        for code in every if code.valid_to is None
    )  # fmt: skip


SEARCHES = (
    Search("payment", gettext_lazy("Entries"), entries),
    Search("document", gettext_lazy("Documents"), documents),
    Search("code", gettext_lazy("Budget codes"), codes),
)
