"""Flexible budget: why actual cost differs from the budget. Activity, mix, efficiency, price; they add up row by row.

Static budget = budget volume × standard quantity × standard price; flexible budget = the same at actual volume.
Activity + mix is what volume explains, efficiency is (actual − standard quantity) at standard price, price the rest,
the joint term of price and quantity included. Positive is unfavourable. Cost that is fixed is not flexed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up
from tariffs.problems import InputProblem, VarianceError

Number = int | Decimal | Fraction


@dataclass(frozen=True)
class CostItem:
    """One cost item of one profile, budgeted and actual.

    Volumes are bed-days or cases; quantities are per unit of volume, prices per unit of quantity. `standard_amount`
    (at budget volume) and `actual_amount` (at actual volume) may stand for quantity × price × volume.
    """

    item: str
    profile: str = ""
    budget_volume: Number | None = None
    actual_volume: Number | None = None
    standard_quantity: Number | None = None
    standard_price: Number | None = None
    standard_amount: Number | None = None
    actual_quantity: Number | None = None
    actual_price: Number | None = None
    actual_amount: Number | None = None
    is_fixed: bool = False


@dataclass(frozen=True)
class Variance:
    """The figures of a row or of the total, exact; `activity + mix + efficiency + price = actual − static_budget`."""

    static_budget: Fraction = Fraction(0)
    activity: Fraction = Fraction(0)
    mix: Fraction = Fraction(0)
    flexible_budget: Fraction = Fraction(0)
    efficiency: Fraction = Fraction(0)
    price: Fraction = Fraction(0)
    actual: Fraction = Fraction(0)

    @property
    def unexplained(self) -> Fraction:
        """Actual − static budget less all that explains it: zero by construction, proven by the checks."""
        return self.actual - self.static_budget - self.activity - self.mix - self.efficiency - self.price

    def __add__(self, other: "Variance") -> "Variance":
        return Variance(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


@dataclass(frozen=True)
class VarianceRow:
    """The variances of one item of one profile."""

    item: str
    profile: str
    is_fixed: bool
    figures: Variance


@dataclass(frozen=True)
class VarianceAnalysis:
    """Rows in the order of the items; `total` is their exact sum."""

    rows: tuple[VarianceRow, ...]
    total: Variance


@dataclass(frozen=True)
class _Side:
    """One side of an item, budget or actual. Quantity and price are None where only the amount is known."""

    amount: Fraction
    volume: Fraction
    quantity: Fraction | None = None
    price: Fraction | None = None

    @property
    def cost_per_unit(self) -> Fraction:
        """Cost of one unit of volume; zero where neither a price nor a volume says it: nothing was budgeted."""
        if self.quantity is not None and self.price is not None:
            return self.quantity * self.price
        return self.amount / self.volume if self.volume else Fraction(0)


def analyse(items: Sequence[CostItem]) -> VarianceAnalysis:
    """The variances of all items, in their order; raises VarianceError with every problem of every item."""
    problems = _repeated(items)
    sides: list[tuple[_Side, _Side]] = []
    for place, item in enumerate(items, start=1):
        standard = _side(item, place, "standard", "budget_volume", problems)
        actual = _side(item, place, "actual", "actual_volume", problems)
        sides.append((standard, actual))
    if problems:
        raise VarianceError(problems)
    shares = _budget_shares(items)
    rows = tuple(
        VarianceRow(item.item, item.profile, item.is_fixed, _row(item, *side, shares.get(item.item)))
        for item, side in zip(items, sides, strict=True)
    )
    return VarianceAnalysis(rows, sum((row.figures for row in rows), Variance()))


def _row(item: CostItem, standard: _Side, actual: _Side, volumes: tuple[Fraction, Fraction] | None) -> Variance:
    if item.is_fixed:
        return Variance(
            static_budget=standard.amount,
            flexible_budget=standard.amount,
            price=actual.amount - standard.amount,
            actual=actual.amount,
        )
    all_budget, all_actual = volumes or (standard.volume, actual.volume)
    # with no budget volume at all there is no mix to hold on to: everything is activity
    at_budget_mix = all_actual * standard.volume / all_budget if all_budget else actual.volume
    flexible = actual.volume * standard.cost_per_unit
    efficiency = Fraction(0)
    if standard.quantity is not None and standard.price is not None and actual.quantity is not None:
        efficiency = (actual.quantity - standard.quantity) * actual.volume * standard.price
    return Variance(
        static_budget=standard.amount,
        activity=(at_budget_mix - standard.volume) * standard.cost_per_unit,
        mix=(actual.volume - at_budget_mix) * standard.cost_per_unit,
        flexible_budget=flexible,
        efficiency=efficiency,
        price=actual.amount - flexible - efficiency,
        actual=actual.amount,
    )


def _side(item: CostItem, place: int, side: str, volume_name: str, problems: list[InputProblem]) -> _Side:
    """What one side of the item says; problems are added where it says too little or two things."""
    at = f"items.{place}"
    names = {"volume": volume_name, **{field: f"{side}_{field}" for field in ("quantity", "price", "amount")}}
    stated = {field: getattr(item, name) for field, name in names.items()}
    exact = {field: None if value is None else Fraction(value) for field, value in stated.items()}
    volume, quantity, price, amount = exact.values()
    problems += [
        InputProblem("negative-value", f"{at}.{names[field]}", {"value": str(stated[field])})
        for field in ("volume", "quantity", "price")
        if (exact[field] or 0) < 0
    ]
    if volume is None and not (item.is_fixed and amount is not None):
        problems.append(InputProblem("missing-key", f"{at}.{volume_name}"))
    if amount is None and (quantity is None or price is None):
        missing = {field: names[field] for field in ("quantity", "price", "amount")}
        problems.append(InputProblem("missing-cost", at, missing))
    if volume is None:
        return _Side(amount or Fraction(0), Fraction(0))
    if quantity is not None and price is not None:
        found = quantity * price * volume
        if amount not in (None, found):
            values = {"name": names["amount"], "stated": str(stated["amount"]), "found": round_half_up(found, 6)}
            problems.append(InputProblem("two-readings", f"{at}.{names['amount']}", values))
        return _Side(found, volume, quantity, price)
    if amount is None:
        return _Side(Fraction(0), volume)
    if amount and not item.is_fixed and side == "standard" and not volume * (1 if quantity is None else quantity):
        problems.append(
            InputProblem("amount-without-volume", f"{at}.{names['amount']}", {"value": str(stated["amount"])})
        )
        return _Side(amount, volume)
    if quantity is not None:
        return _Side(amount, volume, quantity, amount / (quantity * volume) if quantity * volume else Fraction(0))
    if price and volume:
        return _Side(amount, volume, amount / (price * volume), price)
    return _Side(amount, volume)


def _budget_shares(items: Sequence[CostItem]) -> Mapping[str, tuple[Fraction, Fraction]]:
    """Item → budget and actual volume over all its profiles."""
    volumes: dict[str, tuple[Fraction, Fraction]] = {}
    for item in items:
        if not item.is_fixed:
            budget, actual = volumes.get(item.item, (Fraction(0), Fraction(0)))
            volumes[item.item] = (
                budget + Fraction(item.budget_volume or 0),
                actual + Fraction(item.actual_volume or 0),
            )
    return volumes


def _repeated(items: Iterable[CostItem]) -> list[InputProblem]:
    seen: dict[tuple[str, str], int] = {}
    problems = []
    for place, item in enumerate(items, start=1):
        first = seen.setdefault((item.item, item.profile), place)
        if first != place:
            values = {"item": item.item, "profile": item.profile, "first": first}
            problems.append(InputProblem("item-twice", f"items.{place}", values))
    return problems
