"""Tables whose figures stand across: a column for each day, month, category of staff or service. No database.

A kind says which of its columns such headers may be (`Kind.crossings`). The table is laid out with a row for each
figure and is read like any other; the sums it states at its right and at its foot are checked before they are left
out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from finance.amounts import Refusal, is_blank, parse_amount, settle_column
from finance.money import total
from imports.columns.column import Crossing
from imports.columns.shared import DASHES
from imports.kinds.kind import Kind
from imports.month_columns import month_of_word
from imports.periods import Period
from imports.readers.grid import Broken, Cell, Sheet
from imports.readers.laid_out import LaidOutSheet
from imports.recognise import heading
from imports.recognise.crossing_headers import READERS, are_days, is_bare_sum, is_sum
from imports.recognise.folding import fold
from imports.recognise.headers import is_numbering
from imports.recognise.sums_across import Adds, bare_sums, parts_of_year
from imports.recognise.wording import Wording
from imports.resolve.letters import skeleton

SEARCHED_ROWS = 40
FEWEST = 2


@dataclass(frozen=True, slots=True)
class CrossedDifference:
    """A sum that the table states across or below, at its cell, and what the figures add up to."""

    cell: str
    row: int
    stated: Decimal
    found: Decimal


@dataclass(frozen=True, slots=True)
class Crossed:
    sheet: Sheet
    differences: tuple[CrossedDifference, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """What one header across names, and the columns of figures that stand under it."""

    value: Cell
    place: int
    figures: tuple[int, ...]


@dataclass(slots=True)
class _Layout:
    """How a table stands: its header in `rows`, its first row below, columns that describe a row, groups across.

    `sums` are the columns that add up all groups; `adds` what each sum across may add up, by its first column;
    `names` are the headers of figures under one group.
    """

    top: int
    first: int
    plain: tuple[int, ...]
    groups: list[_Group]
    sums: tuple[int, ...]
    adds: tuple[Adds, ...]
    names: tuple[Cell, ...]
    crossed: frozenset[str] = field(default_factory=frozenset)


def crossed(sheet: Sheet, kind: Kind) -> Iterator[Crossed]:
    """Every way in which the sheet could be such a table of `kind`, the uppermost header first."""
    for crossing in kind.crossings:
        for top in range(min(len(sheet.rows), SEARCHED_ROWS)):
            spoken = [*heading.texts(sheet, top), (sheet.name, "")]
            found = heading.period(spoken) or heading.bare_year(spoken)
            layout = _layout(sheet, top, kind, crossing, found[0] if found else None)
            if layout is not None:
                yield _laid_out(sheet, layout, crossing)


def _layout(sheet: Sheet, top: int, kind: Kind, crossing: Crossing, period: Period | None) -> _Layout | None:
    row = sheet.rows[top]
    read = READERS[crossing.by]
    values = {
        place: value
        for place, cell in enumerate(row)
        if cell != "" and not is_bare_sum(cell, crossing) and (value := read(cell, period)) is not None
    }
    if crossing.by == "name":
        values = _names(sheet, top, kind, values)
    if len(values) < FEWEST or (crossing.by == "day" and not are_days(list(values.values()))):
        return None
    if crossing.by == "code" and not _heads_codes(sheet, top, values):
        return None
    parts = parts_of_year(values) if crossing.by == "month" else []
    if parts is None:
        return None
    values = {place: value for place, value in values.items() if place not in dict(parts)}
    if len(values) < FEWEST:
        return None
    first = min(values)
    # a sum may stand before the months; before names it is a name itself
    since = 0 if crossing.by in ("month", "code") else first
    bare = [place for place, cell in enumerate(row) if place > since and place not in dict(parts) and is_sum(cell)]
    sums = sorted([*bare, *(place for place, _adds in parts)])
    below = sheet.rows[top + 1] if top + 1 < len(sheet.rows) else ()
    # a header over two rows: under each group the same figures
    width = _next_group(first, values, sums, len(below)) - first
    names = tuple(below[first : first + width])
    is_two_rows = all(isinstance(name, str) and name.strip() and not _is_figure(name) for name in names)
    # what a code is called may stand below it
    is_called_below = crossing.by == "code" and is_two_rows and bool(names)
    if not is_two_rows or not names or crossing.by == "code":
        width, names = 1, ()
    groups = [_Group(value, place, tuple(range(place, place + width))) for place, value in sorted(values.items())]
    if names and any(_heads(below, group.figures) != _heads(below, groups[0].figures) for group in groups):
        return None
    end = top + (2 if names or is_called_below else 1)
    end += end < len(sheet.rows) and is_numbering(sheet.rows[end])
    taken = {place for group in groups for place in group.figures}
    taken |= {place for start in sums for place in range(start, start + width)}
    plain = tuple(place for place, cell in enumerate(row) if cell != "" and place not in taken)
    if not plain or plain[0] > first:
        return None
    every = frozenset(fold(str(row[place])) for place in values) if crossing.by == "name" else frozenset()
    adds = (*parts, *bare_sums(bare, [place for place, _adds in parts], sorted(values)))
    # where several sums stand across only one that can be nothing else adds up all
    of_all = [place for place, ways in adds if ways and all(len(way) == len(values) for way in ways)]
    whole = tuple(place for start in of_all[:1] for place in range(start, start + width))
    return _Layout(top, end, plain, groups, whole, tuple(adds), names, every)


def _heads_codes(sheet: Sheet, top: int, values: dict[int, Cell]) -> bool:
    """Whether codes across are no figures of a row: each stands once, nothing beside them begins a row of sums, and
    every column of figures from the first of them on is theirs or a sum.
    """
    row = sheet.rows[top]
    known = {place for place, cell in enumerate(row) if place in values or is_sum(cell)}
    beside = set(range(min(values), max(map(len, sheet.rows[top:])))) - known
    if any(
        place < len(cells) and cells[place] != "" and _is_figure(cells[place])
        for cells in sheet.rows[top + 1 :]
        for place in beside
    ):
        return False
    others = [cell for place, cell in enumerate(row) if cell != "" and place not in values and not is_sum(cell)]
    is_worded = all(isinstance(cell, str) and not month_of_word(skeleton(cell)) for cell in others)
    return bool(others) and is_worded and len(set(values.values())) == len(values)


def _next_group(first: int, values: dict[int, Cell], sums: Sequence[int], width: int) -> int:
    return min([place for place in (*values, *sums) if place > first], default=width)


def _heads(below: Sequence[Cell], places: Sequence[int]) -> list[str]:
    return [fold(str(below[place])) if place < len(below) else "" for place in places]


def _is_figure(cell: Cell) -> bool:
    return not isinstance(cell, Broken) and not isinstance(parse_amount(cell, settle_column([cell])), Refusal)


def _is_nothing(cell: Cell) -> bool:
    return is_blank(cell) or cell in DASHES


def _names(sheet: Sheet, top: int, kind: Kind, values: dict[int, Cell]) -> dict[int, Cell]:
    """Headers that are no column of the kind and have figures alone below them, or a row of the kind's figures."""
    known = Wording(kind.columns)
    row = sheet.rows[top]
    below = sheet.rows[top + 1] if top + 1 < len(sheet.rows) else ()
    figures = {column.key for column in kind.columns if column.type in ("number", "amount")}
    found = {}
    for place, value in values.items():
        head = below[place] if place < len(below) else ""
        is_headed = isinstance(head, str) and _heads_figures(known, kind, head, figures)
        is_plain = not known.hits(fold(str(row[place]))) and _holds_figures(sheet, top + 1, place)
        if is_plain or (is_headed and not _heads_figures(known, kind, row[place], figures)):
            found[place] = value
    return found


