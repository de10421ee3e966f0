"""One contract: its terms and agreements, and month by month what was promised, accepted and paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.languages import active_language
from finance.models import Document, Entry, Measure
from finance.money import ZERO, as_text, total
from finance.months import Month
from finance.reporting.periods import month_in_words
from finance.views.drawn import Drawn, draw
from procurement.closing_contracts import waiting_closing
from procurement.contract_sums import scheduled
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine
from procurement.views.closing import release_of
from procurement.views.offered import allowed, known_contract


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Tenge. `released` was promised and taken back by closing; `open_amount` is still to be delivered so far."""

    month: Month
    promised: Decimal
    released: Decimal
    accepted: Decimal
    paid: Decimal
    open_amount: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the whole contract, tenge. `owed` is below zero where it is paid in advance."""

    promised: Decimal
    released: Decimal
    accepted: Decimal
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.promised - self.released - self.accepted

    @property
    def owed(self) -> Decimal:
        return self.accepted - self.paid

    @property
    def advance(self) -> Decimal:
        return self.paid - self.accepted


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
    promises, deliveries = commitments_of(root), act_lines_of(root)
    lines = by_month(root, promises, deliveries, payments)
    closing = waiting_closing(root) if found == root else None
    context = {
        "contract": found,
        "root": root,
        "agreements": list(root.agreements.select_related("document").order_by("signed_on", "pk")),
        "carried_to": list(root.carried_to.exclude(status=Contract.Status.CANCELLED).select_related("budget")),
        "schedule": schedule_of(found),
        "promises": promises,
        "has_source": any(entry.cell and entry.document.batch_number for entry in promises),
        "deliveries": deliveries,
        "payments": payments,
        "months": lines,
        "totals": Totals(*(total(getattr(line, name) for line in lines) for name in SUMMED)),
        "chart": timeline(lines),
        "allowed": allowed(request, found),
        "release": release_of(root, closing.date) if closing is not None else None,
    }
    return render(request, "procurement/contract.html", context)


SUMMED = ("promised", "released", "accepted", "paid")


def commitments_of(root: Contract) -> list[Entry]:
    """What the ledger holds under a contract: promises, changes and releases, by month."""
    entries = Entry.objects.filter(
        budget=root.budget_id, measure=Measure.COMMITMENT, contract_number=root.number,
        counterparty_number=root.supplier.number,
    )  # fmt: skip
    return list(entries.select_related("code", "document").order_by("month", "date", "pk"))


def act_lines_of(root: Contract) -> list[ActLine]:
    """What acts in force accepted under a contract, by month."""
    lines = ActLine.objects.filter(act__contract=root, act__document__status=Document.Status.POSTED)
    return list(lines.select_related("act__document", "code").order_by("month", "act__accepted_on", "pk"))


def schedule_of(contract: Contract) -> list[ScheduleLine]:
    """What this paper itself says: shown for drafts and agreements, and for the years the ledger does not hold yet."""
    lines = contract.schedule.select_related("code").order_by("code__code", "month")
    if contract.root_id is None and contract.status != Contract.Status.DRAFT:
        lines = lines.filter(month__gt=Month(contract.budget.year, 13))
    return list(lines)


def by_month(
    root: Contract, promises: Iterable[Entry], deliveries: Iterable[ActLine], payments: Iterable[PaymentMatch]
) -> list[MonthLine]:
    """Every month in which something was promised, accepted or paid."""
    sums: dict[str, defaultdict[Month, Decimal]] = {name: defaultdict(lambda: ZERO) for name in SUMMED}
    for (_code, month), amount in scheduled(root).items():
        sums["promised"][month] += amount
        if root.status == Contract.Status.CLOSED and month.year > root.budget.year:
            sums["released"][month] += amount  # promised for later years, so no entry took it back
    for entry in promises:
        if entry.document.kind == Document.Kind.RELEASE:
            sums["released"][entry.month] -= entry.amount
    for line in deliveries:
        sums["accepted"][line.month] += line.amount
    for payment in payments:
        sums["paid"][payment.entry.month] += payment.amount
    if root.is_payable_carried:  # accepted last year
        for month, amount in sums["promised"].items():
            sums["accepted"][month] = amount - sums["released"][month]
    lines, left = [], ZERO
    for month in sorted({month for of_month in sums.values() for month in of_month}):
        promised, released, done, paid = (sums[name][month] for name in SUMMED)
        left += promised - released - done
        lines.append(MonthLine(month, promised, released, done, paid, left))
    return lines


def timeline(lines: list[MonthLine]) -> Drawn | None:
    """Accepted and paid as bars beside what the schedule promised."""
    language = active_language()
    names = {"promised": _("promised by the schedule"), "accepted": _("accepted"), "paid": _("paid")}
    return draw(
        {
            "title": _("Promised, accepted and paid by month, tenge"),
            "is_stacked": False,
            "categories": [month_in_words(line.month, language) for line in lines],
            "series": [
                {
                    "name": label,
                    "drawn_as": "bar",
                    "is_share": False,
                    "values": [as_text(getattr(line, name)) for line in lines],
                }
                for name, label in names.items()
            ],
        }
    )
