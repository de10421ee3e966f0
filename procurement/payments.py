"""Payments and what they pay: matched by themselves where the reason is clear, by a person where it is not.

A match changes no entry: it says which contract or act a paid amount belongs to.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from finance.clock import today
from finance.ledger import lock, protect
from finance.models import Budget, Document, Entry, Measure
from finance.money import ZERO
from procurement.contracts import PaperError, Problem
from procurement.matching import Match, OpenAct, OpenContract, PaidEntry, Part, match
from procurement.models import Act, ActLine, Contract, PaymentMatch, ScheduleLine

SURE = 75


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A payment, or the rest of one, that no contract or act claims; `age` in days."""

    entry: Entry
    left: Decimal
    age: int


def standing_payments(budget: Budget) -> QuerySet[Entry]:
    """Cash entries that were not reversed."""
    return Entry.objects.filter(
        budget=budget, measure=Measure.CASH, reverses__isnull=True, reversed_by__isnull=True, amount__gt=0
    )


def matched_by_entry(budget: Budget) -> dict[int, Decimal]:
    """Entry id → tenge matched already. One query."""
    found: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    rows = PaymentMatch.objects.filter(entry__budget=budget).values_list("entry_id", "amount")
    for entry_id, amount in rows:
        found[entry_id] += amount
    return dict(found)


def open_contracts(budget: Budget) -> list[OpenContract]:
    """Contracts in force with what is unpaid of them and of their acts. Five queries, whatever their number."""
    contracts = list(
        Contract.objects.filter(budget=budget, root=None)
        .exclude(status__in=[Contract.Status.DRAFT, Contract.Status.CANCELLED])
        .select_related("supplier")
    )
    reserved: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = ScheduleLine.objects.filter(contract__budget=budget).exclude(contract__status=Contract.Status.CANCELLED)
    for contract_id, root_id, amount in lines.values_list("contract_id", "contract__root_id", "amount_with_vat"):
        reserved[root_id or contract_id] += amount
    paid: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    paid_by_act: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for contract_id, act_id, amount in PaymentMatch.objects.filter(contract__budget=budget).values_list(
        "contract_id", "act_id", "amount"
    ):
        paid[contract_id] += amount
        if act_id is not None:
            paid_by_act[act_id] += amount
    acts = _open_acts(budget, paid_by_act)
    return [
        OpenContract(
            c.pk, c.number, c.supplier.number, c.signed_on, reserved[c.pk] - paid[c.pk], tuple(acts.get(c.pk, ()))
        )
        for c in contracts
    ]


def _open_acts(budget: Budget, paid: dict[int, Decimal]) -> dict[int, list[OpenAct]]:
    accrued: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    posted = Document.Status.POSTED
    for act_id, amount in ActLine.objects.filter(
        act__budget=budget, act__document__status=posted, act__contract__isnull=False
    ).values_list("act_id", "amount"):
        accrued[act_id] += amount
    found: defaultdict[int, list[OpenAct]] = defaultdict(list)
    for act in Act.objects.filter(budget=budget, document__status=posted, contract__isnull=False).order_by(
        "accepted_on", "id"
    ):
        unpaid = accrued[act.pk] - paid.get(act.pk, ZERO)
        if unpaid > 0 and act.contract_id is not None:
            found[act.contract_id].append(OpenAct(act.pk, act.number, act.accepted_on, unpaid))
    return dict(found)


def unmatched(budget: Budget) -> list[Unmatched]:
    """Payments to suppliers with contracts, or that name one, with what is left of them to match; oldest first."""
    done = matched_by_entry(budget)
    suppliers = set(Contract.objects.filter(budget=budget).values_list("supplier__number", flat=True))
    found = []
    for entry in standing_payments(budget).select_related("code").order_by("date", "id"):
        left = entry.amount - done.get(entry.pk, ZERO)
        if left > 0 and (entry.contract_number or entry.counterparty_number in suppliers):
            found.append(Unmatched(entry, left, (today() - entry.date).days))
    return found


