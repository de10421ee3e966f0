"""Acts and invoices: what was received, accrued in the ledger as `actual`.

Where a trial balance already spoke for the code and month, the act is part of what it declared: the act then moves
cost to its contract without adding any.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.clock import today
from finance.ledger import LedgerError, Posting, lock, post
from finance.models import Budget, Document, Entry, Measure, TrialBalanceLine
from finance.money import ZERO, display, total, totals
from finance.months import Month
from finance.rights import Approval
from procurement.commitments import LimitOverride, keep, let_through, rules_of
from procurement.contract_sums import accepted, by_code, scheduled
from procurement.limits import Excess, LimitRule, Mode
from procurement.models import Act, ActLine, Contract, ControlException, PaymentMatch, Supplier
from procurement.papers import PaperError, PaperLine, PaperProblem, forbidden, line_problems, outside_year


@dataclass(frozen=True, slots=True)
class Delivery:
    """An act or invoice, at its contract's site where it names none. Negative lines only in a correction."""

    number: str
    supplier: Supplier
    accepted_on: date
    lines: tuple[PaperLine, ...]
    kind: str = Act.Kind.ACT
    due_on: date | None = None
    external_id: str = ""
    site: str = ""

    @property
    def amount(self) -> Decimal:
        return total(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Accepted:
    """An act in the books, with what it was warned of."""

    act: Act
    warnings: list[Excess] = field(default_factory=list)


def delivery_problems(budget: Budget, contract: Contract | None, delivery: Delivery) -> list[PaperProblem]:
    """What speaks against accepting, all at once, but for sums above the contract."""
    problems = line_problems(budget, delivery.lines) + own_problems(budget, delivery)
    problems += forbidden(budget, postings(contract, delivery, ()))
    same = Act.objects.standing().filter(budget=budget, supplier=delivery.supplier, number=delivery.number)
    if delivery.number and same.exists():
        message = _("An act %(number)s of this supplier is accepted already.") % {"number": delivery.number}
        problems.append(PaperProblem("number", message))
    if contract is None:
        return problems
    return problems + against_contract(budget, contract, delivery, by_code(accepted(contract)))


def own_problems(budget: Budget, delivery: Delivery) -> list[PaperProblem]:
    """What an act says that cannot be, whatever the books hold. No query."""
    problems = outside_year(budget, delivery.lines)
    if not delivery.number.strip():
        problems.append(PaperProblem("number", _("An act needs a number.")))
    if not delivery.lines:
        problems.append(PaperProblem("lines", _("An act needs at least one sum.")))
    if delivery.accepted_on.year != budget.year:
        message = _("It is accepted outside the budget's year %(year)s.") % {"year": budget.year}
        problems.append(PaperProblem("accepted_on", message))
    elif delivery.accepted_on > today():
        problems.append(PaperProblem("accepted_on", _("It is accepted after today.")))
    if delivery.due_on is not None and delivery.due_on < delivery.accepted_on:
        problems.append(PaperProblem("due_on", _("It is to be paid before it is accepted.")))
    for line in delivery.lines:
        if line.amount == 0 or (line.amount < 0 and delivery.kind != Act.Kind.CORRECTION):
            message = _("A negative or zero sum is taken only in a correction.")
            problems.append(PaperProblem(line.cell or "lines", message))
    return problems


def against_contract(
    budget: Budget, contract: Contract, delivery: Delivery, so_far: Mapping[int, Decimal]
) -> list[PaperProblem]:
    """What the contract has against the act; `so_far` is accepted under it by code id. No query."""
    problems = []
    if not contract.is_in_force or contract.budget_id != budget.pk:
        problems.append(PaperProblem("contract", _("The contract is not in force.")))
    if contract.is_payable_carried:
        problems.append(PaperProblem("contract", _("What last year left unpaid was accepted last year.")))
    if contract.supplier_id != delivery.supplier.pk:
        problems.append(PaperProblem("supplier", _("The act is of another supplier than the contract.")))
    if delivery.accepted_on < contract.signed_on:
        problems.append(PaperProblem("accepted_on", _("It is accepted before the contract was signed.")))
    used = defaultdict(lambda: ZERO, so_far)
    for line in delivery.lines:
        used[line.code] += line.amount
    if any(used[code] < 0 for code in {line.code for line in delivery.lines}):
        problems.append(PaperProblem("lines", _("A correction takes back more than was accepted.")))
    return problems


def over_contract(contract: Contract, delivery: Delivery) -> list[Excess]:
    """By code, what this act would accept above what the contract promises. Tolerances are of the contract's sum."""
    promised = by_code(
        {key: amount for key, amount in scheduled(contract).items() if key[1].year == contract.budget.year}
    )
    return above(delivery, promised, by_code(accepted(contract)), rules_of(contract.budget))


def above(
    delivery: Delivery,
    promised: Mapping[int, Decimal],
    used: Mapping[int, Decimal],
    rules: Mapping[int | None, LimitRule],
) -> list[Excess]:
    """By code id, what an act would accept above `promised` less `used`, as the rules of the budget have it. Pure."""
    found = []
    for code, amount in totals((line.code, line.amount) for line in delivery.lines).items():
        rule = rules.get(code) or rules.get(None) or LimitRule()
        left = promised.get(code, ZERO) - used.get(code, ZERO)
        if amount > 0 and amount > left and rule.act_mode is not Mode.ALLOW:
            found.append(Excess(code, "act", "contract", rule.act_mode, amount, left, amount - left))
    return found


def above_contract(excess: Excess) -> str:
    """Why an act above its contract is stopped."""
    message = _("The act is above the contract: %(requested)s is accepted, %(left)s is left of it.")
    return message % {"requested": display(excess.requested), "left": display(max(excess.available, ZERO))}


@transaction.atomic
def accept(
    budget: Budget,
    contract: Contract | None,
    delivery: Delivery,
    people: Approval,
    *,
    override: LimitOverride | None = None,
) -> Accepted:
    """Accept goods or work and accrue them.

    Raises PaperError with every problem, also for sums above the contract where the rule stops them and there is no
    `override`; ClosedMonthError. An act the rule only warns of is kept as an exception.
    """
    lock(budget.pk)
    if contract is not None:
        contract = Contract.objects.select_related("document", "supplier", "budget").filter(pk=contract.pk).first()
        if contract is None:
            raise PaperError([PaperProblem("contract", _("The contract is not registered."))])
    problems = delivery_problems(budget, contract, delivery)
    above = over_contract(contract, delivery) if contract else []
    stopping = [excess for excess in above if excess.mode is Mode.STOP]
    if stopping and override is None:
        problems += [PaperProblem("lines", above_contract(one)) for one in stopping]
    if problems:
        raise PaperError(problems)
    people.require()
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.ACT, number=delivery.number, date=delivery.accepted_on,
        entered_by=people.entered_by, approved_by=people.approved_by,
    )  # fmt: skip
    if stopping:
        let_through(document, stopping, override)
    warned = [excess for excess in above if excess.mode is Mode.WARN]
    keep(document, warned, ControlException.Way.WARNING)
    act = write_act(budget, contract, delivery, document)
    stated = stated_by_trial_balance(budget, {line.month for line in delivery.lines})
    post(document, postings(contract, delivery, stated))
    return Accepted(act, warned)


