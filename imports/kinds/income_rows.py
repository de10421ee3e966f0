"""A row of an act with the payer: which source and budget it is of, which income item, and whether its sums tie."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.income import MEASURES, IncomeAct, item_of, items
from finance.models import Budget, FundingSource, IncomeItem
from finance.money import display
from finance.months import Month
from imports.columns.typed import Columns, TypedRow
from imports.context import Context
from imports.kinds.kind import Line
from imports.resolve.letters import skeleton
from imports.rows.timing import FUTURE, NO_BUDGET, no_budget, not_begun

PAYABLE_DIFFERS = "payable-differs"
# The column of each measure of an act.
COLUMN_OF = dict(zip(MEASURES, ("accrued", "withheld", "advance_set_off", "advance_received"), strict=True))
# What people write for the sources that come with the program, beside their names.
SOURCE_WORDS = {
    "social-insurance": ("осмс", "мәмс", "фсмс", "әмсқ", "социальное медицинское страхование", "соцстрахование"),
    "guaranteed-volume": ("гобмп", "тмккк", "гарантированный объем", "кепілдік берілген көлем"),
    "paid-services": ("платные", "платно", "платная", "ақылы", "внебюджет"),
    "local-budget": ("мб", "местный", "республиканский бюджет", "рб", "жб", "бюджет", "жергілікті"),
    "charity": ("благотворительность", "спонсоры", "спонсорская помощь", "қайырымдылық", "демеушілік"),
}
# Beginnings of words of a kind of care, folded, that tell the item where the source does not.
ITEM_WORDS = (
    ("training", ("обуч", "образоват", "подготовк", "окыт", "даярла", "training")),
    ("science", ("науч", "наук", "исследован", "грант", "гылым", "зертте", "science", "research")),
    ("rent", ("аренд", "жалга", "rent")),
    ("charity", ("благотвор", "спонсор", "кайырым", "демеуш", "charit", "donat")),
    ("paid", ("платн", "акылы", "paid")),
)
_PARTS = re.compile(r"[()/;,]|\s[-–—]\s")


@dataclass(slots=True)
class IncomeLine(Line):
    """A row with its act and the budget that takes it. `cells` are the addresses of its figures by measure."""

    budget: Budget | None = None
    act: IncomeAct | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


class Payers:
    """Sources, income items and budgets as a file names them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.items: dict[str, IncomeItem] = items()
        self.item_names = {
            skeleton(name): key for key, one in self.items.items() for name in (key, one.name_ru, one.name_kk) if name
        }
        self.sources: dict[str, FundingSource] = {}
        for source in FundingSource.objects.all():
            for name in (source.key, source.name_ru, source.name_kk, *SOURCE_WORDS.get(source.key, ())):
                self.sources[skeleton(name)] = source

    def source(self, columns: Columns, cells: TypedRow) -> FundingSource | None:
        """The source that a cell names, in one language or in two; None where it is empty or refused."""
        text = cells.source
        whole = self.sources.get(skeleton(text)) if text else None
        parts = [skeleton(part) for part in _PARTS.split(text)] if text else []
        found = {self.sources[part].key: self.sources[part] for part in parts if part in self.sources}
        if whole is not None or not text:
            return whole
        if len(found) == 1:
            return next(iter(found.values()))
        message = _("“%(source)s” names no source of funds, or two. Known are: %(names)s.")
        names = ", ".join(sorted({one.name for one in self.sources.values()}))
        columns.refuse(cells.at, "source", "unknown-source", message % {"source": text, "names": names}, text)
        return None

    def budget(self, columns: Columns, cells: TypedRow, month: Month, source: FundingSource | None) -> Budget | None:
        """The one budget of the row's year and source; None where it is refused."""
        of_year = self.context.budgets.get(month.year, [])
        fitting = [one for one in of_year if source is None or one.source_id == source.pk]
        if len(fitting) == 1:
            return fitting[0]
        key, problem = "source" if columns.table.has("source") else "accrued", NO_BUDGET
        if not of_year:
            key, message = ("month" if columns.table.has("month") else key), no_budget(month.year)
        elif not fitting:
            message = _("There is no budget of %(year)s with the source “%(source)s”. Create it or correct the source.")
            message %= {"year": month.year, "source": source.name if source else ""}
        else:
            problem, keys = "two-readings", ", ".join(one.key for one in fitting)
            message = _("Several budgets could take this row: %(keys)s. Name the source, or choose the budget.")
            message %= {"keys": keys}
        columns.refuse(cells.at, key, problem, message)
        return None

    def item(self, columns: Columns, cells: TypedRow, budget: Budget) -> IncomeItem | None:
        """The income item that a row names or its source and kind of care mean; None where it is refused."""
        named = cells.item
        key = (
            self.item_names.get(skeleton(named))
            if named
            else item_of(budget.source.key, skeleton(cells.kind_of_care), ITEM_WORDS)
        )
        found = self.items.get(key or "")
        if found is None:
            message = _("“%(item)s” is no income item. Known are: %(names)s.")
            values = {"item": named or key, "names": ", ".join(sorted({one.name for one in self.items.values()}))}
            columns.refuse(cells.at, "item" if named else "accrued", "unknown-word", message % values, named)
        return found


