"""The unit of money of a table: named in its title, its headers, the sheet's name or a footnote; else tenge.

Where such a word stands anywhere and is not understood, or two are named, the file asks. Pure but for the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from imports.columns.column import AMOUNT
from imports.kinds.kind import Kind, Problem, Table
from imports.readers import bank_records
from imports.readers.grid import Cell, Grid, Sheet
from imports.recognise import heading
from imports.recognise.folding import fold
from imports.recognise.headers import header_text
from imports.recognise.heading import Quoted
from imports.recognise.row_roles import CURRENCY, role_of
from imports.recognise.shown_amounts import ShownAmounts, shown_amounts
from imports.recognise.unit_words import TENGE, UNKNOWN, units_of

UNITS = {"tenge": Decimal(1), "thousand": Decimal(1000), "million": Decimal(1_000_000)}
LABELS = {"tenge": gettext_lazy("tenge"), "thousand": gettext_lazy("thousand tenge"),
          "million": gettext_lazy("million tenge")}  # fmt: skip
TWO_UNITS, AMBIGUOUS = "ambiguous-amount", "ambiguous-unit"
UNIT_HEADERS = frozenset(map(fold, (
    "ед изм", "ед. измерения", "единица измерения", "единицы измерения", "ед", "өлшем бірлігі", "өлш. бірл.", "unit",
    "unit of measure", "units", "единица", "бірлігі", "денежная единица", "единица суммы", "ақша бірлігі",
)))  # fmt: skip
_FOOT, _COVER, _MOST_SHEETS = 60, 40, 20


@dataclass(slots=True)
class Settled:
    """The unit, why it was taken, and what must be asked."""

    unit: str = TENGE
    why: str = ""
    problems: list[Problem] = field(default_factory=list)
    is_stated: bool = False
    shown: ShownAmounts = field(default_factory=ShownAmounts)

    @property
    def said(self) -> str:
        """What the file says by itself: nothing, a unit, or `?` where that is not understood."""
        return "?" if self.problems else self.unit if self.is_stated else ""


def settle(table: Table, kind: Kind, grid: Grid) -> Settled:
    """Look for the unit wherever it may stand."""
    places = [table.columns[c.key] for c in kind.columns if c.type == AMOUNT and c.key in table.columns]
    if not places:
        return Settled(why=_("no unit is named, so amounts are tenge"))
    shown = shown_amounts(table, places)
    own = [*_stated(_headers_over(table, places)), *shown.units]
    others = _stated(_headers_beside(table, places))
    above = [*_stated(_titles(table)), *_stated([(table.sheet.name, f"{table.sheet.name}!A1")])]
    above += _stated([(grid.header["unit"], "")] if grid.header.get("unit") else [])
    below = [s for s in _stated(_foot(table, places)) if s.value != TENGE]
    plain_other = [s for s in others if s.value != TENGE]
    own += _stated_by_rows(table, places)
    stated = own + [s for s in [*above, *below] if not own or s.value != TENGE or own[0].value == TENGE]
    if not any(s.value != TENGE for s in stated):
        # beside a column without a word another one names thousands, or the cover does
        stated += [Quoted(UNKNOWN, s.cell, s.text) for s in (*plain_other, *_elsewhere(table, grid)) if not own]
    settled = _decide(stated)
    settled.shown = shown
    return settled


def other_than_usual(table: Table, usual: str | None) -> list[Problem]:
    """The file names another unit than the one its form was read in before."""
    if not usual or usual == table.unit:
        return []
    message = _("Files of this form were read in %(usual)s, and this one names another unit. Choose the unit.")
    message %= {"usual": LABELS[usual]}
    return [Problem(table.sheet.address(table.header_row, 0), AMBIGUOUS, message, asks=("unit",))]


def _decide(stated: list[Quoted]) -> Settled:
    if unknown := next((s for s in stated if s.value == UNKNOWN), None):
        message = _(
            "“%(text)s” may name a unit of money that is not understood. Write “тенге”, “тыс. тенге” or “млн тенге” "
            "above the table, or choose the unit."
        )
        asked = Problem(unknown.cell or None, AMBIGUOUS, message % {"text": unknown.text}, asks=("unit",))
        return Settled(problems=[asked])
    if not stated:
        return Settled(why=_("no unit is named, so amounts are tenge"))
    first = stated[0]
    why = _("“%(text)s” in %(cell)s") % {"text": first.text, "cell": first.cell}
    settled = Settled(first.value, why, is_stated=True)
    if other := next((s for s in stated if s.value != first.value), None):
        message = _("“%(one)s” (%(one_cell)s) and “%(other)s” (%(other_cell)s) name two units. Leave one of them.")
        values = {"one": first.text, "one_cell": first.cell, "other": other.text, "other_cell": other.cell}
        settled.problems.append(Problem(other.cell or None, TWO_UNITS, message % values, asks=("unit",)))
    return settled


def _stated(cells: Iterable[tuple[str, str]]) -> list[Quoted]:
    return [Quoted(unit, cell, text) for text, cell in cells for unit in units_of(text)]


def _stated_by_rows(table: Table, places: list[int]) -> list[Quoted]:
    """What a column of units says of each sum, where the kind does not read it: each unit once, of goods none."""
    at = next((p for p, header in table.headers.items() if header in UNIT_HEADERS), None)
    if at is None or at in table.columns.values():
        return []
    found: dict[str, Quoted] = {}
    for i in table.body:
        row = table.sheet.rows[i]
        cell = row[at] if at < len(row) else ""
        if not isinstance(cell, str) or not cell or not _has_money(row, places):
            continue
        for quoted in _stated([(cell, table.sheet.address(i, at))]):
            found.setdefault(quoted.value, quoted)
    return list(found.values())


def _titles(table: Table) -> list[tuple[str, str]]:
    """Texts above the table; a label of the unit is joined with the cell that follows it."""
    found = heading.texts(table.sheet, table.header_row)
    joined = []
    for at, (text, cell) in enumerate(found):
        following = found[at + 1][0] if at + 1 < len(found) else ""
        is_label = text.rstrip().endswith(":") and not units_of(text) and len(following) < 40
        joined.append((f"{text} {following}" if is_label and units_of(f"{text} {following}") else text, cell))
    return joined


def _headers_over(table: Table, places: list[int]) -> list[tuple[str, str]]:
    """Header cells of the columns of money, and the group that stands over them."""
    found: dict[str, str] = {}
    for i in range(table.header_row, table.first_row):
        row = table.sheet.rows[i]
        for place in places:
            at = place
            while i < table.first_row - 1 and at > 0 and (at >= len(row) or row[at] == "") and at > place - 30:
                at -= 1
            if at < len(row) and row[at] != "" and (at == place or at not in table.columns.values()):
                found[table.sheet.address(i, at)] = header_text(row[at])
    return [(text, cell) for cell, text in found.items()]


def _headers_beside(table: Table, places: list[int]) -> list[tuple[str, str]]:
    return [
        (header_text(value), table.sheet.address(i, j))
        for i in range(table.header_row, table.first_row)
        for j, value in enumerate(table.sheet.rows[i])
        # a column of currencies names those of the rows, each in its cell
        if value != "" and j not in places and role_of(fold(header_text(value))) != CURRENCY
    ]


def _foot(table: Table, places: list[int]) -> list[tuple[str, str]]:
    """Texts below the last row of money."""
    rows = table.sheet.rows
    begin = len(rows)
    while begin > table.first_row and len(rows) - begin < _FOOT and not _has_money(rows[begin - 1], places):
        begin -= 1
    return _texts_of(table.sheet, begin, len(rows))


def _has_money(row: Sequence[Cell], places: list[int]) -> bool:
    cells = (row[place] for place in places if place < len(row))
    return any(cell != "" and (not isinstance(cell, str) or any(map(str.isdigit, cell))) for cell in cells)


def _elsewhere(table: Table, grid: Grid) -> list[Quoted]:
    """Units other than tenge on the other sheets that a person sees, as on a cover."""
    others = [s for s in grid.sheets[:_MOST_SHEETS] if s.name != table.sheet.name and not s.is_hidden]
    if grid.format in bank_records.FORMATS or grid.format == "treasury-pdf":
        return []
    cells = [pair for sheet in others for pair in _texts_of(sheet, 0, min(_COVER, len(sheet.rows)))]
    return [s for s in _stated(cells) if s.value not in (TENGE, UNKNOWN)]


def _texts_of(sheet: Sheet, begin: int, end: int) -> list[tuple[str, str]]:
    return [
        (" ".join(value.split()), sheet.address(i, j))
        for i in range(begin, end)
        for j, value in enumerate(sheet.rows[i])
        if isinstance(value, str) and value.strip()
    ]
