"""What is owed to whom by contract and code: acts less matched payments, and what the year before left unpaid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from finance.money import ZERO
from finance.money import total as added
from finance.months import Month
from finance.scope import Scope
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


class DebtPart(NamedTuple):
    """A part of an act, of a payment that is matched, or of what last year left unpaid."""

    sort: int
    supplier: str
    supplier_number: str
    contract: str
    code: str
    amount: Decimal
    act_id: int | None
    contract_id: int | None
    document_id: int
    day: date
    due_on: date | None
    reason: str
    pk: int

    @property
    def key(self) -> Key:
        return self.supplier, self.supplier_number, self.contract, self.code

    @property
    def page(self) -> str:
        """Of its contract, else of the act's own document."""
        return contract_page(self.contract_id) if self.contract_id else document_page(self.document_id)


ACCEPTED, PAID, CARRIED = range(3)


def debts_of(scope: Scope, through: Month) -> dict[Key, Debt]:
    """As of the last day of `through`. One query."""
    papers = _papers(scope, through.last_day)
    paid_by_act: defaultdict[int | None, Decimal] = defaultdict(lambda: ZERO)
    debts: defaultdict[Key, Debt] = defaultdict(Debt)
    for paper in papers:
        if paper.sort == PAID:
            debts[paper.key].paid += paper.amount
            debts[paper.key].links.add(paper.page)
            paid_by_act[paper.act_id] += paper.amount
    for paper in papers:
        if paper.sort == ACCEPTED:
            _accept(debts[paper.key], paper, paid_by_act)
        elif paper.sort == CARRIED:
            _carry(debts[paper.key], paper)
    return dict(debts)


def _papers(scope: Scope, day: date) -> list[DebtPart]:
    """In the order in which they came. What last year left unpaid is owed since its oldest act. One query."""
    budgets = scope.budget_ids
    lines = ActLine.objects.standing().filter(act__budget__in=budgets, act__accepted_on__lte=day)
    matches = PaymentMatch.objects.standing().filter(contract__budget__in=budgets, entry__date__lte=day)
    carried = ScheduleLine.objects.filter(
        contract__in=Contract.objects.registered().filter(budget__in=budgets, is_payable_carried=True),
        contract__signed_on__lte=day,
    )
    oldest = ActLine.objects.standing().filter(act__contract=OuterRef("contract__carried_from"))
    since = Coalesce(
        Subquery(oldest.order_by("act__accepted_on").values("act__accepted_on")[:1]), F("contract__signed_on")
    )
    found = lines.order_by().values_list(
        Value(ACCEPTED), "act__supplier__name", "act__supplier__number", Coalesce("act__contract__number", Value("")),
        "code__code", "amount", "act_id", "act__contract_id", "act__document_id", "act__accepted_on", "act__due_on",
        "act__overdue_reason", "id",
    ).union(
        matches.order_by().values_list(
            Value(PAID), "contract__supplier__name", "contract__supplier__number", "contract__number",
            "entry__code__code", "amount", "act_id", "contract_id", "contract__document_id", "entry__date",
            "entry__date", Value(""), "id",
        ),
        carried.order_by().values_list(
            Value(CARRIED), "contract__supplier__name", "contract__supplier__number", "contract__number", "code__code",
            "amount_with_vat", F("contract_id"), "contract_id", "contract__document_id", since, since, Value(""), "id",
        ),
        all=True,
    )  # fmt: skip
    return sorted((DebtPart(*row) for row in found), key=lambda paper: (paper.day, paper.pk))


def _accept(debt: Debt, paper: DebtPart, paid_by_act: defaultdict[int | None, Decimal]) -> None:
    """What is paid of an act covers its lines one after another."""
    debt.accrued += paper.amount
    debt.links.add(paper.page)
    covered = min(paper.amount, paid_by_act[paper.act_id]) if paper.amount > 0 else ZERO
    paid_by_act[paper.act_id] -= covered
    if paper.amount > covered:
        debt.papers.append((paper.day, paper.due_on, paper.amount - covered, paper.reason))


def _carry(debt: Debt, paper: DebtPart) -> None:
    """What last year left unpaid is accrued in no code of this year."""
    debt.accrued += paper.amount
    debt.carried += paper.amount
    debt.links.add(paper.page)
    debt.papers.append((paper.day, paper.day, paper.amount, _("left unpaid last year")))


def overdue_of(debt: Debt, day: date) -> Decimal:
    """What should have been paid by `day`, no more than what is owed at all."""
    return _owed_of(debt, (unpaid for _on, due, unpaid, _why in debt.papers if due is not None and due < day))


def owed_since(debt: Debt, day: date) -> Decimal:
    """What was accepted by `day` and is not paid, no more than what is owed at all."""
    return _owed_of(debt, (unpaid for on, _due, unpaid, _why in debt.papers if on <= day))


def _owed_of(debt: Debt, papers: Iterable[Decimal]) -> Decimal:
    return min(added(papers), max(debt.owed, ZERO))
