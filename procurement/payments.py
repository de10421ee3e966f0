"""Payments and what they pay: matched by themselves where the reason is clear, by a person where it is not.

A match changes no entry: it says which contract or act a paid amount belongs to.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import merge
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from finance.clock import today
from finance.ledger import lock
from finance.models import Budget, Entry, Measure
from finance.money import ZERO, totals
from procurement.matching import Match, OpenAct, OpenContract, PaidEntry, less, match
from procurement.models import Act, ActLine, Contract, PaymentMatch, ScheduleLine

SURE = 75
NAMED_IN_A_QUERY = 500


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A payment, or the rest of one, that no contract or act claims; `age` in days."""

    entry: Entry
    left: Decimal
    age: int

    @property
    def paid(self) -> PaidEntry:
        e = self.entry
        return PaidEntry(e.pk, self.left, e.date, e.counterparty_number, e.contract_number, e.purpose)


def standing_payments(budget: Budget) -> QuerySet[Entry]:
    """Cash entries that were not reversed."""
    return Entry.objects.standing().filter(budget=budget, measure=Measure.CASH, amount__gt=0)


def matched(entries: Collection[int]) -> dict[int, Decimal]:
    """Entry id → tenge matched already. A query for every few hundred."""
    ids, found = sorted(entries), dict[int, Decimal]()
    for first in range(0, len(ids), NAMED_IN_A_QUERY):
        of = PaymentMatch.objects.standing().filter(entry__in=ids[first : first + NAMED_IN_A_QUERY])
        found |= totals(of.values_list("entry_id", "amount"))
    return found


def open_contracts(
    budget: Budget, only: Contract | None = None, suppliers: Collection[str] | None = None
) -> list[OpenContract]:
    """Registered contracts with what is unpaid of them and of their acts. Five queries, whatever their number.

    Of a closed contract only what was accepted is to be paid. `suppliers` (their numbers) leaves other ones out.
    """
    contracts = Contract.objects.registered().filter(budget=budget, root=None).select_related("supplier")
    lines = ScheduleLine.objects.filter(contract__in=Contract.objects.registered().filter(budget=budget))
    act_lines = ActLine.objects.standing().filter(act__budget=budget)
    acts = Act.objects.standing().filter(budget=budget, contract__isnull=False)
    acts = acts.filter(corrects=None)
    matches = PaymentMatch.objects.standing().filter(contract__budget=budget)
    if only is not None:
        contracts, lines = contracts.filter(pk=only.pk), lines.filter(contract__in=[only.pk, *_agreements(only)])
        act_lines, acts = act_lines.filter(act__contract=only), acts.filter(contract=only)
        matches = matches.filter(contract=only)
    if suppliers is not None and len(suppliers) <= NAMED_IN_A_QUERY:
        contracts = contracts.filter(supplier__number__in=suppliers)
        lines = lines.filter(contract__supplier__number__in=suppliers)
        act_lines = act_lines.filter(act__supplier__number__in=suppliers)
        acts = acts.filter(supplier__number__in=suppliers)
        matches = matches.filter(contract__supplier__number__in=suppliers)
    reserved = totals(
        (root or pk, amount)
        for pk, root, amount in lines.values_list("contract_id", "contract__root_id", "amount_with_vat")
    )
    # what an import corrected counts with the act that it corrects
    of_act = Coalesce("act__corrects_id", "act_id")
    accrued = totals(act_lines.filter(act__contract__isnull=False).values_list(of_act, "amount"))
    paid: defaultdict[int, Decimal] = totals(())
    paid_by_act: defaultdict[int, Decimal] = totals(())
    for contract_id, act_id, amount in matches.values_list("contract_id", "act_id", "amount"):
        paid[contract_id] += amount
        if act_id is not None:
            paid_by_act[act_id] += amount
    accepted: defaultdict[int, Decimal] = totals(())
    open_acts = defaultdict(list)
    for act in acts.order_by("accepted_on", "id"):
        assert act.contract_id is not None
        accepted[act.contract_id] += accrued[act.pk]
        unpaid = accrued[act.pk] - paid_by_act[act.pk]
        if unpaid > 0:
            open_acts[act.contract_id].append(OpenAct(act.pk, act.number, act.accepted_on, unpaid))
    found = []
    for c in contracts:
        due = accepted[c.pk] if c.status == Contract.Status.CLOSED else max(reserved[c.pk], accepted[c.pk])
        acts_of = tuple(open_acts.get(c.pk, ()))
        found.append(OpenContract(c.pk, c.number, c.supplier.number, c.signed_on, due - paid[c.pk], acts_of))
    return found


def _agreements(root: Contract) -> QuerySet:
    return Contract.objects.registered().filter(root=root).values_list("pk", flat=True)


def unmatched(budget: Budget, supplier: str | None = None, most: int | None = None) -> list[Unmatched]:
    """Payments to suppliers with contracts, or that name one, with what is left of them to match; oldest first.

    Only those to `supplier` (its number), and the first `most` of them, where these are given. The database leaves out
    what one match covers whole, so that what was matched before is never read.
    """
    registered = Contract.objects.registered().filter(budget=budget).order_by()
    suppliers = set(registered.values_list("supplier__number", flat=True))
    whole = PaymentMatch.objects.standing().filter(entry=OuterRef("pk"), amount__gte=OuterRef("amount"))
    waiting = standing_payments(budget).exclude(Exists(whole)).select_related("code").order_by("date", "id")
    if supplier is not None:
        waiting = waiting.filter(counterparty_number=supplier)
        suppliers &= {supplier}
    candidates = (
        waiting.filter(contract_number__gt=""),
        waiting.filter(contract_number="", counterparty_number__in=suppliers),
    )
    read = merge(*(map(iter, candidates) if most is None else (_first(of, most) for of in candidates)), key=_age_order)
    found: list[Unmatched] = []
    while (most is None or len(found) < most) and (some := list(islice(read, NAMED_IN_A_QUERY))):
        done = matched([entry.pk for entry in some])
        left = ((entry, entry.amount - done.get(entry.pk, ZERO)) for entry in some)
        found += [Unmatched(entry, rest, (today() - entry.date).days) for entry, rest in left if rest > 0]
    return found[:most]


