"""Contracts signed elsewhere and stated by a file: new ones are registered, known ones changed by the difference.

A file states what a contract promises for the codes and months it names; what it does not name stays. As the contract
is signed already, an exceeded limit cannot refuse it: it is let through, kept as an exception and named.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from finance.comparing import Papers, compare, to_add
from finance.ledger import Posting
from finance.models import Budget, Document
from finance.money import ZERO, total
from finance.months import Month
from procurement.commitments import posting, reserve
from procurement.limits import Excess
from procurement.models import Contract, ScheduleLine, Supplier
from procurement.papers import PaperLine
from procurement.sites import CodeMonth, CodeMonthSite, Sums, beside, only_site, placed
from procurement.stated_lots import PlannedItems

UPDATED = ("external_id", "system_number", "method", "subject", "ends_on")


@dataclass(frozen=True, slots=True)
class StatedContract:
    """A contract as a file states it, one budget's part. `amounts` are declared by code id, month and site, tenge with
    VAT; `cells` and `rows` say where. `items` are portal ids or numbers of the plan's items that the contract buys.
    """

    number: str
    supplier_number: str
    supplier_name: str
    signed_on: date
    ends_on: date
    amounts: Sums
    cells: Mapping[CodeMonthSite, str] = field(default_factory=dict)
    rows: Mapping[CodeMonthSite, int] = field(default_factory=dict)
    external_id: str = ""
    system_number: str = ""
    method: str = ""
    subject: str = ""
    items: frozenset[str] = frozenset()

    @property
    def name(self) -> tuple[str, str]:
        return self.number, self.supplier_number


@dataclass(frozen=True)
class ContractDifference:
    """What a stated contract changes: `before` by code, month and site (empty for a new one), fields that differ.

    `unclear` are codes and months whose site nothing tells.
    """

    stated: StatedContract
    contract: Contract | None
    before: Sums
    fields: Mapping[str, object] = field(default_factory=dict)
    # ids of items of the plan that the contract is to be linked to
    items: tuple[int, ...] = ()
    # what it names of the plan and the books do not hold
    unknown_items: tuple[str, ...] = ()
    unclear: tuple[CodeMonth, ...] = ()

    @cached_property
    def changes(self) -> Sums:
        """Tenge to be added to what the ledger holds, zeros left out."""
        return to_add(self.stated.amounts, self.before)

    @property
    def unnamed(self) -> Sums:
        """What the books hold and the file does not name: it stays."""
        lacking = compare(self.stated.amounts, self.before, ZERO).lacking
        return {key: amount for key, amount in lacking.items() if amount}


def differences(budget: Budget, stated: Sequence[StatedContract]) -> list[ContractDifference]:
    """Each stated contract against the books, by the portal's id, else by number and supplier.

    Three queries; two more where contracts name items of the plan.
    """
    registered = Contract.objects.registered().filter(budget=budget, root=None).select_related("supplier", "document")
    contracts: Papers[tuple[str, str], Contract] = Papers(are_ids_renewed=True)
    for contract in registered:
        contracts.add(contract, contract.external_id, (contract.number, contract.supplier.number))
    matched = [contracts.find(one.external_id, one.name) for one in stated]
    schedules = _schedules(budget) if any(matched) else {}
    items = _new_links(budget, stated, matched)
    found = []
    for one, known, linked in zip(stated, matched, items, strict=True):
        before = schedules.get(known.pk, {}) if known else {}
        at_sites = placed(one.amounts, before, known.site if known else "")
        stated_at = replace(one, amounts=at_sites.sums)
        found.append(
            ContractDifference(stated_at, known, before, _fields(known, one), *linked, unclear=at_sites.unclear)
        )
    return found


def _new_links(
    budget: Budget, stated: Sequence[StatedContract], matched: Sequence[Contract | None]
) -> list[tuple[tuple[int, ...], tuple[str, ...]]]:  # fmt: skip
    """For each contract the items of the plan (ids of their newest versions) that it names and is not linked to yet,
    and the names that mean no item.
    """
    if not any(one.items for one in stated):
        return [((), ())] * len(stated)
    planned = PlannedItems(budget.facility)
    links = Contract.plan_items.through.objects.filter(contract__in=[c.pk for c in matched if c is not None])
    linked = set(links.values_list("contract_id", "planitem__number"))
    found = []
    for one, contract in zip(stated, matched, strict=True):
        places = sorted({planned.places[name] for name in one.items if name in planned.places})
        own = [place for place in places if place[0] == budget.pk]
        new = [place for place in own if contract is None or (contract.pk, place[1]) not in linked]
        unknown = tuple(sorted(name for name in one.items if name not in planned.places))
        found.append((tuple(planned.newest[place] for place in new), unknown))
    return found


def _schedules(budget: Budget) -> dict[int, Sums]:
    standing = Contract.objects.registered().filter(budget=budget).order_by()
    roots = {pk: root or pk for pk, root in standing.values_list("pk", "root_id")}
    found: defaultdict[int, Sums] = defaultdict(lambda: defaultdict(lambda: ZERO))
    lines = ScheduleLine.objects.filter(contract__budget=budget).order_by()
    rows = lines.values_list("contract_id", "code_id", "month", "site", "contract__site", "amount_with_vat")
    for pk, code, month, site, of_contract, amount in rows.iterator(20_000):
        if pk in roots and month.year == budget.year:
            found[roots[pk]][code, month, site or of_contract] += amount
    return dict(found)


def _fields(contract: Contract | None, stated: StatedContract) -> dict[str, object]:
    """What the file says otherwise than the books, blanks left out."""
    said = {name: getattr(stated, name) for name in UPDATED if contract is not None and getattr(stated, name)}
    return {row.key: row.after for row in compare(said, {name: getattr(contract, name) for name in said}, None).moved}


def register_stated(
    budget: Budget, found: Iterable[ContractDifference], document: Callable[[str, date], Document]
) -> list[Excess]:
    """Write what is new and what changed, and return the limits exceeded. `document(kind, day)` makes the documents.

    New contracts stand under one document, changes of known ones under another, as agreements that the file implies.
    """
    found = [one for one in found if one.contract is None or one.changes]
    suppliers = _suppliers(found)
    exceeded: list[Excess] = []
    for kind in (Document.Kind.CONTRACT, Document.Kind.AGREEMENT):
        own = [one for one in found if (one.contract is None) == (kind == Document.Kind.CONTRACT)]
        if not own:
            continue
        paper = document(kind, max(_day(budget, one) for one in own))
        contracts = Contract.objects.bulk_create(
            [_contract(budget, paper, one, suppliers) for one in own], batch_size=500
        )
        _link(zip(contracts, own, strict=True))
        lines, postings = _lines(budget, own, contracts)
        ScheduleLine.objects.bulk_create(lines, batch_size=2000)
        exceeded += reserve(paper, postings, is_signed_elsewhere=True)
    return exceeded


def _link(contracts: Iterable[tuple[Contract, ContractDifference]]) -> None:
    """Link contracts (no agreements) to the items of the plan they buy."""
    through = Contract.plan_items.through
    through.objects.bulk_create(
        [
            through(contract_id=contract.pk, planitem_id=item)
            for contract, one in contracts
            if contract.root_id is None
            for item in one.items
        ],
        batch_size=500,
    )


def _suppliers(found: Iterable[ContractDifference]) -> dict[str, Supplier]:
    """Suppliers of new contracts by number, made where they are new."""
    names = {one.stated.supplier_number: one.stated.supplier_name for one in found if one.contract is None}
    known = {supplier.number: supplier for supplier in Supplier.objects.filter(number__in=list(names))}
    new = [Supplier(number=number, name=name or number) for number, name in names.items() if number not in known]
    made = Supplier.objects.bulk_create(new, batch_size=500)
    return known | {supplier.number: supplier for supplier in made}


def _day(budget: Budget, one: ContractDifference) -> date:
    signed = one.stated.signed_on if one.contract is None else max(one.stated.signed_on, one.contract.signed_on)
    return max(signed, Month(budget.year, 1).first_day)


def _contract(
    budget: Budget, document: Document, one: ContractDifference, suppliers: Mapping[str, Supplier]
) -> Contract:
    """The contract, or the agreement by which the file changes a known one."""
    stated, root = one.stated, one.contract
    return Contract(
        budget=budget, root=root, document=document, number=stated.number,
        supplier=root.supplier if root else suppliers[stated.supplier_number],
        signed_on=max(stated.signed_on, root.signed_on) if root else stated.signed_on, ends_on=stated.ends_on,
        external_id="" if root else stated.external_id, system_number=stated.system_number, method=stated.method,
        subject=stated.subject, site=root.site if root else only_site(stated.amounts),
        amount_with_vat=total(one.changes.values()),
    )  # fmt: skip


def _lines(
    budget: Budget, found: Sequence[ContractDifference], contracts: Sequence[Contract]
) -> tuple[list[ScheduleLine], list[Posting]]:
    lines, postings = [], []
    for one, contract in zip(found, contracts, strict=True):
        day = _day(budget, one)
        root = one.contract or contract
        for (code, month, site), amount in one.changes.items():
            at = _said_at(one.stated, (code, month, site))
            line = PaperLine(code, month, amount, one.stated.cells.get(at, ""), beside(site, root.site))
            lines.append(
                ScheduleLine(
                    contract=contract, code_id=code, month=month, amount_with_vat=amount, cell=line.cell, site=line.site
                )
            )
            postings.append(posting(root, line, day, number=root.number, row=one.stated.rows.get(at)))
    return lines, postings


def _said_at(stated: StatedContract, key: CodeMonthSite) -> CodeMonthSite:
    """Where the file says a sum: at its site, else where it names none, else at another site of the code and month."""
    code, month, _site = key
    near = [key, (code, month, ""), *(one for one in stated.cells if one[:2] == (code, month))]
    return next((one for one in near if one in stated.cells), key)


def update_fields(found: Iterable[ContractDifference]) -> list[dict[str, object]]:
    """Take over what a file says otherwise about known contracts; returns what stood before, for undo."""
    found = list(found)
    before, changed = [], []
    for one in found:
        if one.contract is None or not (one.fields or one.items):
            continue
        stood: dict[str, object] = {name: str(getattr(one.contract, name)) for name in one.fields}
        before.append({"contract": one.contract.pk, **stood, **({"linked": one.items} if one.items else {})})
        for name, value in one.fields.items():
            setattr(one.contract, name, value)
        changed.append(one.contract)
    Contract.objects.bulk_update(changed, list(UPDATED), batch_size=200)
    _link((one.contract, one) for one in found if one.contract is not None)
    return before
