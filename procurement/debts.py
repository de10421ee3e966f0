"""What is owed to whom by contract and code: acts less matched payments, and what the year before left unpaid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.money import ZERO
from finance.money import total as added
from finance.months import Month
from finance.scope import Scope
from procurement.carrying_over import oldest_act
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine
from procurement.reports.pages import contract_page, document_page

# supplier, its number, contract, code
Key = tuple[str, str, str, str]


@dataclass(slots=True)
class Debt:
    """One supplier's contract and code; `papers` are (accepted on, due on, unpaid, reason).

    `links` are the addresses of its contract, or of the documents of acts without one.
    """

    accrued: Decimal = ZERO
    paid: Decimal = ZERO
    carried: Decimal = ZERO
    papers: list[tuple[date, date | None, Decimal, str]] = field(default_factory=list)
    links: set[str] = field(default_factory=set)

    @property
    def owed(self) -> Decimal:
        return self.accrued - self.paid

    @property
    def link(self) -> str | None:
        """Where its papers are shown, if that is one place."""
        return next(iter(self.links)) if len(self.links) == 1 else None


def debts_of(scope: Scope, through: Month) -> dict[Key, Debt]:
    paid_by_act: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    debts: defaultdict[Key, Debt] = defaultdict(Debt)
    matches = PaymentMatch.objects.standing().filter(
        contract__budget__in=scope.budget_ids, entry__date__lte=through.last_day
    )
    supplier = ("contract__supplier__name", "contract__supplier__number")
    for *key, contract_id, act_id, amount in matches.values_list(
        *supplier, "contract__number", "entry__code__code", "contract_id", "act_id", "amount"
    ):
        debts[tuple(key)].paid += amount
        debts[tuple(key)].links.add(contract_page(contract_id))
        if act_id is not None:
            paid_by_act[act_id] += amount
    lines = (
        ActLine.objects.standing().filter(
            act__budget__in=scope.budget_ids, act__accepted_on__lte=through.last_day
        )
        .select_related("act__supplier", "act__contract", "code")
        .order_by("act__accepted_on", "id")
    )  # fmt: skip
    for line in lines:
        act = line.act
        contract = act.contract.number if act.contract else ""
        debt = debts[act.supplier.name, act.supplier.number, contract, line.code.code]
        debt.accrued += line.amount
        debt.links.add(contract_page(act.contract_id) if act.contract_id else document_page(act.document_id))
        covered = min(line.amount, paid_by_act[act.pk]) if line.amount > 0 else ZERO
        paid_by_act[act.pk] -= covered
        if line.amount > covered:
            debt.papers.append((act.accepted_on, act.due_on, line.amount - covered, act.overdue_reason))
    _add_carried(scope, through, debts)
    return dict(debts)


def _add_carried(scope: Scope, through: Month, debts: defaultdict[Key, Debt]) -> None:
    """What last year left unpaid: owed since its oldest act, accrued in no code of this year."""
    carried = list(
        ScheduleLine.objects.filter(
            contract__in=Contract.objects.registered().filter(budget__in=scope.budget_ids, is_payable_carried=True),
            contract__signed_on__lte=through.last_day,
        ).select_related("contract__supplier", "code")
    )
    since = oldest_act([line.contract.carried_from_id for line in carried if line.contract.carried_from_id])
    for line in carried:
        contract = line.contract
        debt = debts[contract.supplier.name, contract.supplier.number, contract.number, line.code.code]
        debt.accrued += line.amount_with_vat
        debt.carried += line.amount_with_vat
        debt.links.add(contract_page(contract.pk))
        day = since.get(contract.carried_from_id or 0, contract.signed_on)
        debt.papers.append((day, day, line.amount_with_vat, _("left unpaid last year")))


def overdue_of(debt: Debt, day: date) -> Decimal:
    """What should have been paid by `day`, no more than what is owed at all."""
    return _owed_of(debt, (unpaid for _on, due, unpaid, _why in debt.papers if due is not None and due < day))


def owed_since(debt: Debt, day: date) -> Decimal:
    """What was accepted by `day` and is not paid, no more than what is owed at all."""
    return _owed_of(debt, (unpaid for on, _due, unpaid, _why in debt.papers if on <= day))


def _owed_of(debt: Debt, papers: Iterable[Decimal]) -> Decimal:
    return min(added(papers), max(debt.owed, ZERO))
