"""Positions by category of staff or department: approved, filled, people, and how many of them hold a category."""

from collections.abc import Hashable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from imports.kinds.column import NAMES, NUMBER, Column
from imports.kinds.columns import Columns, Row
from imports.kinds.costing import CostingKind
from imports.kinds.shared_columns import DASHES
from imports.sentences import say
from tariffs.models import Position

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
                "подразделение*", "отделение*", "персонал санаты*", "санаты*", "лауазым*", "бөлімше*"), NAMES,
               is_required=True),
        Column("approved", _("approved positions"),
               ("approved", "*утверждено*ставок*", "*утверждено ставок*", "*штатных единиц*", "*штатных должностей*",
                "утверждено*", "ставки", "*бекітілген штат*", "штат бірлігі*", "бекітілген*", "approved positions*"),
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
    needs_one_of = (("filled", "people"),)
    title_words = ("штатное расписание", "укомплектованность", "штат кестесі", "жасақталу", "positions")
    model = Position
    labelled_by, dated_by = "category", "month"
    figures = ("approved", "filled", "people")
    controlled = ("approved", "filled", "people", "with_category", "highest", "first", "second")
    is_doubted = True

    def row(self, cells: Row, columns: Columns) -> Position | None:
        """“On 1 July” is the state at the end of June."""
        period = columns.table.period
        if period is None:
            message = gettext("The file does not say of which day it is. Write it above: “on 1 July 2025”.")
            columns.refuse(cells.at, "category", "missing-column", message)
            return None
        row = Position(month=period.last, **{**cells.cells, "category": cells.category.ru})
        row.category_kk = cells.category.kk
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


KIND = Positions()
