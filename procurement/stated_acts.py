"""Acts and invoices as a file states them: accepted by the rules of acts entered by hand, at the cost of one.

An act that is known is stated whole: what the file says otherwise is accrued as the difference, by a correction of that
act. An act that exceeds its contract is refused unless the rule of its code lets it through.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.comparing import Papers, to_add
from finance.ledger import post_each
from finance.models import Budget, Document
from finance.money import ZERO
from procurement.commitments import keep, rules_of
from procurement.deliveries import (
    Delivery,
    above,
    above_contract,
    against_contract,
    own_problems,
    postings,
    stated_by_trial_balance,
)
from procurement.limits import Excess, Mode
from procurement.models import Act, ActLine, Contract, ControlException, ScheduleLine
from procurement.papers import PaperLine, line_problems
from procurement.sites import CodeMonth, CodeMonthSite, Sums, beside, only_site, placed


@dataclass(frozen=True, slots=True)
class StatedAct:
    """An act of one contract as a file states it. Tenge with VAT by code id, month and site; `cells` say where.

    `is_whole` is false where rows of the act still wait for a code: then what the file does not name stays.
    """

    number: str
    contract: Contract
    accepted_on: date
    amounts: Sums
    cells: Mapping[CodeMonthSite, str]
    row: int
    kind: str = Act.Kind.ACT
    due_on: date | None = None
    external_id: str = ""
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class ActDifference:
    """A stated act beside the books: `known` with the sums `before` (its corrections counted), and what changes.

    `unclear` are codes and months whose site nothing tells.
    """

    stated: StatedAct
    known: Act | None
    before: Sums = field(default_factory=dict)
    unclear: tuple[CodeMonth, ...] = ()

    @property
    def changes(self) -> Sums:
        """Tenge to be added, zeros left out; what a whole act does not name any more is taken back."""
        return to_add(self.stated.amounts, self.before, self.stated.is_whole)

    @property
    def delivery(self) -> Delivery:
        """What is accepted: the act, or the correction of a known one."""
        one = self.stated
        cell = next(iter(one.cells.values()), "")
        site = only_site(one.amounts) if self.known is None else self.known.site or one.contract.site
        lines = tuple(
            PaperLine(code, month, amount, self._cell((code, month, at), cell), beside(at, site))
            for (code, month, at), amount in self.changes.items()
        )
        kind = one.kind if self.known is None else Act.Kind.CORRECTION
        return Delivery(
            one.number, one.contract.supplier, one.accepted_on, lines, kind, one.due_on,
            one.external_id if self.known is None else "", site,
        )  # fmt: skip

    def _cell(self, key: CodeMonthSite, otherwise: str) -> str:
        code, month, _site = key
        return self.stated.cells.get(key) or self.stated.cells.get((code, month, ""), otherwise)


@dataclass(frozen=True, slots=True)
class ActRefusal:
    """Why an act is refused: the field of the paper, or the cell, and a sentence."""

    act: StatedAct
    field: str
    message: str


class ActBook:
    """Contracts of a budget with what is promised and accepted under them, and its acts. Seven queries."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        standing = Contract.objects.registered().filter(budget=budget).order_by("pk")
        contracts = list(standing.select_related("supplier", "document", "budget"))
        roots = {one.pk: one for one in contracts if one.root_id is None}
        self.by_id: dict[str, Contract] = {}
        self.by_system: dict[str, Contract] = {}
        self.by_number = {(one.number, one.supplier.number): one for one in roots.values()}
        for one in contracts:
            # an agreement's ids lead to the contract it changes
            root = roots.get(one.root_id or one.pk)
            if root is not None:
                self.by_id[one.external_id] = self.by_system[one.system_number] = root
        self._read_sums(contracts)
        self._read_acts()
        self.rules = rules_of(budget)

    def contracts(self, external_id: str, system_number: str, number: str, supplier_number: str) -> list[Contract]:
        """The contracts that these names mean, each once; a blank one means none."""
        found = [
            self.by_id.get(external_id) if external_id else None,
            self.by_system.get(system_number) if system_number else None,
            self.by_number.get((number, supplier_number)),
        ]
        return list({one.pk: one for one in found if one is not None}.values())

    def _read_sums(self, contracts: Iterable[Contract]) -> None:
        root_of = {one.pk: one.root_id or one.pk for one in contracts}
        self.promised: defaultdict[int, defaultdict[int, Decimal]] = _sums()
        lines = ScheduleLine.objects.filter(contract__budget=self.budget).order_by()
        for pk, code, month, amount in lines.values_list("contract_id", "code_id", "month", "amount_with_vat"):
            if pk in root_of and month.year == self.budget.year:
                self.promised[root_of[pk]][code] += amount

    def _read_acts(self) -> None:
        acts = Act.objects.standing().filter(budget=self.budget)
        self.acts: Papers[tuple[str, str], Act] = Papers()
        known = {act.pk: act for act in acts.select_related("supplier", "contract").order_by("pk")}
        for act in known.values():
            if act.corrects_id is None:
                self.acts.add(act, act.external_id, (act.number, act.supplier.number))
        self.accepted: defaultdict[int, defaultdict[int, Decimal]] = _sums()
        self.sums: defaultdict[int, Sums] = defaultdict(lambda: defaultdict(lambda: ZERO))
        lines = ActLine.objects.standing().filter(act__budget=self.budget).order_by()
        for pk, code, month, site, amount in lines.values_list("act_id", "code_id", "month", "site", "amount"):
            act = known[pk]
            own = act.site or (act.contract.site if act.contract else "")
            self.sums[act.corrects_id or pk][code, month, site or own] += amount
            if act.contract_id is not None:
                self.accepted[act.contract_id][code] += amount

    def difference(self, stated: StatedAct) -> ActDifference:
        known = self.acts.find(stated.external_id, (stated.number, stated.contract.supplier.number))
        before = {} if known is None else {key: sum_ for key, sum_ in self.sums[known.pk].items() if sum_}
        own = (known.site if known else "") or stated.contract.site
        at_sites = placed(stated.amounts, before, own)
        return ActDifference(replace(stated, amounts=at_sites.sums), known, before, at_sites.unclear)


