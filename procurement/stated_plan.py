"""The procurement plan as a file states it: what is new, what stands, what an act changes, before and after.

A row equal to what stands is known. A row that differs belongs to its act: a new act changes the plan from its date on,
and an act that is kept already is corrected by a newer version of the item under the same act. An item whose row names
no act cannot change.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from finance.comparing import Papers
from finance.models import Budget, Document
from procurement.models import PlanAct, PlanItem
from procurement.procurement_plan import ActItem, item_problems, keep_items

# A document for each act (number and day), all at once.
MakeDocuments = Callable[[list[tuple[str, date]]], list[Document]]
NOT_TERMS = frozenset({"number", "external_id", "cell", "cells"})
TERMS = tuple(f.name for f in fields(ActItem) if f.name not in NOT_TERMS)
# Blank in a file means that it does not say: what is kept stays.
UNSAID = ("name_kk", "enstru_code", "method")


@dataclass(frozen=True, slots=True)
class StatedItem:
    """A row. `item.code` is 0 where nothing names the code; `is_code_said` is false where only the name means it.

    `item.years` is empty and `is_vat_said` false where the file does not say. `root` is the portal's id of the item's
    first version, `dated` the act's date.
    """

    row: int
    item: ActItem
    act: str = ""
    dated: date | None = None
    root: str = ""
    is_code_said: bool = True
    is_vat_said: bool = True


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """Why a row cannot be kept: the key of its column, the key of the problem, a sentence."""

    row: int
    key: str
    problem: str
    message: str


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """A row beside the books. `item` is complete but for a code that nothing names (0); `before` is what it changes."""

    stated: StatedItem
    item: ActItem
    before: ActItem | None
    is_known: bool
    is_without_new_act: bool = False


@dataclass(frozen=True, slots=True)
class _Version:
    item: ActItem
    act: str
    day: date


@dataclass(slots=True)
class PlanComparison:
    """All rows of one budget, oldest act first, and what speaks against them. `acts` are new ones: number → date."""

    rows: list[ComparedItem] = field(default_factory=list)
    refused: list[RowRefusal] = field(default_factory=list)
    acts: dict[str, date] = field(default_factory=dict)


class PlanBook:
    """The acts of a budget and every version of its items that stands. Two queries."""

    def __init__(self, budget: Budget) -> None:
        acts = PlanAct.objects.filter(budget=budget, is_undone=False)
        self.acts = {act.number: act for act in acts}
        self.versions: defaultdict[str, list[_Version]] = defaultdict(list)
        self.numbers: Papers[str, str] = Papers()
        items = PlanItem.objects.filter(act__budget=budget, is_undone=False).order_by("act__date", "act_id", "pk")
        for act, day, *values in items.values_list("act__number", "act__date", *_KEPT).iterator(5_000):
            self.add(act, day, _kept(values))

    def add(self, act: str, day: date, item: ActItem) -> None:
        """Put a version behind those of acts as old and older."""
        versions = self.versions[item.number]
        later = sum(1 for version in versions if version.day > day)
        versions.insert(len(versions) - later, _Version(item, act, day))
        self.numbers.add(item.number, item.external_id, item.number)

    def number(self, stated: StatedItem) -> str:
        """Which item a row speaks of: by the portal's ids, else by the number unless another portal id bears it."""
        external_id, root, number = stated.item.external_id, stated.root, stated.item.number
        known = self.numbers.by_id.get(external_id) or self.numbers.by_id.get(root)
        if known is not None or root in self.versions:
            return known or root
        is_own = number and not self.numbers.is_taken(external_id, number)
        return number if is_own else root or external_id or number

    def standing(self, number: str, day: date = date.max) -> ActItem | None:
        """The item as the newest act through `day` has it."""
        return next((v.item for v in reversed(self.versions.get(number, ())) if v.day <= day), None)

    def in_act(self, number: str, act: str) -> ActItem | None:
        return next((v.item for v in reversed(self.versions.get(number, ())) if v.act == act), None)


_YEARS = ("first_year_amount", "second_year_amount", "third_year_amount")
_KEPT = (
    "number", "name_ru", "subject", "code_id", "month", "quantity", "price", "amount", "amount_with_vat", "name_kk",
    "enstru_code", "method", "external_id", "is_cancelled", *_YEARS,
)  # fmt: skip


def _kept(values: Sequence[Any]) -> ActItem:
    kept = dict(zip(_KEPT, values, strict=True))
    years = tuple(kept.pop(name) for name in _YEARS)
    return ActItem(code=kept.pop("code_id"), years=years, **kept)


def compare(book: PlanBook, stated: Iterable[StatedItem]) -> PlanComparison:
    """Each row against what stands, in the order of the acts' dates. `book` takes up what is new on the way."""
    rows, found = list(stated), PlanComparison()
    dates = _act_dates(book, rows, found)
    seen: dict[tuple[str, str], int] = {}
    for one in sorted(rows, key=lambda one: _order(dates, one)):
        number = book.number(one)
        first = seen.setdefault((one.act, number), one.row)
        if first != one.row:
            message = _("Act %(act)s names item %(number)s in row %(row)s already. Leave one of them.")
            message %= {"act": one.act or "—", "number": number, "row": first}
            found.refused.append(RowRefusal(one.row, "number", "duplicate-row", message))
            continue
        compared = _compared(book, one, number, dates.get(one.act, date.max))
        found.rows.append(compared)
        if compared.is_known:
            continue
        if not one.act:
            message = _("Item %(number)s is new or changed, and its row names no act. Write the act's number and date.")
            found.refused.append(RowRefusal(one.row, "act_number", "missing-column", message % {"number": number}))
        elif compared.item.code:
            book.add(one.act, dates.get(one.act, date.max), compared.item)
    needed = {one.stated.act for one in found.rows if not one.is_known}
    found.acts = {number: dates[number] for number in dates if number in needed and number not in book.acts}
    return found


