"""Positions by category of staff or department: approved, filled, people, and how many of them hold a category."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.columns.column import NAMES, NUMBER, Column, Crossing
from imports.columns.shared import DASHES
from imports.columns.typed import Columns, TypedRow
from imports.context import Context
from imports.kinds.kind import NO_CLAIM, Table
from imports.policies.costing import CostingKind, CostingReading, FoundRow
from imports.readers.grid import as_code
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL
from imports.rows.sums_above import check_above
from imports.sentences import say
from tariffs.models import Position

DEPARTMENTS = ("подразделени", "отделени", "бөлім", "department")
_TOTAL_OF = "итого"
# what else stands in a table of pay
PAY = ("оклад", "жалақы", "айлықақы", "фонд", "salary")
PAID = ("начислено", "удержано", "к выплате", "на руки", "есептелді", "ұсталды", "accrued", "withheld", "net pay")
OF_POSITIONS = ("штат", "ставк", "positions", "лауазым")
HOLD = ("*имеют категор*", "*с категори*", "*санаты бар*", "*квалификацион* категори*", "*with a category*")


def _under(*words: str) -> tuple[str, ...]:
    """Words of a column below the title of those who hold a category, or alone."""
    return (*(f"{title} / *{word}*" for title in HOLD for word in words), *(f"{word}*" for word in words))


class Positions(CostingKind):
    key = "positions"
    label = _("positions")
    order = 170
    columns = (
        Column("category", _("category of staff or department"),
               ("category", "department", "*категория персонала*", "категория", "персонал", "должност*",
                "наименование должност*", "*подразделени*", "отделение*", "персонал санаты*", "санаты*", "лауазым*",
                "қызметкерлер санаты*", "category of staff*", "staff category*",
                "*бөлімше*", "бөлім*"), NAMES,
               is_required=True, excluded=PAY),
        Column("within", _("position within the department"),
               ("position", "positions", "position*", "post", "post*", "job title*", "job*", "наименование должност*",
                "специальност*", "мамандық*", "название должност*", "штатная должност*", "лауазым атауы*", "job name*",
                "должност*", "подразделение*", "*подразделени*", "отделение*", "лауазым*", "бөлімше*", "бөлім*"),
               blank="", excluded=PAY),
        Column("approved", _("approved positions"),
               ("approved", "*утверждено*ставок*", "*утверждено ставок*", "*штатных единиц*", "*штатных должностей*",
                "*по штату*", "*по штатному расписанию*", "*штат бойынша*", "утвержд*", "утв", "утв*", "ставки",
                "ставок", "*бекітілген штат*", "штат бірлігі*", "бекітілген*", "approved positions*"),
               NUMBER, is_required=True, decimals=2),
        Column("filled", _("filled positions"),
               ("filled", "*занято ставок*", "*занятых*", "занято*", "*толтырылған*", "*жұмыс істейтін штат*",
                "filled positions*"), NUMBER, decimals=2, blanks=DASHES),
        Column("people", _("people"),
               ("people", "*физических лиц*", "физ* лиц*", "физлица*", "человек", "*жеке тұлға*", "адам саны*"), NUMBER,
               is_whole=True, blanks=DASHES),
        Column("with_category", _("people with a category"),
               ("with category", *_under("всего", "барлығы"), "имеют категорию", "с категорией", "санаты бар"), NUMBER,
               is_whole=True, blanks=DASHES),
        Column("highest", _("of the highest category"), ("highest", *_under("высшая", "высшую", "жоғары")), NUMBER,
               is_whole=True, blanks=DASHES),
        Column("first", _("of the first category"), ("first", *_under("первая", "первую", "бірінші")), NUMBER,
               is_whole=True, blanks=DASHES),
        Column("second", _("of the second category"), ("second", *_under("вторая", "вторую", "екінші")), NUMBER,
               is_whole=True, blanks=DASHES),
    )  # fmt: skip
    crossings = (Crossing("name", "category", "approved"),)
    title_words = ("штатное расписание", "укомплектованность", "штат кестесі", "жасақталу", "positions")
    model = Position
    labelled_by, dated_by = "category", "month"
    figures = ("approved", "filled", "people")
    controlled = ("approved", "filled", "people", "with_category", "highest", "first", "second")
    is_doubted = True

    def weighs(self, table: Table) -> int:
        """Approved positions alone are any column of sums, unless a title or the header speaks of positions."""
        is_of_pay = any(header.startswith(tuple(map(skeleton, PAID))) for header in table.headers.values())
        if is_of_pay and not table.says(self.title_words):
            return NO_CLAIM
        is_told = table.says((*self.title_words, *OF_POSITIONS)) or table.heads("approved", OF_POSITIONS)
        return 0 if is_told or table.has("filled") or table.has("people") else NO_CLAIM

    def read(self, table: Table, context: Context) -> CostingReading:
        """A department that stands as a row of its own, or once above its positions, is that of the rows below."""
        if not table.has("within"):
            return super().read(table, context)
        at, within = table.columns["category"], table.columns["within"]
        if table.heads("within", DEPARTMENTS) and not table.heads("category", DEPARTMENTS):
            at, within = within, at
        rows, department, is_among = list(table.sheet.rows), "", False
        for i in table.body:
            row = [*rows[i], *[""] * (max(at, within) + 1 - len(rows[i]))]
            said, post = as_code(row[at]), as_code(row[within])
            is_below = is_among and said == department and not post
            if said:
                department = "" if TOTAL.match(skeleton(said)) else said
            if TOTAL.match(skeleton(post)):
                # a total named among the positions is that of the department beside it
                row[at], row[within] = f"{post} {said}".strip(), ""
            elif is_below:
                row[at] = f"{_TOTAL_OF} {said}"
            elif post and department:
                row[at] = department
            is_among = bool(post and department)
            rows[i] = tuple(row)
        columns = table.columns | {"category": at, "within": within}
        return super().read(replace(table, columns=columns, sheet=replace(table.sheet, rows=rows)), context)

    def sums_above(self, table: Table, rows: Sequence[int]) -> set[int]:
        """Rows of departments state the sums of the positions below them."""
        return _sums_above(table, rows)

    def check(self, found: Sequence[FoundRow], columns: Columns) -> None:
        above = _sums_above(columns.table, columns.table.body)
        others = [i for i in columns.table.body if i not in above and not as_code(columns.table.value(i, "within"))]
        for key in self.controlled if above else ():
            of_rows = {columns.rows[one.at]: Decimal(getattr(one.row, key) or 0) for one in found}
            check_above(columns, key, above, others, of_rows, is_doubt=True)

    def row(self, cells: TypedRow, columns: Columns) -> Position | None:
        """“On 1 July” is the state at the end of June."""
        period = columns.table.period
        if period is None:
            message = gettext("The file does not say of which day it is. Write it above: “on 1 July 2025”.")
            columns.refuse(cells.at, "category", "missing-column", message)
            return None
        said = {key: value for key, value in cells.cells.items() if key != "within"}
        row = Position(month=period.last, **{**said, "category": cells.category.ru})
        row.category_kk = cells.category.kk
        if cells.within:
            row.category = f"{cells.category.ru}, {cells.within}"[:255]
            row.category_kk = f"{cells.category.kk}, {cells.within}"[:255] if cells.category.kk else ""
        parts = [part for part in (row.highest, row.first, row.second) if part is not None]
        if parts and row.with_category is not None and sum(parts) != row.with_category:
            doubt = say("%(category)s: %(stated)s people hold a category, its parts add up to %(found)s.")
            values = {"category": row.category, "stated": row.with_category, "found": sum(parts)}
            columns.reading.doubts.append(doubt % values)
        return row

    def scope(self, row: Position) -> Hashable:
        return row.month

    def named(self, row: Position) -> str:
        return f"{row.category}, {row.month}"


def _sums_above(table: Table, rows: Sequence[int] | range) -> set[int]:
    """Rows of a department with figures and no position, right above positions of that department."""
    if not table.has("within"):
        return set()
    said = [(i, as_code(table.value(i, "category")), as_code(table.value(i, "within"))) for i in rows]
    filled = [one for one in said if one[1] or one[2]]
    return {
        i for (i, name, post), (_below, other, below) in pairwise(filled)
        if name and not post and below and other == name
    }  # fmt: skip


KIND = Positions()