def _sums() -> defaultdict[int, defaultdict[int, Decimal]]:
    return defaultdict(lambda: defaultdict(lambda: ZERO))


def check(book: ActBook, found: Sequence[ActDifference]) -> tuple[list[ActRefusal], list[tuple[ActDifference, Excess]]]:
    """What speaks against accepting `found` one after another, and the excesses that a rule only warns of.

    One query. `book` counts what is accepted on the way, so that two acts of a file cannot exceed a contract together.
    """
    refused: list[ActRefusal] = []
    warned: list[tuple[ActDifference, Excess]] = []
    changed = [(one, one.delivery) for one in found if one.changes]
    by_cell = {line.cell: one.stated for one, delivery in changed for line in delivery.lines}
    lines = [line for _one, delivery in changed for line in delivery.lines]
    refused += [ActRefusal(by_cell[p.field], p.field, p.message) for p in line_problems(book.budget, lines)]
    for one, delivery in changed:
        contract = one.stated.contract
        so_far = book.accepted[contract.pk]
        problems = own_problems(book.budget, delivery) + against_contract(book.budget, contract, delivery, so_far)
        if one.known is not None and one.known.contract_id != contract.pk:
            message = _("Act %(number)s is kept under another contract; it cannot move.") % {"number": one.known.number}
            refused.append(ActRefusal(one.stated, "contract", message))
        refused += [ActRefusal(one.stated, problem.field, problem.message) for problem in problems]
        for excess in above(delivery, book.promised[contract.pk], so_far, book.rules):
            if excess.mode is Mode.STOP:
                refused.append(ActRefusal(one.stated, "lines", above_contract(excess)))
            else:
                warned.append((one, excess))
        for line in delivery.lines:
            so_far[line.code] += line.amount
    return refused, warned


def accept_stated(
    book: ActBook,
    found: Sequence[ActDifference],
    warned: Sequence[tuple[ActDifference, Excess]],
    make: Callable[[list[Delivery]], list[Document]],
    rows: Mapping[str, int],
) -> list[Decimal]:
    """Accept what changes, a document an act, and return the sums of the entries.

    `make` makes the documents, `rows` are those of the file by cell. The budget's lock is held and `found` is checked.
    Raises ClosedMonthError.
    """
    changed = [one for one in found if one.changes]
    deliveries = [one.delivery for one in changed]
    documents = make(deliveries)
    acts = Act.objects.bulk_create(
        [
            Act(
                budget=book.budget, contract=one.stated.contract, supplier=delivery.supplier, kind=delivery.kind,
                number=delivery.number, accepted_on=delivery.accepted_on, due_on=delivery.due_on,
                external_id=delivery.external_id, site=delivery.site, document=document, corrects=one.known,
            )
            for one, delivery, document in zip(changed, deliveries, documents, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip
    ActLine.objects.bulk_create(
        [
            ActLine(act=act, code_id=line.code, month=line.month, amount=line.amount, site=line.site)
            for act, delivery in zip(acts, deliveries, strict=True)
            for line in delivery.lines
        ],
        batch_size=500,
    )
    by_act = {id(one): document for one, document in zip(changed, documents, strict=True)}
    for one, excess in warned:
        document = by_act[id(one)]
        keep(document, [excess], ControlException.Way.WARNING)
    declared = stated_by_trial_balance(book.budget, {line.month for one in deliveries for line in one.lines})
    papers = [
        (document, postings(one.stated.contract, delivery, declared, rows))
        for one, delivery, document in zip(changed, deliveries, documents, strict=True)
    ]
    post_each(papers)
    return [posting.amount for _document, own in papers for posting in own]