def _heads_figures(known: Wording, kind: Kind, cell: Cell, figures: set[str]) -> bool:
    return any(kind.columns[i].key in figures for i in known.hits(fold(str(cell))))


def _holds_figures(sheet: Sheet, first: int, place: int) -> bool:
    cells = [row[place] for row in sheet.rows[first:] if place < len(row) and row[place] != ""]
    filled = [cell for cell in cells if not _is_nothing(cell)]
    return bool(filled) and all(map(_is_figure, filled))


def _laid_out(sheet: Sheet, layout: _Layout, crossing: Crossing) -> Crossed:
    header = sheet.rows[layout.top]
    names = layout.names or (crossing.figure,)
    rows: list[tuple[Cell, ...]] = [tuple(row) for row in sheet.rows[: layout.top]]
    origins: list[tuple[int, tuple[int, ...]] | None] = [None] * layout.top
    first = layout.groups[0]
    rows.append((*(header[place] for place in layout.plain), crossing.header, *names))
    origins.append((layout.top, (*layout.plain, first.place, *first.figures)))
    broken = []
    body, sums = _body(sheet, layout)
    for group in layout.groups:
        for i in body:
            cells = sheet.rows[i]
            figures = [cells[place] if place < len(cells) else "" for place in group.figures]
            if all(map(_is_nothing, figures)):
                continue
            row = (*(cells[place] if place < len(cells) else "" for place in layout.plain), group.value, *figures)
            broken += [(len(rows), at) for at, cell in enumerate(row) if isinstance(cell, Broken)]
            rows.append(row)
            origins.append((i, (*layout.plain, group.place, *group.figures)))
    if sums and layout.sums:
        # the last sum of sums speaks for every figure laid out
        label = next(cell for cell in (_at(sheet, sums[-1], place) for place in layout.plain) if cell != "")
        figures = [_at(sheet, sums[-1], place) for place in layout.sums]
        rows.append((label, *[""] * len(layout.plain), *figures))
        origins.append((sums[-1], (*layout.plain, layout.sums[0], *layout.sums)))
    made = LaidOutSheet(
        sheet.name, rows, row_numbers=(), broken=tuple(broken), source=sheet, origins=tuple(origins),
        crossed=layout.crossed,
    )  # fmt: skip
    return Crossed(made, tuple(_differences(sheet, layout, body, sums)))


