"""Acts with the payer: accrued income, what is withheld of it, and the advance that is set off. One place posts them.

Each figure is a measure of the ledger under the act's income item, so that undoing, closing, drilling down and the
settlement read it like any other. Payable is accrued less withheld and is kept nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.ledger import Posting
from finance.models import Entry, IncomeItem, Measure
from finance.money import ZERO
from finance.months import Month

MEASURES = (Measure.INCOME, Measure.WITHHELD, Measure.SET_OFF, Measure.ADVANCE)
# The item of a source whose income is all of one kind; of the others the kind of care tells, else `other`.
ITEM_OF_SOURCE = {
    "guaranteed-volume": "guaranteed",
    "social-insurance": "insurance",
    "paid-services": "paid",
    "charity": "charity",
}
# Sources that the Fund pays: by acts, with monitoring and advances.
FUND_SOURCES = ("guaranteed-volume", "social-insurance")
FUND_ITEMS = frozenset(ITEM_OF_SOURCE[source] for source in FUND_SOURCES)


@dataclass(frozen=True, slots=True)
class IncomeAct:
    """A row of an act, tenge. `item` is the id of its income item; `reason` says why something was withheld.

    `advance` was received and `set_off` is an earlier advance that the act uses up.
    """

    month: Month
    item: int
    accrued: Decimal = ZERO
    withheld: Decimal = ZERO
    set_off: Decimal = ZERO
    advance: Decimal = ZERO
    number: str = ""
    kind_of_care: str = ""
    reason: str = ""

    @property
    def payable(self) -> Decimal:
        return self.accrued - self.withheld

    @property
    def figures(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """In the order of `MEASURES`."""
        return self.accrued, self.withheld, self.set_off, self.advance


def postings(act: IncomeAct, row: int | None = None, cells: Mapping[str, str] | None = None) -> list[Posting]:
    """What an act posts, dated the last day of its month; `cells` are the addresses of its figures by measure."""
    places = cells or {}
    return [
        Posting(
            act.item, act.month, act.month.last_day, measure, amount, row=row, cell=places.get(measure, ""),
            number=act.number, purpose=_purpose(act, measure),
        )
        for measure, amount in zip(MEASURES, act.figures, strict=True)
        if amount
    ]  # fmt: skip


def _purpose(act: IncomeAct, measure: str) -> str:
    said = (act.kind_of_care, act.reason if measure == Measure.WITHHELD else "")
    return ". ".join(text for text in said if text)


def standing(budget_id: int) -> list[tuple[IncomeAct, int]]:
    """Acts that stand in the books, each with the id of its first entry. One query."""
    entries = Entry.objects.standing().filter(budget_id=budget_id, measure__in=MEASURES)
    columns = ("document_id", "row", "month", "code_id", "number", "measure", "amount", "purpose", "pk")
    rows: dict[tuple[int, int | None, Month, int], dict[str, tuple[Decimal, str, str, int]]] = {}
    for document, row, month, item, number, measure, amount, purpose, pk in entries.order_by("pk").values_list(
        *columns
    ):
        rows.setdefault((document, row, month, item), {})[measure] = (amount, number, purpose, pk)
    return [(_act(month, item, parts), _first(parts)) for (_document, _row, month, item), parts in rows.items()]


# By measure: tenge, number, purpose, id of the entry.
Parts = Mapping[str, tuple[Decimal, str, str, int]]


def _act(month: Month, item: int, parts: Parts) -> IncomeAct:
    accrued, withheld, set_off, advance = (parts[one][0] if one in parts else ZERO for one in MEASURES)
    _amount, number, purpose, _pk = next(parts[measure] for measure in MEASURES if measure in parts)
    return IncomeAct(month, item, accrued, withheld, set_off, advance, number, purpose)


def _first(parts: Parts) -> int:
    return min(pk for *_rest, pk in parts.values())


def items() -> dict[str, IncomeItem]:
    """Income items by key. One query."""
    return {item.code: item for item in IncomeItem.objects.all()}


def items_of(source: str) -> dict[str, IncomeItem]:
    """Those a source may bring: what the Fund owes and what others owe do not stand in one budget. One query."""
    return {key: item for key, item in items().items() if (key in FUND_ITEMS) == (source in FUND_SOURCES)}


def item_of(source: str, kind_of_care: str, words: Iterable[tuple[str, Iterable[str]]]) -> str:
    """The key of the item that a source and a kind of care mean; `words` are beginnings of words by item."""
    if source in FUND_SOURCES:
        return ITEM_OF_SOURCE[source]
    said = kind_of_care.split()
    told = (item for item, stems in words if any(word.startswith(stem) for word in said for stem in stems))
    return next(told, ITEM_OF_SOURCE.get(source, "other"))
