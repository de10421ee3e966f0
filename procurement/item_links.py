"""Which contracts buy the items of procurement plans, and which lots announce them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import BooleanField, CharField, F, Value

from finance.models import Document
from procurement.models import Contract, Lot

# Budget id and number of an item: each of its versions has them.
Place = tuple[int, str]


@dataclass(slots=True)
class BoughtContract:
    """A contract that was signed, how it was bought and what it buys of the plan; nothing where it names no item."""

    number: str
    method: str
    is_payable_carried: bool
    items: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class ItemLinks:
    """Contracts by id, and the items of lots by the lot's id."""

    contracts: dict[int, BoughtContract] = field(default_factory=dict)
    lots: defaultdict[int, set[Place]] = field(default_factory=lambda: defaultdict(set))

    def contracts_of_items(self) -> dict[Place, list[tuple[int, str]]]:
        """Id and number of the contracts of each item."""
        found: defaultdict[Place, list[tuple[int, str]]] = defaultdict(list)
        for pk, contract in self.contracts.items():
            for place in contract.items:
                found[place].append((pk, contract.number))
        return dict(found)


def item_links(budget_ids: Collection[int], day: date) -> ItemLinks:
    """Contracts of the budgets signed by `day`, without agreements, and the items of every lot. One query."""
    nothing, no = Value("", CharField()), Value(False, BooleanField())
    signed = Contract.objects.registered().filter(budget__in=budget_ids, root=None, signed_on__lte=day)
    links = Lot.plan_items.through.objects.filter(lot__document__status=Document.Status.POSTED)
    of_contracts = signed.order_by().values_list(
        F("pk"), Value(False, BooleanField()), F("number"), F("method"), F("is_payable_carried"),
        F("plan_items__act__budget_id"), F("plan_items__number"),
    )  # fmt: skip
    of_lots = links.order_by().values_list(
        F("lot_id"), Value(True, BooleanField()), nothing, nothing, no, F("planitem__act__budget_id"),
        F("planitem__number"),
    )  # fmt: skip
    found = ItemLinks()
    for pk, is_lot, number, method, is_payable, budget, item in of_contracts.union(of_lots, all=True):
        if is_lot:
            found.lots[pk].add((budget, item))
            continue
        contract = found.contracts.setdefault(pk, BoughtContract(number, method, is_payable))
        if item is not None:
            contract.items.append((budget, item))
    return found