def _body(sheet: Sheet, layout: _Layout) -> tuple[list[int], list[int]]:
    """Rows of figures, and those that add them up."""
    body, sums = [], []
    for i in range(layout.first, len(sheet.rows)):
        row = sheet.rows[i]
        label = next((row[place] for place in layout.plain if place < len(row) and row[place] != ""), "")
        if is_sum(label):
            sums.append(i)
        elif label != "":
            body.append(i)
    return body, sums


def _differences(sheet: Sheet, layout: _Layout, body: list[int], sums: list[int]) -> Iterator[CrossedDifference]:
    """Sums at the right of a row and below the rows that are not what the figures add up to."""
    width = len(layout.groups[0].figures)
    places = [place for group in layout.groups for place in group.figures]
    across = [start + nth for start, ways in layout.adds if ways for nth in range(width)]
    style = settle_column([_at(sheet, i, place) for i in (*body, *sums) for place in (*places, *across)])

    def figure(i: int, place: int) -> Decimal | None:
        cell = _at(sheet, i, place)
        found = Decimal(0) if _is_nothing(cell) else parse_amount(cell, style, _FINE)
        return None if isinstance(found, Refusal) else found / _FINE

    for i in (*body, *sums):
        for (start, ways), nth in product(layout.adds, range(width)):
            parts = [[figure(i, place + nth) for place in way] for way in ways]
            stated = figure(i, start + nth)
            if parts and stated not in [total(_known(one)) for one in parts]:
                yield from _compared(sheet, (i, start + nth), stated, parts[-1])
    start = layout.first
    for i in sums:
        for place in (*places, *across):
            since = [figure(row, place) for row in body if start <= row < i]
            before = [figure(row, place) for row in body if row < i]
            stated = figure(i, place)
            if None in before or stated in (total(_known(since)), total(_known(before))):
                continue
            yield from _compared(sheet, (i, place), stated, since if len(since) > 0 else before)
        start = i


_FINE = Decimal(10_000)


def _known(figures: Sequence[Decimal | None]) -> list[Decimal]:
    return [figure for figure in figures if figure is not None]


def _at(sheet: Sheet, row: int, place: int) -> Cell:
    cells = sheet.rows[row]
    return cells[place] if place < len(cells) else ""


def _compared(
    sheet: Sheet, at: tuple[int, int], stated: Decimal | None, parts: Sequence[Decimal | None]
) -> Iterator[CrossedDifference]:
    if stated is None or None in parts or _is_nothing(_at(sheet, *at)):
        return
    found = total(_known(parts))
    if found != stated:
        yield CrossedDifference(sheet.address(*at), sheet.row_number(at[0]), stated, found)
