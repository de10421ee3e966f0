"""A draft as a grid: codes under their classes by parent link, twelve months, exact sums by row, column and class."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from finance.execution import CodeName, code_names
from finance.models import PlanDraft
from finance.money import THOUSAND, ZERO, total
from finance.months import Month, year_months
from finance.plan_drafts import amounts, in_force, locked_months
from finance.plan_steps import CodeMonth
from finance.reporting.report import Unit
from finance.scope import of_budget


@dataclass(frozen=True, slots=True)
class GridCell:
    """`text` is the amount as it is typed, blank for nothing; `before` what a certificate would change. Tenge."""

    key: str
    month: Month
    amount: Decimal
    text: str
    before: Decimal | None = None
    locked: str = ""

    @property
    def after(self) -> Decimal | None:
        return None if self.before is None else self.before + self.amount


@dataclass(frozen=True, slots=True)
class GridRow:
    """A code, or a class with the sums of what stands below it. `above` are the ids of its classes."""

    id: int
    code: str
    name: str
    level: int
    is_group: bool
    above: str
    cells: list[GridCell] = field(default_factory=list)
    sums: list[Decimal] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return total(self.sums)

    @property
    def before(self) -> Decimal:
        return total(cell.before for cell in self.cells if cell.before is not None)


@dataclass(frozen=True, slots=True)
class PlanGrid:
    """`rows` in the order of the codes; `sums` are those of the columns."""

    months: list[Month]
    locked: Mapping[Month, str]
    rows: list[GridRow]
    sums: list[Decimal]

    @property
    def total(self) -> Decimal:
        return total(self.sums)


def spelled(amount: Decimal, unit: Unit, language: str) -> str:
    """The amount as it would be typed, exact in either unit: `1 234,50`, or `1,2345` thousand; blank for zero.

    Never three decimals, which could be read as thousands.
    """
    if amount == ZERO:
        return ""
    shown = amount / THOUSAND if unit == "thousand" else amount
    decimals = next(n for n in (2, 4, 5) if shown == round(shown, n))
    text = f"{abs(shown):,.{decimals}f}"
    if language != "en":
        text = text.replace(",", "\xa0").replace(".", ",")
    return f"-{text}" if amount < 0 else text


def key_of(code: int, month: Month) -> str:
    """The name of a cell's field."""
    return f"c{code}-{month.number}"


def grid(draft: PlanDraft, unit: Unit, language: str) -> PlanGrid:
    """Every code that the draft or what is in force speaks of, and the classes above. Six queries at most."""
    stated, shut = amounts(draft), locked_months(draft)
    stands = in_force(draft) if draft.kind == PlanDraft.Kind.AMENDMENT else None
    codes = code_names(of_budget(draft.budget))
    shown = {code for code, _month in (*stated, *(stands or {}))}
    months = year_months(draft.budget.year)
    rows = _rows(codes, shown, stated, months, language)
    for row in rows:
        for month in () if row.is_group else months:
            key, amount = (row.id, month), stated.get((row.id, month), ZERO)
            before = None if stands is None else stands.get(key, ZERO)
            text = spelled(amount, unit, language)
            row.cells.append(GridCell(key_of(*key), month, amount, text, before, shut.get(month, "")))
    return PlanGrid(months, shut, rows, [total(stated.get((code, month), ZERO) for code in shown) for month in months])


def _rows(
    codes: Mapping[int, CodeName], shown: set[int], stated: Mapping[CodeMonth, Decimal], months: list[Month],
    language: str,
) -> list[GridRow]:  # fmt: skip
    """Codes right under the class they belong to, each class once."""
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    above = {pk: _above(pk, codes) for pk in shown}
    wanted = shown | {one for chain in above.values() for one in chain}
    for pk in codes:
        if pk in wanted:
            below[codes[pk].parent].append(pk)
    under = {pk: [code for code in shown if code == pk or pk in above[code]] for pk in wanted}
    sums = {pk: [total(stated.get((c, month), ZERO) for c in under[pk]) for month in months] for pk in wanted}
    found: list[GridRow] = []

    def walk(parent: int | None, level: int) -> None:
        for pk in below[parent]:
            code, chain = codes[pk], " ".join(map(str, _above(pk, codes)))
            name, is_class = code.name(language), bool(below[pk])
            if is_class:
                found.append(GridRow(pk, code.code, name, level, is_group=True, above=chain, sums=sums[pk]))
                walk(pk, level + 1)
            if pk in shown:
                own = [stated.get((pk, month), ZERO) for month in months]
                chain = f"{pk} {chain}" if is_class else chain
                found.append(GridRow(pk, code.code, name, level, is_group=False, above=chain, sums=own))

    walk(None, 0)
    return found


def _above(pk: int, codes: Mapping[int, CodeName]) -> list[int]:
    found, parent = [], codes[pk].parent
    while parent is not None:
        found.append(parent)
        parent = codes[parent].parent
    return found
