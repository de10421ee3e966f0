"""What payments that came in pay: those that clearly pay a contract are matched in the transaction that posts them.

Nothing stands in the way of undoing: a match that nobody said falls with its payment.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from finance.models import Budget, Document, Entry, Measure
from finance.money import total
from imports.context import Job
from imports.models import Batch
from procurement.models import Contract, PaymentMatch
from procurement.payments import match_earlier, match_posted


def match_payments(job: Job) -> int | None:
    """How many payments were matched: those of this posting, or earlier ones of the contracts it brought.

    None where it posted neither.
    """
    posted: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for document in job.documents:
        if document.kind in (Document.Kind.CASH, Document.Kind.CONTRACT):
            posted[document.kind, document.budget_id].append(document.pk)
    if not posted:
        return None
    count = 0
    for (kind, budget_id), own in sorted(posted.items()):
        if kind == Document.Kind.CASH:
            count += match_posted(budget_id, own)
        else:
            contracts = Contract.objects.filter(document__in=own).values_list("pk", flat=True)
            count += match_earlier(budget_id, list(contracts))
    return count


@dataclass(frozen=True, slots=True)
class PaidContracts:
    """Payments of one import to suppliers under contract; `amount` of the matched parts, tenge."""

    budget: Budget
    matched: int
    amount: Decimal
    waiting: int


def paid_contracts(batch: Batch) -> list[PaidContracts]:
    """By budget, what of a posted import is matched today. Empty where it brought no payment to such a supplier."""
    documents = Document.objects.filter(
        batch_number=batch.pk, kind=Document.Kind.CASH, status=Document.Status.POSTED
    ).select_related("budget")
    of_budget: defaultdict[Budget, list[int]] = defaultdict(list)
    for document in documents:
        of_budget[document.budget].append(document.pk)
    found = []
    for budget, own in of_budget.items():
        registered = Contract.objects.registered().filter(budget=budget, root=None).order_by()
        standing = PaymentMatch.objects.standing().filter(entry__document__in=own)
        amounts = defaultdict(list)
        for entry, amount in standing.values_list("entry_id", "amount"):
            amounts[entry].append(amount)
        of_suppliers = Entry.objects.filter(
            document__in=own, measure=Measure.CASH, reverses=None, reversed_by=None, amount__gt=0,
            counterparty_number__in=registered.values("supplier__number"),
        )  # fmt: skip
        unmatched = ~Exists(PaymentMatch.objects.standing().filter(entry=OuterRef("pk")))
        waiting = of_suppliers.filter(unmatched).count()
        if amounts or waiting:
            found.append(
                PaidContracts(budget, len(amounts), total(a for own in amounts.values() for a in own), waiting)
            )
    return found