def _order(dates: Mapping[str, date], one: StatedItem) -> tuple:
    # "2" before "10", and rows without an act before all others
    return dates.get(one.act, date.min), [int(p) if p.isdigit() else 0 for p in re.split(r"(\d+)", one.act)], one.row


def _act_dates(book: PlanBook, rows: Iterable[StatedItem], found: PlanComparison) -> dict[str, date]:
    """The date of each act the rows name; acts that cannot be placed are refused, each at its first row."""
    dates: dict[str, date] = {}
    undated: dict[str, StatedItem] = {}
    for one in rows:
        if not one.act:
            continue
        known = book.acts.get(one.act)
        day = known.date if known else dates.get(one.act)
        if day is not None and one.dated is not None and one.dated != day:
            message = _("Act %(act)s is dated %(known)s, this row says %(day)s. Correct the date or the number.")
            message %= {"act": one.act, "known": f"{day:%d.%m.%Y}", "day": f"{one.dated:%d.%m.%Y}"}
            found.refused.append(RowRefusal(one.row, "date_approved", "not-a-date", message))
        elif day is None and one.dated is None:
            undated.setdefault(one.act, one)
        dated = day or one.dated
        if dated is not None:
            dates[one.act] = dated
    for number, one in undated.items():
        if number not in dates:
            message = _("Act %(act)s has no date. Write the date of its approval.") % {"act": number}
            found.refused.append(RowRefusal(one.row, "date_approved", "not-a-date", message))
    return dates


def _compared(book: PlanBook, one: StatedItem, number: str, day: date) -> ComparedItem:
    """A row beside its own act's version, the version the act found, and the one that holds today."""
    own = book.in_act(number, one.act) if one.act else None
    before, newest = own or book.standing(number, day), book.standing(number)
    item = _complete(one, before or newest, number)
    if before is None and item.is_cancelled:
        return ComparedItem(one, item, None, is_known=True)
    if _is_same(item, before) or _is_same(_complete(one, newest, number), newest):
        return ComparedItem(one, item, before, is_known=True)
    return ComparedItem(one, item, before, is_known=False, is_without_new_act=own is not None)


def _is_same(item: ActItem, kept: ActItem | None) -> bool:
    if kept is None:
        return False
    return kept.is_cancelled if item.is_cancelled else terms(item) == terms(kept)


def terms(item: ActItem) -> tuple:
    """What an act decides about an item, comparable."""
    plain = replace(item, enstru_code=re.sub(r"\D", "", item.enstru_code))
    return tuple(getattr(plain, name) for name in TERMS)


def _complete(one: StatedItem, kept: ActItem | None, number: str) -> ActItem:
    """The row's item with what it does not say taken from what is kept."""
    item = one.item
    said: dict[str, Any] = {"number": number, "years": item.years or (item.amount, item.amount * 0, item.amount * 0)}
    if kept is not None:
        said |= {name: getattr(kept, name) for name in UNSAID if not getattr(item, name)}
        if not one.is_code_said:
            said["code"] = kept.code
        if item.amount == kept.amount:
            said |= {} if item.years else {"years": kept.years}
            said |= {} if one.is_vat_said else {"amount_with_vat": kept.amount_with_vat}
    return replace(item, **said)


def problems_of(budget: Budget, compared: Iterable[ComparedItem]) -> list[tuple[str, str]]:
    """What speaks against the items to be kept, as (cell, sentence). One query."""
    by_act: defaultdict[str, list[ActItem]] = defaultdict(list)
    for one in compared:
        if not one.is_known and one.item.code:
            by_act[one.stated.act].append(one.item)
    return [(problem.field, problem.message) for problem in item_problems(budget, *by_act.values())]


def keep_stated(
    budget: Budget, found: PlanComparison, rows: Iterable[ComparedItem], make: MakeDocuments
) -> list[PlanItem]:
    """Keep the acts that are new and `rows` under their acts. `make` gives each act (number, day) its document.

    The budget's lock is held and the rows are checked. Five queries at most, however many acts.
    """
    new = list(rows)
    acts = {act.number: act for act in PlanAct.objects.filter(budget=budget, is_undone=False)}
    numbers = list(dict.fromkeys(one.stated.act for one in new))
    days = [acts[number].date if number in acts else found.acts[number] for number in numbers]
    papers = dict(zip(numbers, make(list(zip(numbers, days, strict=True))), strict=True))
    made = PlanAct.objects.bulk_create(
        PlanAct(budget=budget, number=number, date=day, document=papers[number])
        for number, day in zip(numbers, days, strict=True)
        if number not in acts
    )
    acts |= {act.number: act for act in made}
    documents = {acts[number].pk: document for number, document in papers.items()}
    return keep_items(((acts[one.stated.act], one.item) for one in new), documents)