def write_act(budget: Budget, contract: Contract | None, delivery: Delivery, document: Document) -> Act:
    """The act with its lines as `delivery` says; nothing accrues yet."""
    act = Act.objects.create(
        budget=budget, contract=contract, supplier=delivery.supplier, kind=delivery.kind, number=delivery.number,
        accepted_on=delivery.accepted_on, due_on=delivery.due_on, external_id=delivery.external_id, site=delivery.site,
        document=document,
    )  # fmt: skip
    ActLine.objects.bulk_create(
        [ActLine(act=act, code_id=ln.code, month=ln.month, amount=ln.amount, site=ln.site) for ln in delivery.lines]
    )
    return act


def postings(
    contract: Contract | None,
    delivery: Delivery,
    stated: Collection[tuple[int, Month]],
    rows: Mapping[str, int] | None = None,
) -> list[Posting]:
    """What an act accrues; `stated` are codes (id) and months whose cost a trial balance declared. `rows` by cell."""
    contract_number = contract.number if contract else ""
    site = delivery.site or (contract.site if contract else "")
    found = []
    for line in delivery.lines:
        row = (rows or {}).get(line.cell)
        found.append(
            Posting(
                line.code, line.month, delivery.accepted_on, Measure.ACTUAL, line.amount, line.site or site, row,
                line.cell,
                number=delivery.number, counterparty_number=delivery.supplier.number,
                counterparty_name=delivery.supplier.name, contract_number=contract_number,
            )
        )  # fmt: skip
        # What is received without payment never passes the accounts of payables, so no trial balance declared it.
        if (line.code, line.month) in stated and delivery.kind != Act.Kind.NON_CASH:
            found.append(
                Posting(
                    line.code, line.month, delivery.accepted_on, Measure.ACTUAL, -line.amount, row=row,
                    number=delivery.number, purpose=_("part of what the trial balance declared"),
                )
            )  # fmt: skip
    return found


def stated_by_trial_balance(budget: Budget, months: set[Month]) -> set[tuple[int, Month]]:
    """Codes (id) and months of which a trial balance in force declared the cost. Two queries."""
    of_budget = {"document__budget": budget, "document__status": Document.Status.POSTED, "month__in": list(months)}
    entries = Entry.objects.filter(measure=Measure.ACTUAL, document__kind=Document.Kind.ACTUAL, **of_budget)
    lines = TrialBalanceLine.objects.filter(**of_budget)
    return {
        *entries.order_by().values_list("code_id", "month").distinct(),
        *lines.order_by().values_list("code_id", "month").distinct(),
    }


def overdue(lines: Iterable[ActLine], payments: Iterable[PaymentMatch]) -> set[int]:
    """Acts (ids) that were to be paid by now and are not paid in full."""
    due = [(line.act_id, line.amount) for line in lines if line.act.due_on is not None and line.act.due_on < today()]
    acts = {act for act, _amount in due}
    paid = [(match.act_id, -match.amount) for match in payments if match.act_id in acts]
    return {act for act, amount in totals([*due, *paid]).items() if amount > 0 and act is not None}


@transaction.atomic
def give_overdue_reason(act: Act, reason: str, *, user: User) -> None:
    """Keep why an act is paid late; it stands in the list of payables. Raises LedgerError before it is due."""
    if act.due_on is None or act.due_on >= today():
        raise LedgerError(_("This act is not due yet."))
    Act.objects.filter(pk=act.pk).update(overdue_reason=reason.strip())
    record("procurement.act.overdue-explained", user=user, reason=reason.strip(), data={"act": act.pk})
