"""The end of a year: what every contract leaves undelivered and unpaid, and what is chosen of it for the next year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance.audit import record
from finance.ledger import LedgerError, lock
from finance.models import Budget, BudgetCode
from finance.money import total, totals
from finance.months import Month
from procurement.carrying_over import draft_carried
from procurement.commitments import over_limit
from procurement.contract_sums import undelivered, unpaid
from procurement.drafts import approve
from procurement.limits import Excess
from procurement.models import Contract
from procurement.papers import PaperError, PaperLine, PaperProblem


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a contract leaves for a code, tenge; `month` is that of a later year's schedule, None for this year's rest.

    `is_payable`: accepted and unpaid; else not delivered.
    """

    code: BudgetCode
    amount: Decimal
    month: Month | None = None
    is_payable: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A contract of the ending year with what it leaves. `is_waiting`: a draft of the new year speaks of it."""

    contract: Contract
    leftovers: list[Leftover]
    is_waiting: bool
    is_known_ahead: bool

    @property
    def undelivered(self) -> Decimal:
        return total(one.amount for one in self.leftovers if not one.is_payable)

    @property
    def unpaid(self) -> Decimal:
        return total(one.amount for one in self.leftovers if one.is_payable)


@dataclass(frozen=True, slots=True)
class CarriedChoice:
    """What is chosen of one contract: lines of undelivered sums, or of what is unpaid."""

    root: Contract
    lines: Sequence[PaperLine]
    is_payable: bool = False


@dataclass(slots=True)
class Approved:
    """What a pass over the drafts came to: contracts in force, and those refused with the reason."""

    done: list[Contract] = field(default_factory=list)
    refused: list[tuple[Contract, str]] = field(default_factory=list)


class ChoicesError(LedgerError):
    """Nothing was kept; `problems` holds every reason by contract id."""

    def __init__(self, problems: dict[int, list[PaperProblem]]) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.message for own in problems.values() for problem in own))


def next_budgets(budget: Budget) -> list[Budget]:
    """The facility's budgets of the next year, that of the same programme and source first."""
    found = Budget.objects.filter(facility=budget.facility_id, year=budget.year + 1).select_related("facility")
    same = (budget.programme_id, budget.source_id)
    return sorted(found, key=lambda one: ((one.programme_id, one.source_id) != same, one.key))


def left_over(budget: Budget, into: Budget | None) -> list[Left]:
    """Contracts that leave anything, by number. Ten queries, whatever their number."""
    roots = list(
        Contract.objects.registered().filter(budget=budget, root=None).select_related("supplier", "budget", "document")
    )
    codes = {code.pk: code for code in BudgetCode.objects.all()}
    not_delivered, not_paid = undelivered(budget, roots), unpaid(budget)
    waiting, settled = _carried(budget)
    ahead = set() if into is None else _numbers(into)
    found = []
    for root in roots:
        is_open = root.is_in_force
        own = [
            Leftover(codes[code], amount, month, root.is_payable_carried)
            for (code, month), amount in sorted(not_delivered.get(root.pk, {}).items(), key=_by_code_and_month)
            if is_open and amount > 0
        ]
        own += [
            Leftover(codes[code], amount, is_payable=True)
            for code, amount in sorted(not_paid.get(root.pk, {}).items())
            if amount > 0 and not root.is_payable_carried and root.pk not in settled
        ]
        if own:
            is_known = (root.number, root.supplier_id) in ahead and root.pk not in waiting | settled
            found.append(Left(root, own, root.pk in waiting, is_known))
    return sorted(found, key=lambda left: (left.contract.number, left.contract.pk))


def _by_code_and_month(item: tuple[tuple[int, Month | None], Decimal]) -> tuple[int, str]:
    (code, month), _amount = item
    return code, str(month or "")


def _carried(budget: Budget) -> tuple[set[int], set[int]]:
    """Ids of contracts of which drafts wait in the next year, and of those whose payables are registered there."""
    rows = Contract.objects.filter(carried_from__budget=budget).exclude(status=Contract.Status.CANCELLED)
    waiting, settled = set[int](), set[int]()
    for origin, status, is_payable in rows.values_list("carried_from_id", "status", "is_payable_carried"):
        if status == Contract.Status.DRAFT:
            waiting.add(origin)
        elif is_payable:
            settled.add(origin)
    return waiting, settled


def _numbers(into: Budget) -> set[tuple[str, int]]:
    known = Contract.objects.registered().filter(budget=into, root=None).order_by()
    return set(known.values_list("number", "supplier_id"))


@transaction.atomic
def propose(into: Budget, choices: Iterable[CarriedChoice], *, reason: str, entered_by: User) -> list[Contract]:
    """Keep everything chosen as drafts of the new year, or nothing. Raises ChoicesError with every problem."""
    choices = list(choices)
    for pk in sorted({into.pk, *(choice.root.budget_id for choice in choices)}):
        lock(pk)
    made, problems = [], dict[int, list[PaperProblem]]()
    for choice in choices:
        try:
            made.append(
                draft_carried(
                    choice.root, into, choice.lines, reason=reason, entered_by=entered_by, is_payable=choice.is_payable
                )
            )
        except PaperError as error:
            problems.setdefault(choice.root.pk, []).extend(error.problems)
    if problems:
        raise ChoicesError(problems)
    record("procurement.carried.drafted", user=entered_by, reason=reason, data={"contracts": [c.pk for c in made]})
    return made


def drafts_into(into: Budget, budget: Budget) -> list[Contract]:
    """What of `budget` waits for approval in the new year, in the order it is approved in: oldest contract first."""
    waiting = Contract.objects.filter(budget=into, carried_from__budget=budget, status=Contract.Status.DRAFT)
    related = ("supplier", "document__entered_by", "carried_from", "budget")
    return list(waiting.select_related(*related).prefetch_related("schedule__code").order_by("signed_on", "pk"))


def exceeded(into: Budget, drafts: Iterable[Contract]) -> list[Excess]:
    """The limits of the new year that all of `drafts` together would exceed."""
    lines = (line for contract in drafts for line in contract.schedule.all() if line.month.year == into.year)
    return over_limit(into, totals(((line.code_id, line.month), line.amount_with_vat) for line in lines))


def approve_all(drafts: Iterable[Contract], *, approved_by: User, override_reason: str = "") -> Approved:
    """Carry over what waits. Each contract is a transaction of its own: one that a limit stops keeps no other back."""
    found = Approved()
    for contract in drafts:
        try:
            signed = approve(contract, approved_by=approved_by, override_reason=override_reason)
        except LedgerError as error:
            found.refused.append((contract, str(error)))
        else:
            found.done.append(signed.contract)
    return found


def nothing_chosen() -> ChoicesError:
    return ChoicesError({0: [PaperProblem("choices", _("Choose at least one contract to carry over."))]})
