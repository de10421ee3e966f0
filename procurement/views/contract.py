"""One contract: its terms and agreements, and month by month what was promised, accepted and paid."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.gates import places_of
from finance.languages import active_language
from finance.models import Document, Entry
from finance.money import as_text, totals
from finance.months import Month
from finance.reporting.periods import month_in_words, months_side_by_side
from finance.views.drawn import Drawn, draw
from procurement.closing_contracts import waiting_closing
from procurement.contract_sums import commitments, scheduled
from procurement.deliveries import overdue
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine
from procurement.position import MonthPosition, by_month, whole
from procurement.views.closing import release_of
from procurement.views.offered import allowed, known_contract


@require_safe
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """The contract, or an agreement to it; every figure leads to the papers and entries it is made of."""
    found = known_contract(request, pk)
    root = found.root or found
    payments = list(
        PaymentMatch.objects.standing()
        .filter(contract=root)
        .select_related("entry__code", "act")
        .order_by("entry__month", "entry__date", "pk")
    )
    names = {one.key: one.names[0] for one in places_of(root.budget)}
    promises, deliveries = commitments_of(root), act_lines_of(root)
    lines = months_of(root, promises, deliveries, payments)
    closing = waiting_closing(root) if found == root else None
    context = {
        "contract": found,
        "root": root,
        "site": ", ".join(names[key] for key in names if key in {root.site, *(line.centre for line in promises)}),
        "agreements": list(root.agreements.select_related("document").order_by("signed_on", "pk")),
        "carried_to": list(root.carried_to.exclude(status=Contract.Status.CANCELLED).select_related("budget")),
        "schedule": [(line, names.get(line.site or root.site, "")) for line in schedule_of(found)],
        "has_sites": bool(names),
        "promises": promises,
        "has_source": any(entry.cell and entry.document.batch_number for entry in promises),
        "deliveries": deliveries,
        "overdue": overdue(deliveries, payments),
        "payments": payments,
        "months": lines,
        "totals": whole(lines),
        "chart": timeline(lines),
        "allowed": allowed(request, found),
        "release": release_of(root, closing.date, closing) if closing is not None else None,
    }
    return render(request, "procurement/contract.html", context)


def commitments_of(root: Contract) -> list[Entry]:
    """What the ledger holds under a contract: promises, changes and releases, by month."""
    return list(commitments(root).select_related("code", "document").order_by("month", "date", "pk"))


def act_lines_of(root: Contract) -> list[ActLine]:
    """What acts in force accepted under a contract, by month."""
    lines = ActLine.objects.standing().filter(act__contract=root)
    return list(lines.select_related("act__document", "code").order_by("month", "act__accepted_on", "pk"))


def schedule_of(contract: Contract) -> list[ScheduleLine]:
    """What this paper itself says: shown for drafts and agreements, and for the years the ledger does not hold yet."""
    lines = contract.schedule.select_related("code").order_by("code__code", "month")
    if contract.root_id is None and contract.status != Contract.Status.DRAFT:
        lines = lines.filter(month__gt=Month(contract.budget.year, 13))
    return list(lines)


def months_of(
    root: Contract, promises: Iterable[Entry], deliveries: Iterable[ActLine], payments: Iterable[PaymentMatch]
) -> list[MonthPosition]:
    """What closing took back of later years stands in no entry: those were never in this year's ledger."""
    promised = totals((month, amount) for (_code, month), amount in scheduled(root).items())
    released = totals(
        (entry.month, -entry.amount) for entry in promises if entry.document.kind == Document.Kind.RELEASE
    )
    if root.status == Contract.Status.CLOSED:
        released |= {month: amount for month, amount in promised.items() if month.year > root.budget.year}
    return by_month(
        promised,
        released,
        totals((line.month, line.amount) for line in deliveries),
        totals((payment.entry.month, payment.amount) for payment in payments),
        is_payable_carried=root.is_payable_carried,
    )


def timeline(lines: list[MonthPosition]) -> Drawn | None:
    """Accepted and paid as bars beside what the schedule promised."""
    language = active_language()
    names = {"promised": _("promised by the schedule"), "accepted": _("accepted"), "paid": _("paid")}
    return draw(
        {
            "title": _("Promised, accepted and paid by month, tenge"),
            "is_stacked": False,
            "categories": [month_in_words(line.month, language) for line in lines],
            "short": months_side_by_side([line.month for line in lines], language),
            "series": [
                {
                    "name": label,
                    "drawn_as": "bar",
                    "is_share": False,
                    "values": [as_text(getattr(line.own, name)) for line in lines],
                }
                for name, label in names.items()
            ],
        }
    )
