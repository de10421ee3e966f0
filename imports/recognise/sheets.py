"""Which sheets of a workbook are looked at, and what is said of those with figures that are not read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from finance.amounts import ColumnStyle, Refusal, parse_amount
from finance.money import ZERO
from imports.kinds.kind import Kind, Problem
from imports.month_columns import month_of_word
from imports.periods import parse_period
from imports.readers.grid import Cell, Grid, Sheet
from imports.recognise.questions import MISSING
from imports.recognise.template_marks import is_explanation
from imports.resolve.letters import skeleton
from imports.sentences import say

NOT_READ = "sheet-not-read"
SEARCHED_ROWS = 200
LEAST_NUMBER = 10**11  # a БИН that was typed as a number
_ANY = ColumnStyle()


def to_look_at(grid: Grid, chosen: str) -> list[Sheet]:
    """Sheets to look at: the chosen one, else those a person sees, else all."""
    if chosen:
        return [sheet for sheet in grid.sheets if sheet.name == chosen]
    sheets = [sheet for sheet in grid.sheets if not is_explanation(sheet)]
    return [sheet for sheet in sheets if not sheet.is_hidden] or sheets


def told_unread(kind: Kind, read: Sheet, grid: Grid, given: Mapping[str, Any]) -> list[Problem]:
    """A word for each sheet beside the one read, where nobody chose it; kinds that look through a book need none."""
    if given.get("sheet") or kind.reads_every_sheet or read.row_numbers is not None or read.page_lines is not None:
        return []
    names = {read.name, *(name for _first, name in read.parts)}
    is_month = any(map(_names_month, names))
    others = [s for s in grid.sheets if s.name not in names and not is_explanation(s)]
    return [
        _lost_month(read, sheet) if is_month and not sheet.is_hidden and _names_month(sheet.name) else _not_read(sheet)
        for sheet in others
        if _has_figures(sheet)
    ]


def _lost_month(read: Sheet, sheet: Sheet) -> Problem:
    message = _(
        "Sheet “%(other)s” holds figures too, but no table like that of sheet “%(read)s”. "
        "Give it the same header, or choose the sheet that is to be read."
    )
    message %= {"other": sheet.name, "read": read.name}
    return Problem(sheet.address(0, 0), MISSING, message, asks=("sheet",))


def _not_read(sheet: Sheet) -> Problem:
    message = say(
        "Sheet “%(name)s” is not read. What it holds comes with a choice of this sheet, in an import of its own."
    )
    return Problem(sheet.address(0, 0), NOT_READ, message % {"name": sheet.name}, severity="warning")


def _names_month(name: str) -> bool:
    return parse_period(name) is not None or any(month_of_word(word) for word in skeleton(name).split())


def _has_figures(sheet: Sheet) -> bool:
    """Whether a number stands there that is no year and no БИН."""
    return any(any(map(_is_figure, sheet.rows[i])) for i in range(min(len(sheet.rows), SEARCHED_ROWS)))


def _is_figure(cell: Cell) -> bool:
    found = ZERO if cell == "" else parse_amount(cell, _ANY)
    return not isinstance(found, Refusal) and found != ZERO and not 2000 <= found <= 2100 and abs(found) < LEAST_NUMBER
