"""Lots as a file states them: each beside its newest version, linked to the items of the plan that it buys."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from finance.comparing import Papers, complete
from finance.models import Document, Facility
from procurement.item_links import Place
from procurement.models import Lot, PlanItem

# Blank in a file means that it does not say: what the version before says stays.
UNSAID = ("external_id", "announcement_id", "announcement_number", "announced_on", "status", "method", "name",
          "customer_number", "quantity")  # fmt: skip
COMPARED = ("number", *UNSAID, "amount", "is_cancelled")


@dataclass(frozen=True, slots=True)
class StatedLot:
    """A row. `items` are the places of the plan's items it names; None where it does not say. Tenge.

    `budget` is the id of the one it belongs to.
    """

    row: int
    budget: int
    number: str
    amount: Decimal
    external_id: str = ""
    announcement_id: str = ""
    announcement_number: str = ""
    announced_on: date | None = None
    status: str = ""
    method: str = ""
    name: str = ""
    customer_number: str = ""
    quantity: Decimal | None = None
    is_cancelled: bool = False
    items: frozenset[Place] | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class ComparedLot:
    """A row beside the books: what it says with what it leaves unsaid, and what stood (None: it is new)."""

    stated: StatedLot
    key: str
    fields: Mapping[str, object]
    items: frozenset[Place]
    before: Mapping[str, object] | None
    items_before: frozenset[Place] = frozenset()

    @property
    def is_known(self) -> bool:
        return self.before is not None and (self.fields, self.items) == (self.before, self.items_before)


@dataclass(slots=True)
class PlannedItems:
    """Items of all plans of a facility: by portal id where they are, by place their newest version. One query."""

    facility: Facility
    places: dict[str, Place] = field(default_factory=dict)
    newest: dict[Place, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        items = PlanItem.objects.filter(act__budget__facility=self.facility, is_undone=False)
        rows = items.order_by("act__date", "act_id", "pk").values_list(
            "pk", "external_id", "number", "act__budget_id"
        )  # fmt: skip
        for pk, external_id, number, budget in rows.iterator(5_000):
            self.newest[budget, number] = pk
            # a number may be the portal's id of the item's first version
            for name in (number, external_id):
                if name:
                    self.places[name] = budget, number


def compare_lots(stated: Sequence[StatedLot]) -> list[ComparedLot]:
    """Each row against the newest version of its budget's lot, by portal id, else by number. Two queries."""
    standing = Lot.objects.standing({one.budget for one in stated}).values()
    items = _items_of({lot.pk for lot in standing})
    lots: defaultdict[int, Papers[str, Lot]] = defaultdict(Papers)
    for lot in standing:
        lots[lot.budget_id].add(lot, lot.external_id, lot.number)
    return [_compared(one, lots[one.budget].find(one.external_id, one.number), items) for one in stated]


def _compared(one: StatedLot, known: Lot | None, items: Mapping[int, frozenset[Place]]) -> ComparedLot:
    said = {name: getattr(one, name) for name in COMPARED}
    if known is None:
        return ComparedLot(one, one.external_id or f"№{one.number}", said, one.items or frozenset(), None)
    before = {name: getattr(known, name) for name in COMPARED}
    stood = items.get(known.pk, frozenset())
    after = stood if one.items is None else one.items
    return ComparedLot(one, known.key, complete(said, before, UNSAID), after, before, stood)


def _items_of(lots: Iterable[int]) -> dict[int, frozenset[Place]]:
    """Places of the items that each lot (id) names. One query."""
    wanted = set(lots)
    found: defaultdict[int, set[Place]] = defaultdict(set)
    links = Lot.plan_items.through.objects.filter(lot__document__status=Document.Status.POSTED)
    for lot, budget, number in links.values_list("lot_id", "planitem__act__budget_id", "planitem__number"):
        if lot in wanted:
            found[lot].add((budget, number))
    return {lot: frozenset(places) for lot, places in found.items()}


def keep_lots(documents: Mapping[int, Document], compared: Sequence[ComparedLot], planned: PlannedItems) -> None:
    """Keep a new version of each of `compared` under its budget's document, linked to the newest of its items."""
    lots = Lot.objects.bulk_create(
        [
            Lot(
                budget_id=one.stated.budget, document=documents[one.stated.budget], key=one.key, cell=one.stated.cell,
                **one.fields,
            )
            for one in compared
        ],
        batch_size=500,
    )  # fmt: skip
    through = Lot.plan_items.through
    through.objects.bulk_create(
        [
            through(lot_id=lot.pk, planitem_id=planned.newest[place])
            for lot, one in zip(lots, compared, strict=True)
            for place in sorted(one.items)
            if place in planned.newest
        ],
        batch_size=500,
    )


def announced(budget_ids: Sequence[int], day: date, items: Mapping[int, Collection[Place]]) -> dict[Place, list[Lot]]:
    """Lots announced by `day`, cancelled ones left out, by the items they buy (`items` by the lot's id). One query."""
    found: defaultdict[Place, list[Lot]] = defaultdict(list)
    for lot in Lot.objects.standing(budget_ids, day).values():
        for place in () if lot.is_cancelled else items.get(lot.pk, ()):
            found[place].append(lot)
    return {place: sorted(lots, key=lambda lot: lot.number) for place, lots in found.items()}
