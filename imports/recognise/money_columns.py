"""Which column holds the money, where more than one could: settled by meaning and figures, else asked. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount, settle_column
from imports.columns.column import Column
from imports.kinds.kind import Kind, Problem, Table
from imports.readers.grid import Cell
from imports.recognise.candidates import Candidate
from imports.recognise.meanings import meaning_of, tier

AMBIGUOUS = "ambiguous-column"
# Rates of VAT in force since 2009, by which the tax tells whether the sum beside it holds it.
RATES = (Decimal("0.12"), Decimal("0.16"), Decimal("0.10"), Decimal("0.05"))
_TIYN = Decimal("0.01")
# Numbers of fewer digits may be money, longer whole ones are of papers, accounts and people.
_MOST_DIGITS = 9
_SMALL = 31
_TIYN_WORDS = ("тиын", "tiyn")
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True, slots=True)
class _Figures:
    """The amounts of one column, by row from 0; None where the cell is empty or no amount."""

    place: int
    rows: Sequence[int]
    values: Sequence[Decimal | None]
    raw: Sequence[Cell]

    @property
    def has_money(self) -> bool:
        return any(value is not None for value in self.values)


def settle(table: Table, best: Candidate, given: Mapping[str, Any]) -> list[Problem]:
    """Questions about the columns of money of a recognised table; a total over sum and tax is taken for itself."""
    named = given.get("columns") or {}
    problems: list[Problem] = []
    for column in best.kind.columns:
        if not is_asked(best.kind, column.key) or column.key not in table.columns or column.key in named:
            continue
        if _is_of_another_year(table, column):
            problems.append(_other_sum(best, column, table.columns[column.key]))
            continue
        rivals = _rivals(table, best, column)
        if rivals and (whole := _sum_and_tax(table, column, rivals)) is not None:
            table.columns[column.key] = whole
        elif rivals:
            problems += _asked(table, column, [table.columns[column.key], *rivals])
        elif column.is_required and (others := _unknown(table, column)):
            problems += _asked(table, column, [table.columns[column.key], *others])
        elif (tax := _tax_on_top(table, column)) is not None:
            problems += _asked(table, column, [table.columns[column.key], tax])
        elif others := [*_other_promises(table, column), *_in_tiyn(table)]:
            problems += _asked(table, column, [table.columns[column.key], *others])
    return problems


def passed_over(candidate: Candidate) -> list[Problem]:
    """Headers that would be a column that is missing, were it not for what they mean."""
    needed = {*candidate.fit.missing, *(key for group in candidate.kind.needs_one_of for key in group)}
    lacking = [c for c in candidate.kind.columns if c.takes and c.key in needed and c.key not in candidate.fit.columns]
    problems = []
    for column in lacking:
        problems += [_other_sum(candidate, column, place) for place in candidate.fit.passed.get(column.key, ())]
    return problems


def _other_sum(candidate: Candidate, column: Column, place: int) -> Problem:
    message = _(
        "“%(header)s” is another sum than the one needed here, “%(column)s”. "
        "Add the right column, or choose this one if it is meant."
    ) % {"header": _header(candidate, place), "column": column.label}
    cell = candidate.sheet.address(candidate.header_row, place)
    row = candidate.sheet.row_number(candidate.header_row)
    return Problem(cell, AMBIGUOUS, message, row, asks=(f"columns.{column.key}",))


def _header(candidate: Candidate, place: int) -> str:
    rows = candidate.sheet.rows[candidate.header_row : candidate.first_row]
    cells = [str(row[place]) for row in rows if place < len(row) and not is_blank(row[place])]
    return " ".join(" ".join(cells[:2]).split()) or candidate.headers.get(place, "")


def _asked(table: Table, column: Column, places: Sequence[int]) -> list[Problem]:
    """The same question at each of the cells that could be meant."""
    letters = ", ".join(xl_col_to_name(place) for place in sorted(places))
    message = _("Columns %(columns)s could all be “%(key)s”. Rename all but one, or choose the column.")
    message %= {"columns": letters, "key": column.label}
    row, asks = table.sheet.row_number(table.header_row), (f"columns.{column.key}",)
    cells = [table.sheet.address(table.header_row, place) for place in sorted(places)]
    return [Problem(cell, AMBIGUOUS, message, row, asks=asks) for cell in cells]


def _figures(table: Table, place: int, rows: Iterable[int]) -> _Figures:
    chosen = [i for i in rows if place < len(table.sheet.rows[i])]
    raw = [table.sheet.rows[i][place] for i in chosen]
    style = settle_column(raw)
    return _Figures(place, chosen, [_amount(value, style) for value in raw], raw)


def _amount(value: Cell, style: ColumnStyle) -> Decimal | None:
    if is_blank(value) or isinstance(value, bool):
        return None
    found = parse_amount(value, style)
    return None if isinstance(found, Refusal) else found


def _rivals(table: Table, best: Candidate, column: Column) -> list[int]:
    """Other columns of as good a meaning whose figures differ."""
    places = [p for p in best.fit.rivals.get(column.key, ()) if p not in table.columns.values()]
    if not places:
        return []
    own = _figures(table, table.columns[column.key], table.body)
    known = dict(zip(own.rows, own.values, strict=True))
    found = []
    for place in places:
        other = _figures(table, place, table.body)
        if other.has_money and any(
            value != known.get(i) for i, value in zip(other.rows, other.values, strict=True) if value is not None
        ):
            found.append(place)
    return found


def _sum_and_tax(table: Table, column: Column, rivals: Sequence[int]) -> int | None:
    """Of two columns the one that is the other and the tax together, where a column of the tax stands beside them."""
    tax = _tax(table)
    if tax is None or len(rivals) != 1 or "gross" not in {name for group in column.takes for name in group}:
        return None
    two = [_figures(table, place, table.body) for place in (table.columns[column.key], rivals[0])]
    taxes = dict(zip(tax.rows, tax.values, strict=True))
    for less, more in (two, two[::-1]):
        sums = dict(zip(less.rows, less.values, strict=True))
        pairs = [(sums.get(i), taxes.get(i), value) for i, value in zip(more.rows, more.values, strict=True)]
        full = [(a, b or 0, c) for a, b, c in pairs if a is not None and c is not None]
        if full and any(b for _a, b, _c in full) and all(a + b == c for a, b, c in full):
            return more.place
    return None


def _tax(table: Table) -> _Figures | None:
    """The one column of the tax's amount."""
    places = [place for place, header in table.headers.items() if meaning_of(header).names == {"vat"}]
    found = [figures for place in places if (figures := _figures(table, place, table.body)).has_money]
    return found[0] if len(found) == 1 else None