@transaction.atomic
def match_payments(budget: Budget, least_confidence: int = SURE) -> tuple[list[PaymentMatch], list[Unmatched]]:
    """Match what is clear, oldest payment first, and return the matches made and what is left for a person."""
    lock(budget.pk)
    made: list[PaymentMatch] = []
    left_over = []
    contracts = {contract.contract: contract for contract in open_contracts(budget)}
    for payment in unmatched(budget):
        entry = payment.entry
        found = match(
            PaidEntry(
                entry.pk, payment.left, entry.date, entry.counterparty_number, entry.contract_number, entry.purpose
            ),
            list(contracts.values()),
        )
        if found is None or found.confidence < least_confidence:
            left_over.append(payment)
            continue
        made += _keep(entry, found)
        for part in found.parts:
            contracts[part.contract] = _less(contracts[part.contract], part)
    return made, left_over


def _keep(entry: Entry, found: Match) -> list[PaymentMatch]:
    return PaymentMatch.objects.bulk_create(
        [
            PaymentMatch(
                entry=entry,
                contract_id=part.contract,
                act_id=part.act,
                amount=part.amount,
                reason=found.reason,
                confidence=found.confidence,
            )
            for part in found.parts
        ]
    )


def _less(contract: OpenContract, part: Part) -> OpenContract:
    acts = tuple(
        OpenAct(act.act, act.number, act.accepted_on, act.unpaid - (part.amount if act.act == part.act else ZERO))
        for act in contract.acts
    )
    open_acts = tuple(act for act in acts if act.unpaid > 0)
    return OpenContract(
        contract.contract, contract.number, contract.supplier_number, contract.signed_on,
        contract.unpaid - part.amount, open_acts,
    )  # fmt: skip


@transaction.atomic
def assign(entry: Entry, contract: Contract, act: Act | None, amount: Decimal) -> PaymentMatch:
    """A person says what a payment pays. Raises PaperError: another supplier, too much, paid before it was signed."""
    lock(entry.budget_id)
    problems = assignment_problems(entry, contract, act, amount)
    if problems:
        raise PaperError(problems)
    return PaymentMatch.objects.create(entry=entry, contract=contract, act=act, amount=amount, reason="person")


def assignment_problems(entry: Entry, contract: Contract, act: Act | None, amount: Decimal) -> list[Problem]:
    """What speaks against it, all at once."""
    problems = []
    if entry.measure != Measure.CASH or entry.reverses_id or hasattr(entry, "reversed_by"):
        problems.append(Problem("entry", _("This is no payment that stands.")))
    if amount <= 0:
        problems.append(Problem("amount", _("More than zero is paid.")))
    if entry.counterparty_number and entry.counterparty_number != contract.supplier.number:
        problems.append(Problem("supplier", _("The payment went to another supplier than the contract's.")))
    if act is not None and act.contract_id != contract.pk:
        problems.append(Problem("act", _("The act belongs to another contract.")))
    left = entry.amount - matched_by_entry(entry.budget).get(entry.pk, ZERO)
    if amount > left:
        problems.append(Problem("amount", _("%(left)s of the payment is not matched yet.") % {"left": left}))
    budget = contract.budget
    open_contract = next((c for c in open_contracts(budget) if c.contract == contract.pk), None)
    if open_contract is None:
        problems.append(Problem("contract", _("The contract is not in force.")))
        return problems
    if amount > open_contract.unpaid:
        text = _("%(unpaid)s of the contract is unpaid; the payment is above it.") % {"unpaid": open_contract.unpaid}
        problems.append(Problem("amount", text))
    if act is not None:
        unpaid = next((a.unpaid for a in open_contract.acts if a.act == act.pk), ZERO)
        if amount > unpaid:
            text = _("%(unpaid)s of the act is unpaid; the payment is above it.") % {"unpaid": unpaid}
            problems.append(Problem("amount", text))
    return problems


def release(matches: Iterable[PaymentMatch]) -> None:
    """Take matches back; the payments are unmatched again."""
    PaymentMatch.objects.filter(pk__in=[m.pk for m in matches]).delete()


@protect
def matched_payments(document: Document) -> dict[int, str]:
    """Payments matched to a contract stay when their import is undone, until the match is taken back."""
    matches = PaymentMatch.objects.filter(entry__document=document).select_related("contract")
    return {
        m.entry_id: _("It is matched to contract %(number)s; take the match back first.")
        % {"number": m.contract.number}
        for m in matches
    }


def oldest_unpaid(acts: Iterable[OpenAct]) -> date | None:
    """Since when something is owed."""
    return min((act.accepted_on for act in acts), default=None)