def act_line(columns: Columns, cells: TypedRow, payers: Payers) -> IncomeLine | None:
    """The row as an act with its budget; None where it is refused, or says nothing."""
    month = _month(columns, cells)
    source = payers.source(columns, cells)
    if not _ties(columns, cells) or month is None or (cells.source and source is None):
        return None
    budget = payers.budget(columns, cells, month, source)
    item = budget and payers.item(columns, cells, budget)
    if budget is None or item is None:
        return None
    act = IncomeAct(
        month, item.pk, cells.accrued, cells.withheld, cells.advance_set_off, cells.advance_received,
        cells.number, cells.kind_of_care, cells.reason,
    )  # fmt: skip
    addresses = {
        str(measure): columns.address(cells.at, key) for measure, key in COLUMN_OF.items() if columns.table.has(key)
    }
    return IncomeLine(
        columns.numbers[cells.at], columns.address(cells.at, "accrued"), act.accrued, month.last_day, month, item.pk,
        act.number, purpose=act.kind_of_care, budget=budget, act=act, cells=addresses,
    )  # fmt: skip


def _month(columns: Columns, cells: TypedRow) -> Month | None:
    """The month of the row, else the one of the title; refused where it has not begun or nobody says it."""
    period = columns.table.period
    month: Month | None = cells.month
    if month is None and not columns.table.has("month") and period is not None and period.first == period.last:
        month = period.first
    key = "month" if columns.table.has("month") else "accrued"
    if month is None:
        message = _("The row does not say of which month it is. Write the month in a column of its own.")
        columns.refuse(cells.at, key, "missing-value", message)
    elif month.first_day > columns.context.today:
        columns.refuse(cells.at, key, FUTURE, not_begun(month), str(month))
        return None
    return month


def _ties(columns: Columns, cells: TypedRow) -> bool:
    """Whether what is payable is accrued − withheld, where the row says it; else it is refused."""
    is_stated = columns.table.has("payable") and cells.payable is not None
    due: Decimal = cells.accrued - cells.withheld
    if is_stated and cells.payable != due:
        message = _("Payable is %(payable)s, but accrued − withheld is %(due)s. Correct the row.")
        values = {"payable": display(cells.payable), "due": display(due)}
        columns.refuse(cells.at, "payable", PAYABLE_DIFFERS, message % values, str(cells.payable))
        return False
    if cells.withheld < 0 and not is_stated:
        message = _("A negative sum withheld can mean that it was withheld or given back. Add the column “payable”.")
        columns.refuse(cells.at, "withheld", "ambiguous-amount", message, str(cells.withheld))
        return False
    return True
