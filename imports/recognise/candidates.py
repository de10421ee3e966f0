"""Where a kind's columns fit a header, and which of several fits is to be believed. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from finance.amounts import ColumnStyle, Refusal, parse_amount
from finance.month_names import month_number
from imports.columns.column import AMOUNT, CODE, DATE, MONTH, NUMBER
from imports.kinds.kind import Kind
from imports.readers.grid import Cell, Sheet
from imports.recognise.crossed import crossed
from imports.recognise.headers import Fit, is_numbering, one_row
from imports.resolve.letters import skeleton

# A title that names a kind, less a column left over: so far behind, a whole kind fits by accident.
NEARER_POINTS = 110
LONGEST_TITLE = 400
_ANY = ColumnStyle()


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: Kind
    sheet: Sheet
    header_row: int
    first_row: int
    headers: dict[int, str]
    fit: Fit
    points: int
    # columns that need not stand there, since a person said what they would say
    told: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[tuple[str, ...]]:
        """The keys of the columns it lacks; of a group any one would do."""
        known = self.fit.columns.keys() | self.told
        groups = [group for group in self.kind.needs_one_of if known.isdisjoint(group)]
        return [*((key,) for key in self.fit.missing if key not in self.told), *groups]

    @property
    def missing_labels(self) -> list[str]:
        """What the columns it lacks are called, in the active language."""
        return [" / ".join(dict.fromkeys(map(self.kind.column_label, keys))) for keys in self.missing]

    @property
    def needed(self) -> set[str]:
        """Keys of the columns found that the kind cannot do without, or that hold amounts."""
        groups = {key for group in self.kind.needs_one_of for key in group}
        needed = {c.key for c in self.kind.columns if c.is_required or c.type == AMOUNT} | groups
        return needed & self.fit.columns.keys()

    @property
    def has_rows(self) -> bool:
        """Whether anything stands below the header in a column of amounts or another that the kind needs."""
        places = [self.fit.columns[key] for key in self.needed]
        rows = (self.sheet.rows[i] for i in range(self.first_row, len(self.sheet.rows)))
        return any(at < len(row) and row[at] != "" for row in rows for at in places)

    def has_money_before(self, end: int) -> bool:
        """Whether an amount stands below the header in a column of amounts, above the row `end`."""
        places = [self.fit.columns[c.key] for c in self.kind.columns if c.type == AMOUNT and c.key in self.fit.columns]
        rows = (self.sheet.rows[i] for i in range(self.first_row, end))
        return any(at < len(row) and _is_money(row[at]) for row in rows for at in places)


def is_nearer(lacking: Candidate, best: Candidate, points: int) -> bool:
    """Whether a kind that lacks one column fits the same header so much better that `best` would be a misreading.

    Where the words above the header speak for `best` alone, it is none, unless its figures may stand across.
    """
    return (
        lacking.sheet is best.sheet
        and lacking.header_row == best.header_row
        and len(lacking.missing_labels) == 1
        and lacking.points >= points + NEARER_POINTS
        and (
            titled(best.sheet, best.header_row, [best.kind, lacking.kind]) != {best.kind.key}
            or next(crossed(best.sheet, best.kind), None) is not None
        )
    )


def is_worded(c: Candidate) -> bool:
    """Whether the header is of words mostly, and no row of data that a header was seen in by accident."""
    cells = [str(cell) for cell in c.sheet.rows[c.header_row] if cell != ""]
    return 2 * sum(any(map(str.isalpha, cell)) for cell in cells) >= len(cells)


def twin_of(best: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """Another table of the kind with rows of its own, on another sheet or on this: reading one would lose the other."""
    if best.kind.reads_every_sheet:
        return None
    others = [c for c in candidates if c.kind.key == best.kind.key and c.is_whole]
    return next((c for c in others if _is_twin_sheet(best, c) or _is_twin_below(best, c)), None)


def twin_below(best: Candidate, candidates: Sequence[Candidate]) -> Candidate | None:
    """Another table of the kind below the one whose header was named: its rows are none of it."""
    if best.kind.reads_every_sheet:
        return None
    below = [c for c in candidates if c.is_whole and c.header_row >= best.first_row]
    return next((c for c in below if _is_twin_below(best, c)), None)


def uppermost(best: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """Of a kind that reads every sheet the first header: others stand below it, on each page or over each table."""
    if not best.kind.reads_every_sheet:
        return best
    same = [c for c in candidates if c.kind is best.kind and c.is_whole and c.sheet is best.sheet]
    named = [c for c in same if not any(map(_is_figure, c.sheet.rows[c.header_row]))]
    # a title cut in cells by its commas adds nothing to the header below it
    named = [c for c in named if not any(_says_all_of(d, c) for d in named)]
    return min(named or [best], key=lambda c: (c.header_row, -c.points))


def _says_all_of(lower: Candidate, upper: Candidate) -> bool:
    """Whether the row below says by itself all that a header of both rows says."""
    is_below = lower.header_row == upper.header_row + 1 and lower.first_row == upper.first_row
    return is_below and set(lower.fit.columns) >= set(upper.fit.columns)


def _is_figure(cell: Cell) -> bool:
    """Whether a cell holds a number that is no year, which heads no column."""
    return _is_money(cell) and not _is_whole_year(cell)


def _is_whole_year(cell: Cell) -> bool:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return len(text) == len("2025") and text.startswith("20") and text.isdecimal()


def on_other_sheets(best: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The first filled table of the same kind on every other sheet, where the kind reads them all, in their order."""
    if not best.kind.reads_every_sheet:
        return []
    others = [c for c in candidates if c.kind is best.kind and c.is_whole and c.sheet is not best.sheet and c.has_rows]
    by_sheet: dict[int, list[Candidate]] = {}
    for c in others:
        by_sheet.setdefault(id(c.sheet), []).append(c)
    return [uppermost(found[0], found) for found in by_sheet.values()]


