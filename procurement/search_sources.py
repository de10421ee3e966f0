"""What of procurement may be looked for: suppliers and contracts."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.individuals import hidden, hidden_party
from finance.languages import active_language
from finance.reporting.periods import short_date
from finance.search_sources import A_PAGE, paid_in_year
from finance.searches import Search, Seeker
from finance.searching import Query, SearchAnswer, amount_words, words_of
from procurement.models import Contract


def suppliers(query: Query, seeker: Seeker) -> list[SearchAnswer]:
    """Those with a contract that may be seen; each leads to what it was paid in the year looked at."""
    known = Contract.objects.registered().filter(budget__in=seeker.budget_ids).order_by("supplier__name")
    facilities: dict[tuple[str, str], set[int]] = {}
    for number, name, facility in known.values_list(
        "supplier__number", "supplier__name", "budget__facility_id"
    ).distinct():
        facilities.setdefault((number, name), set()).add(facility)
    met = [
        party
        for party, of in facilities.items()
        # whose name is hidden is not found at all: its address would tell the number
        if query.is_met_by(words_of(*party)) and (of & seeker.sees_individuals or not _is_hidden(*party))
    ]
    detail = _("What it was paid in %(year)s") % {"year": seeker.current.year}
    return [
        SearchAnswer(name, f"{number} · {detail}", paid_in_year(seeker.current, party=number))
        for number, name in met[:A_PAGE]
    ]


def _is_hidden(number: str, name: str) -> bool:
    return hidden_party(name, number) != (name, number)


def contracts(query: Query, seeker: Seeker) -> list[SearchAnswer]:
    """Signed ones by number, subject, supplier and sum, the newest first."""
    known = Contract.objects.registered().filter(budget__in=seeker.budget_ids).select_related("supplier", "budget")
    met = []
    for one in known.order_by("-signed_on", "-pk").iterator():
        name, number, subject = one.supplier.name, one.supplier.number, one.subject
        if one.budget.facility_id not in seeker.sees_individuals:
            name, number = hidden_party(name, number)
            subject = hidden(subject)
        words = words_of(one.number, one.system_number, subject, name, number)
        if query.is_met_by(words | amount_words(one.amount_with_vat)):
            said = (name, short_date(one.signed_on, active_language()), subject)
            title = _("Contract %(number)s") % {"number": one.number}
            address = reverse("procurement:contract", args=[one.pk])
            met.append(SearchAnswer(title, " · ".join(filter(None, said)), address, one.amount_with_vat))
        if len(met) == A_PAGE:
            break
    return met


SEARCHES = (
    Search("supplier", gettext_lazy("Suppliers"), suppliers),
    Search("contract", gettext_lazy("Contracts"), contracts),
)
