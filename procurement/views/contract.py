"""One contract: its terms and agreements, and month by month what was promised, accepted and paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from finance.models import Document
from finance.money import ZERO, as_text
from finance.months import Month
from finance.reporting.periods import month_in_words
from finance.views.drawn import Drawn, draw
from finance.views.reach import reach
from procurement.contract_sums import accepted, scheduled
from procurement.models import Act, Contract, PaymentMatch
from procurement.views.entering import allowed


@dataclass(frozen=True, slots=True)
class MonthLine:
    """Tenge. `open_amount` is what is promised and not accepted through this month."""

    month: Month
    promised: Decimal
    accepted: Decimal
    paid: Decimal
    open_amount: Decimal


@require_safe
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("supplier", "budget__facility", "document", "root", "carried_from")
    found = Contract.objects.filter(pk=pk, budget__in=reach(request).budget_ids).select_related(*related).first()
    if found is None:
        raise Http404(_("There is no such contract, or you have no right to see it."))
    root = found.root or found
    payments = list(
        PaymentMatch.objects.standing()
        .filter(contract=root)
        .select_related("entry__code", "act")
        .order_by("entry__date")
    )
    lines = by_month(root, payments)
    acts = Act.objects.filter(contract=root, document__status=Document.Status.POSTED).prefetch_related("lines__code")
    context = {
        "contract": found,
        "root": root,
        "agreements": list(root.agreements.select_related("document").order_by("signed_on", "pk")),
        "schedule": list(found.schedule.select_related("code").order_by("code__code", "month")),
        "acts": [(act, sum((line.amount for line in act.lines.all()), ZERO)) for act in acts],
        "payments": payments,
        "months": lines,
        "promised": sum((line.promised for line in lines), ZERO),
        "accepted": sum((line.accepted for line in lines), ZERO),
        "paid": sum((line.paid for line in lines), ZERO),
        "chart": timeline(lines),
        "allowed": allowed(request, found),
    }
    return render(request, "procurement/contract.html", context)


def by_month(root: Contract, payments: Iterable[PaymentMatch]) -> list[MonthLine]:
    """Every month in which something was promised, accepted or paid."""
    sums: dict[str, defaultdict[Month, Decimal]] = {
        name: defaultdict(lambda: ZERO) for name in ("promised", "accepted", "paid")
    }
    for name, amounts in (("promised", scheduled(root)), ("accepted", accepted(root))):
        for (_code, month), amount in amounts.items():
            sums[name][month] += amount
    for payment in payments:
        sums["paid"][payment.entry.month] += payment.amount
    lines, left = [], ZERO
    for month in sorted({month for of_month in sums.values() for month in of_month}):
        promised, done, paid = (sums[name][month] for name in ("promised", "accepted", "paid"))
        left += promised - done
        lines.append(MonthLine(month, promised, done, paid, left))
    return lines


def timeline(lines: list[MonthLine]) -> Drawn | None:
    """Accepted and paid as bars beside what the schedule promised."""
    language = get_language() or "ru"
    names = {"promised": _("promised by the schedule"), "accepted": _("accepted"), "paid": _("paid")}
    return draw(
        {
            "title": _("Promised, accepted and paid by month, tenge"),
            "axis_title": "",
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