def _tax_on_top(table: Table, column: Column) -> int | None:
    """The column of a tax that is reckoned on top of the sum, so that the sum does not hold it."""
    place = table.columns[column.key]
    names = meaning_of(table.headers.get(place, "")).names
    if "gross" in names or "net" in {name for group in column.takes for name in group}:
        return None
    tax = _tax(table)
    if tax is None or "gross" not in {name for group in column.takes for name in group}:
        return None
    sums = _figures(table, place, tax.rows)
    known = dict(zip(sums.rows, sums.values, strict=True))
    for i, value in zip(tax.rows, tax.values, strict=True):
        amount = known.get(i)
        if value and amount and _is_on_top(value, amount):
            return tax.place
    return None


def _is_on_top(tax: Decimal, amount: Decimal) -> bool:
    within = any(_is_near(tax, amount * rate / (1 + rate)) for rate in RATES)
    return not within and any(_is_near(tax, amount * rate) for rate in RATES)


def _is_near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _TIYN


def _other_promises(table: Table, column: Column) -> list[int]:
    """Columns of what a promise is in one year, or after an agreement that changed it, where they differ from it."""
    own = table.columns[column.key]
    if "contract" not in {name for group in column.takes for name in group} or _is_other(table.headers.get(own, "")):
        return []
    others = [p for p, header in table.headers.items() if _is_other(header) and p not in table.columns.values()]
    figures = [one for one in (_figures(table, place, table.body) for place in others) if one.has_money]
    return [one.place for one in figures if not _is_same(one, _figures(table, own, one.rows))]


def _is_of_another_year(table: Table, column: Column) -> bool:
    """Whether the header of a promise names a year that the titles do not: `сумма на 2026 год` below 2025."""
    years = {int(year) for year in _YEAR.findall(table.headers.get(table.columns[column.key], ""))}
    said = {int(year) for title in table.titles for year in _YEAR.findall(title)}
    is_promise = "contract" in {name for group in column.takes for name in group}
    return is_promise and bool(said) and not years <= said


def _in_tiyn(table: Table) -> list[int]:
    """Columns of the hundredths of a sum, which stand beside that of its whole tenge."""
    named = [p for p, header in table.headers.items() if any(w.startswith(_TIYN_WORDS) for w in header.split())]
    return [p for p in named if p not in table.columns.values() and _figures(table, p, table.body).has_money]


def _is_other(header: str) -> bool:
    return bool(_YEAR.search(header)) or bool({"adjusted", "amendment"} & meaning_of(header).names)


def _unknown(table: Table, column: Column) -> list[int]:
    """Columns of figures whose headers no one knows, beside a sum that says no more than that it is one."""
    place = table.columns[column.key]
    if tier(column.takes, meaning_of(table.headers.get(place, "")).names) == 0:
        return []
    own = _figures(table, place, table.body)
    rows = [i for i, value in zip(own.rows, own.values, strict=True) if value is not None]
    claimed = set(table.columns.values())
    found = []
    for other, header in table.headers.items():
        if other in claimed or meaning_of(header).is_known:
            continue
        figures = _figures(table, other, rows)
        if _is_money(figures) and not any(_is_same(figures, _figures(table, at, rows)) for at in claimed):
            found.append(other)
    return found


def _is_money(figures: _Figures) -> bool:
    """Amounts throughout, which are no running numbers, no small counts and no numbers of papers."""
    filled = [(raw, value) for raw, value in zip(figures.raw, figures.values, strict=True) if not is_blank(raw)]
    values = [value for _raw, value in filled if value is not None]
    if not filled or len(values) < len(filled):
        return False
    if any(value != int(value) for value in values):
        return True
    is_count = len(values) > 1 and all(a + 1 == b for a, b in pairwise(values))
    if is_count or max(abs(value) for value in values) <= _SMALL:
        return False
    # a number typed with zeros before it is a code
    has_zero = any(isinstance(raw, str) and raw.strip()[:1] == "0" and len(raw.strip()) > 1 for raw, _value in filled)
    return not has_zero and not all(len(str(int(abs(value)))) >= _MOST_DIGITS for value in values)


def _is_same(one: _Figures, other: _Figures) -> bool:
    return list(one.raw) == list(other.raw)


def is_asked(kind: Kind, key: str) -> bool:
    """Whether the meaning of a header decides on a column whose figures are posted, so that rivals are asked about."""
    groups = {key for group in kind.needs_one_of for key in group}
    return any(
        column.key == key and column.takes and (column.is_required or key in groups or "gross" in column.takes[0])
        for column in kind.columns
    )