def _first(entries: QuerySet[Entry], most: int) -> Iterator[Entry]:
    """Some at a time, since a few of them may be matched in parts and only those left count."""
    at = 0
    while some := list(entries[at : at + most]):
        yield from some
        at += len(some)


def _age_order(entry: Entry) -> tuple[date, int]:
    return entry.date, entry.pk


@dataclass(frozen=True, slots=True)
class Suggested:
    """A payment with what it seems to pay, or None where that is for a person to say."""

    payment: Unmatched
    match: Match | None


def suggestions(budget: Budget, supplier: str | None = None, most: int | None = None) -> list[Suggested]:
    """What each unmatched payment seems to pay, oldest first, each counted off before the next is looked at.

    What a payment seems to pay hangs only on the older ones to its supplier, so that of the oldest `most`, or of all to
    one `supplier`, the same is said as among all.
    """
    waiting = unmatched(budget, supplier, most)
    is_all = supplier is None and most is None
    parties = None if is_all else {payment.entry.counterparty_number for payment in waiting}
    meant = _meant([payment.paid for payment in waiting], open_contracts(budget, suppliers=parties))
    return [Suggested(payment, found) for payment, found in zip(waiting, meant, strict=True)]


def _meant(paid: Iterable[PaidEntry], contracts: Iterable[OpenContract]) -> Iterator[Match | None]:
    """What each payment seems to pay, each counted off before the next is looked at."""
    by_supplier: defaultdict[str, dict[int, OpenContract]] = defaultdict(dict)
    for contract in contracts:
        by_supplier[contract.supplier_number][contract.contract] = contract
    for payment in paid:
        own = by_supplier.get(payment.supplier_number, {})
        found = match(payment, list(own.values()))
        for part in found.parts if found else ():
            own[part.contract] = less(own[part.contract], part)
        yield found


@transaction.atomic
def match_payments(budget: Budget, least_confidence: int = SURE) -> tuple[list[PaymentMatch], list[Unmatched]]:
    """Match what is clear, oldest payment first, and return the matches made and what is left for a person."""
    lock(budget.pk)
    made, left_over = [], []
    for found in suggestions(budget):
        if found.match is None or found.match.confidence < least_confidence:
            left_over.append(found.payment)
        else:
            made += _matches(found.payment.entry.pk, found.match)
    return PaymentMatch.objects.bulk_create(made, batch_size=500), left_over


@transaction.atomic
def match_posted(budget_id: int, documents: Collection[int]) -> int:
    """Match those payments of `documents` (ids) that clearly pay a contract; how many.

    Only these: what was posted before was left to a person, who may have taken a match back. One query where the
    budget has no contract, eight otherwise.
    """
    registered = Contract.objects.registered().filter(budget_id=budget_id, root=None).order_by()
    if not registered.exists():
        return 0
    budget = lock(budget_id)
    posted = standing_payments(budget).filter(
        document__in=documents, counterparty_number__in=registered.values("supplier__number")
    )
    fields = ("pk", "amount", "date", "counterparty_number", "contract_number", "purpose")
    paid = [PaidEntry(*row) for row in posted.order_by("date", "id").values_list(*fields)]
    return _match_sure(budget, paid) if paid else 0


def match_earlier(budget_id: int, contracts: Collection[int]) -> int:
    """Match payments made before `contracts` (ids) came in that clearly pay one of them; how many.

    Of contracts nobody knew before, nobody can have taken a match back.
    """
    budget = lock(budget_id)
    new = set(Contract.objects.registered().filter(pk__in=contracts, root=None).values_list("pk", flat=True))
    suppliers = set(Contract.objects.filter(pk__in=new).values_list("supplier__number", flat=True))
    paid = [one.paid for one in unmatched(budget) if one.entry.counterparty_number in suppliers] if new else []
    return _match_sure(budget, paid, only=new) if paid else 0


def _match_sure(budget: Budget, paid: Sequence[PaidEntry], only: Collection[int] | None = None) -> int:
    """Match what is sure, of `only` these contracts; how many payments. Each is counted off before the next."""
    contracts = open_contracts(budget, suppliers={payment.supplier_number for payment in paid})
    sure = [
        (payment.entry, found)
        for payment, found in zip(paid, _meant(paid, contracts), strict=True)
        if found is not None
        and found.confidence >= SURE
        and (only is None or all(part.contract in only for part in found.parts))
    ]
    made = [match for entry, found in sure for match in _matches(entry, found)]
    PaymentMatch.objects.bulk_create(made, batch_size=500)
    return len(sure)


def _matches(entry_id: int, found: Match) -> list[PaymentMatch]:
    return [
        PaymentMatch(
            entry_id=entry_id, contract_id=part.contract, act_id=part.act, amount=part.amount, reason=found.reason,
            confidence=found.confidence,
        )
        for part in found.parts
    ]  # fmt: skip
