"""What stands under a contract with its agreements: scheduled, committed in the ledger, accepted. Tenge."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q, QuerySet

from finance.models import Document, Entry, Measure
from finance.money import ZERO
from finance.months import Month
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine

CodeMonth = tuple[int, Month]


def with_agreements(root: Contract) -> QuerySet[Contract]:
    return Contract.objects.registered().filter(Q(pk=root.pk) | Q(root=root))


def scheduled(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What a contract with its agreements promises, by code id and month, of all its years. One query."""
    found: defaultdict[CodeMonth, Decimal] = defaultdict(lambda: ZERO)
    lines = ScheduleLine.objects.filter(contract__in=with_agreements(root))
    for code, month, amount in lines.values_list("code_id", "month", "amount_with_vat"):
        found[code, month] += amount
    return found


def committed(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What the ledger holds as committed under a contract, less releases and reversals. One query."""
    found: defaultdict[CodeMonth, Decimal] = defaultdict(lambda: ZERO)
    entries = Entry.objects.filter(
        budget=root.budget_id, measure=Measure.COMMITMENT, contract_number=root.number,
        counterparty_number=root.supplier.number,
    )  # fmt: skip
    for code, month, amount in entries.values_list("code_id", "month", "amount"):
        found[code, month] += amount
    return found


def accepted(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What acts in force accepted under a contract, by code id and month. One query."""
    found: defaultdict[CodeMonth, Decimal] = defaultdict(lambda: ZERO)
    lines = ActLine.objects.filter(act__contract=root, act__document__status=Document.Status.POSTED)
    for code, month, amount in lines.values_list("code_id", "month", "amount"):
        found[code, month] += amount
    return found


def paid(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What payments that stand pay of a contract, by code id and month. One query."""
    found: defaultdict[CodeMonth, Decimal] = defaultdict(lambda: ZERO)
    matches = PaymentMatch.objects.standing().filter(contract=root)
    for code, month, amount in matches.values_list("entry__code_id", "entry__month", "amount"):
        found[code, month] += amount
    return found


def used(root: Contract) -> defaultdict[CodeMonth, Decimal]:
    """What a commitment was used for: what is accepted; of last year's payables what is paid. One query."""
    return paid(root) if root.is_payable_carried else accepted(root)


def by_code(amounts: dict[CodeMonth, Decimal]) -> defaultdict[int, Decimal]:
    """The same added over the months."""
    found: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for (code, _month), amount in amounts.items():
        found[code] += amount
    return found
