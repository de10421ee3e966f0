"""Registers that name the budget code once, in a row of its own above its documents: `141 Продукты питания`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from finance.amounts import ColumnStyle, Refusal, is_blank, parse_amount, settle_column
from finance.money import ZERO, total
from imports.columns.column import CODE
from imports.kinds.kind import Kind
from imports.readers.grid import Broken, Cell, Sheet, as_code
from imports.readers.laid_out import LaidOutSheet
from imports.recognise.crossed import Crossed, CrossedDifference
from imports.resolve.letters import skeleton
from imports.rows.money_rows import TOTAL

FEWEST_CELLS = 2
_LABEL = r"(?:спец\w*|специфик\w*|ерекшелі[кг]\w*|код\w*|статья\w*|экр|кэкр|code|specific|item)"
_HEADING = re.compile(
    rf"(?:{_LABEL}\W*)*([1-9]\d\d)(?!\d)(?:\s*[-–—.:,)]?\s*[^\W\d_].*)?", re.IGNORECASE | re.DOTALL
)  # fmt: skip

_CODES = re.compile(r"(?<!\d)[1-9]\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Heading:
    """A row that names a code, and the sums it states for what stands below it, by column."""

    row: int
    code: str
    stated: dict[int, Cell]


def under_codes(sheet: Sheet, kind: Kind) -> Iterator[Crossed]:
    """The sheet with the code of the heading above each row in a column of its own; nothing where no row names one."""
    if not any(column.key == "code" and column.type == CODE and column.is_required for column in kind.columns):
        return
    found = [one for i, row in enumerate(sheet.rows) if (one := _heading(i, row)) is not None]
    header = (
        next((i for i in range(found[0].row - 1, -1, -1) if _filled(sheet.rows[i]) >= FEWEST_CELLS), -1)
        if found
        else -1
    )
    if header < 0:
        return
    headings = {one.row: one for one in found}
    width = max(map(len, sheet.rows))
    rows: list[tuple[Cell, ...]] = []
    origins: list[tuple[int, tuple[int, ...]] | None] = []
    groups: dict[int, list[int]] = {one.row: [] for one in found}
    under: _Heading | None = None
    for i, row in enumerate(sheet.rows):
        under = headings.get(i, under)
        is_row = under is not None and i != under.row and _filled(row) >= FEWEST_CELLS and not _is_total(row)
        if is_row and under is not None:
            groups[under.row].append(i)
        own = "code" if i == header else under.code if is_row and under is not None else ""
        rows.append(() if i in headings else (*row, *[""] * (width - len(row)), own))
        origins.append((i, (*range(width), 0)))
    made = LaidOutSheet(sheet.name, rows, row_numbers=(), broken=sheet.broken, source=sheet, origins=tuple(origins))
    yield Crossed(made, tuple(_differences(sheet, found, groups)))


def _filled(row: Sequence[Cell]) -> int:
    return sum(1 for value in row if value != "")


def _is_total(row: Sequence[Cell]) -> bool:
    first = next((value for value in row if value != ""), "")
    return isinstance(first, str) and bool(TOTAL.match(skeleton(first)))


def _heading(i: int, row: Sequence[Cell]) -> _Heading | None:
    """A code, with its name or without, alone in its row or with sums behind it."""
    filled = [(place, value) for place, value in enumerate(row) if value != ""]
    if not filled or isinstance(filled[0][1], Broken):
        return None
    text = as_code(filled[0][1]).strip()
    named = _HEADING.fullmatch(text)
    behind = filled[1:]
    if behind and isinstance(behind[0][1], str) and any(map(str.isalpha, behind[0][1])):
        behind = behind[1:]  # the code's name in a cell of its own
    if named is None or len(set(_CODES.findall(text))) > 1 or not all(_is_figure(value) for _place, value in behind):
        return None
    return _Heading(i, named[1], dict(behind))


def _is_figure(value: Cell) -> bool:
    return not isinstance(value, Broken) and not isinstance(parse_amount(value, settle_column([value])), Refusal)


def _differences(
    sheet: Sheet, found: Sequence[_Heading], groups: dict[int, list[int]]
) -> Iterator[CrossedDifference]:  # fmt: skip
    """Sums beside a heading that are not those of its rows; a class has those of the codes that follow it."""
    for at, one in enumerate(found):
        members = groups[one.row]
        if not members and one.code.endswith("0"):
            start = one.code.rstrip("0")
            for below in found[at + 1 :]:
                if not below.code.startswith(start):
                    break
                members = [*members, *groups[below.row]]
        for place, value in one.stated.items():
            cells = [sheet.rows[i][place] if place < len(sheet.rows[i]) else "" for i in members]
            style = settle_column([value, *cells])
            stated, parts = _figure(value, style), [_figure(cell, style) for cell in cells]
            if stated is not None and None not in parts and stated != (own := total(part or ZERO for part in parts)):
                yield CrossedDifference(sheet.address(one.row, place), sheet.row_number(one.row), stated, own)


def _figure(value: Cell, style: ColumnStyle) -> Decimal | None:
    if is_blank(value):
        return ZERO
    found = None if isinstance(value, Broken) else parse_amount(value, style)
    return None if isinstance(found, Refusal) else found
