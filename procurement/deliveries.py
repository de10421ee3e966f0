"""Acts and invoices: what was received, accrued in the ledger as `actual`.

Where a trial balance already spoke for the code and month, the act is part of what it declared: the act then moves
cost to its contract without adding any.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from finance.ledger import LedgerError, Posting, lock, post
from finance.models import Budget, Document, Entry, Measure
from finance.money import ZERO, total
from finance.months import Month
from procurement.contracts import Line, PaperError, Problem, accepted, scheduled
from procurement.models import Act, ActLine, Contract, Supplier


@dataclass(frozen=True, slots=True)
class Delivery:
    """An act or invoice. Negative lines are taken only in a correction."""

    number: str
    supplier: Supplier
    accepted_on: date
    lines: tuple[Line, ...]
    kind: str = Act.Kind.ACT
    due_on: date | None = None
    external_id: str = ""

    @property
    def amount(self) -> Decimal:
        return total(line.amount for line in self.lines)


def delivery_problems(budget: Budget, contract: Contract | None, delivery: Delivery) -> list[Problem]:
    """What speaks against accepting, all at once."""
    problems = []
    if not delivery.number.strip():
        problems.append(Problem("number", _("An act needs a number.")))
    if not delivery.lines:
        problems.append(Problem("lines", _("An act needs at least one sum.")))
    if delivery.due_on is not None and delivery.due_on < delivery.accepted_on:
        problems.append(Problem("due_on", _("It is to be paid before it is accepted.")))
    for line in delivery.lines:
        if line.month.year != budget.year:
            message = _("%(month)s is outside the budget's year %(year)s.") % {"month": line.month, "year": budget.year}
            problems.append(Problem(line.cell or "lines", message))
        if line.amount == 0 or (line.amount < 0 and delivery.kind != Act.Kind.CORRECTION):
            message = _("A negative or zero sum is taken only in a correction.")
            problems.append(Problem(line.cell or "lines", message))
    if Act.objects.filter(
        budget=budget, supplier=delivery.supplier, number=delivery.number, document__status=Document.Status.POSTED
    ).exists():
        message = _("An act %(number)s of this supplier is accepted already.") % {"number": delivery.number}
        problems.append(Problem("number", message))
    if contract is not None:
        problems += _against_contract(contract, delivery)
    return problems


def _against_contract(contract: Contract, delivery: Delivery) -> list[Problem]:
    problems = []
    if contract.root_id is not None or contract.status != Contract.Status.SIGNED:
        problems.append(Problem("contract", _("The contract is not in force.")))
    if contract.supplier_id != delivery.supplier.pk:
        problems.append(Problem("supplier", _("The act is of another supplier than the contract.")))
    if delivery.accepted_on < contract.signed_on:
        problems.append(Problem("accepted_on", _("It is accepted before the contract was signed.")))
    reserved: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for (code, _month), amount in scheduled(contract).items():
        reserved[code] += amount
    used: defaultdict[int, Decimal] = defaultdict(lambda: ZERO, accepted(contract))
    for line in delivery.lines:
        used[line.code] += line.amount
    for code in {line.code for line in delivery.lines}:
        if used[code] > reserved[code]:
            message = _("With this act %(used)s is accepted of %(reserved)s in the contract.")
            problems.append(Problem("lines", message % {"used": used[code], "reserved": reserved[code]}))
        elif used[code] < 0:
            problems.append(Problem("lines", _("A correction takes back more than was accepted.")))
    return problems


@transaction.atomic
def accept(budget: Budget, contract: Contract | None, delivery: Delivery, *, entered_by: int, approved_by: int) -> Act:
    """Accept goods or work and accrue them. Raises PaperError with every problem, ClosedMonthError."""
    lock(budget.pk)
    problems = delivery_problems(budget, contract, delivery)
    if problems:
        raise PaperError(problems)
    if entered_by == approved_by:
        raise LedgerError(_("Another person must approve what you enter."))
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.ACT, number=delivery.number, date=delivery.accepted_on,
        entered_by_id=entered_by, approved_by_id=approved_by,
    )  # fmt: skip
    act = Act.objects.create(
        budget=budget, contract=contract, supplier=delivery.supplier, kind=delivery.kind, number=delivery.number,
        accepted_on=delivery.accepted_on, due_on=delivery.due_on, external_id=delivery.external_id, document=document,
    )  # fmt: skip
    ActLine.objects.bulk_create(
        [ActLine(act=act, code_id=ln.code, month=ln.month, amount=ln.amount) for ln in delivery.lines]
    )
    post(document, _postings(budget, contract, delivery))
    return act


def _postings(budget: Budget, contract: Contract | None, delivery: Delivery) -> Sequence[Posting]:
    stated = stated_by_trial_balance(budget, {line.month for line in delivery.lines})
    contract_number = contract.number if contract else ""
    postings = []
    for line in delivery.lines:
        posting = Posting(
            line.code, line.month, delivery.accepted_on, Measure.ACTUAL, line.amount, cell=line.cell,
            number=delivery.number, counterparty_number=delivery.supplier.number,
            counterparty_name=delivery.supplier.name, contract_number=contract_number,
        )  # fmt: skip
        postings.append(posting)
        if (line.code, line.month) in stated:
            already = _("part of what the trial balance declared")
            postings.append(
                Posting(
                    line.code,
                    line.month,
                    delivery.accepted_on,
                    Measure.ACTUAL,
                    -line.amount,
                    number=delivery.number,
                    purpose=already,
                )
            )
    return postings


def stated_by_trial_balance(budget: Budget, months: set[Month]) -> set[tuple[int, Month]]:
    """Codes (id) and months of which a trial balance in force declared the cost."""
    entries = Entry.objects.filter(
        budget=budget,
        measure=Measure.ACTUAL,
        month__in=list(months),
        document__kind=Document.Kind.ACTUAL,
        document__status=Document.Status.POSTED,
    )
    return set(entries.values_list("code_id", "month").distinct())