def _is_twin_sheet(best: Candidate, other: Candidate) -> bool:
    return other.sheet is not best.sheet and other.needed == best.needed and other.has_rows


def _is_twin_below(best: Candidate, other: Candidate) -> bool:
    """Whether two headers of one sheet differ and money stands under both."""
    if other.sheet is not best.sheet or other.headers == best.headers or _heads_again(best, other):
        return False
    upper, lower = sorted((best, other), key=lambda c: c.header_row)
    return upper.has_money_before(lower.header_row) and lower.has_money_before(len(lower.sheet.rows))


def _heads_again(best: Candidate, other: Candidate) -> bool:
    """Whether the lowest row of a header is that of another by itself: a title stands over it, no group."""
    tall, short = sorted((best, other), key=lambda c: c.first_row - c.header_row)[::-1]
    return one_row(tall.sheet.rows[tall.first_row - 1]) == short.headers


def row_above(best: Candidate) -> int | None:
    """A row above the header that reads like those below it, as where a page before lost its own header; from 0."""
    fit = best.fit.columns
    marks = [fit[c.key] for c in best.kind.columns if c.type in (CODE, DATE, MONTH) and c.key in fit]
    amounts = [fit[c.key] for c in best.kind.columns if c.type in (AMOUNT, NUMBER) and c.key in fit]
    for i, row in enumerate(best.sheet.rows[: best.header_row]):
        said = [str(row[at]).strip() for at in marks if at < len(row)]
        has_marks = len(said) == len(marks) > 0 and all(text[:1].isdigit() or month_number(text) for text in said)
        # dates alone tell a row where the kind counts no money, unless there is but one, as in a letterhead
        is_filled = any(_is_money(row[at]) for at in amounts if at < len(row)) or (not amounts and len(marks) > 1)
        if has_marks and is_filled and not is_numbering(row):
            return i
    return None


def _is_money(cell: Cell) -> bool:
    return cell != "" and not isinstance(parse_amount(cell, _ANY), Refusal)


def best_of_each_kind(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Whole candidates, one a kind; an empty form only where no table of its kind is filled.

    A header that stands again on every page is the uppermost of them, whatever words stand between.
    """
    best: dict[str, Candidate] = {}
    for c in candidates:
        known = best.get(c.kind.key)
        if known is not None and c.sheet is known.sheet and c.headers == known.headers and known.has_rows:
            continue
        if known is None or (c.has_rows, c.points) > (known.has_rows, known.points):
            best[c.kind.key] = c
    return list(best.values())


def titled(sheet: Sheet, header_row: int, kinds: Sequence[Kind]) -> set[str]:
    """Kinds that the words above a header speak for."""
    cells = (cell for i in range(header_row) for cell in sheet.rows[i] if isinstance(cell, str) and cell.strip())
    spoken = skeleton(" ".join([sheet.name, *islice(cells, LONGEST_TITLE)]))
    return {kind.key for kind in kinds if any(skeleton(word) in spoken for word in kind.title_words)}
