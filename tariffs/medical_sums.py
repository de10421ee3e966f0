"""What the figures of a printed table follow from: its totals from their rows, its columns from each other. Pure."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache, partial
from itertools import accumulate, combinations

from finance.stated import StatedRounding, rounding_of
from tariffs.medical_rules import rules_of
from tariffs.medical_tables import PARTS, TOTAL, Printed

SUM = "sum"
_NEAR_HUNDRED = 3
# among so many rows below a row the runs that add up to it are looked for
_MOST_PARTS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A stated figure of a line and column beside the computed one, and by which rule."""

    line: int
    column: int
    stated: Decimal
    computed: Fraction
    rule: str

    @property
    def rounding(self) -> StatedRounding:
        return rounding_of(self.stated, self.computed)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, and the columns of percents and averages that nothing in the table explains."""

    findings: tuple[Finding, ...]
    unexplained: tuple[int, ...]


@lru_cache(maxsize=64)
def check(table: Printed) -> Checked:
    """Every figure of the table that follows from others of it. A cell is told by one rule."""
    found: dict[tuple[int, int], Finding] = {}
    sections = [lines for _heading, lines in table.sections()]
    for lines in sections:
        for finding in sums(table, lines, [at for part in sections for at in part]):
            found.setdefault((finding.line, finding.column), finding)
    rules = rules_of(table, [at for lines in sections for at in lines])
    for column, rule in rules.items():
        for line, computed in rule.computed.items():
            stated = table.number(line, column)
            if stated is not None:
                found.setdefault((line, column), Finding(line, column, stated, computed, rule.name))
    factors = {one for rule in rules.values() for one in rule.operands}
    unexplained = [
        column
        for column in table.figures
        if (table.headings[column].is_percent or table.headings[column].is_mean) and column not in {*rules, *factors}
    ]
    return Checked(tuple(found[key] for key in sorted(found)), tuple(unexplained))


def sums(table: Printed, lines: Sequence[int], every: Sequence[int]) -> Iterator[Finding]:
    """Totals and rows with parts among the lines of a section, each beside the sum of the lines it speaks for.

    `every` are the lines of all sections.
    """
    for at in lines:
        role = table.lines[at].role
        if role not in (TOTAL, PARTS):
            continue
        below, above = _parts_below(table, lines, at), _parts_above(table, every, at)
        runs = cache(partial(_runs, table, below[:_MOST_PARTS], at))
        for column in table.counts:
            stated = table.number(at, column)
            if stated is None:
                continue
            if role == PARTS or not above:
                parts = _parts_of_head(table, below, at, column, runs) if below else []
            else:
                parts = _parts_of_total(table, above, [line for line in above if line in lines], at, column)
            if parts:
                yield Finding(at, column, stated, _added(table, parts, column), SUM)


def _parts_below(table: Printed, lines: Sequence[int], at: int) -> list[int]:
    found = []
    for line in lines:
        if line > at:
            if table.lines[line].role in (TOTAL, PARTS):
                break
            found.append(line)
    return found


def _parts_above(table: Printed, lines: Sequence[int], at: int) -> list[int]:
    return [line for line in lines if line < at and table.lines[line].role not in (TOTAL, PARTS)]


def _parts_of_total(
    table: Printed, above: Sequence[int], in_section: Sequence[int], at: int, column: int
) -> Sequence[int]:
    """All lines above where they add up, or where no other total stands; else those of the block it closes."""
    stated = table.number(at, column)
    last = max((line for line in range(at) if table.lines[line].role == TOTAL), default=-1)
    block = [line for line in in_section if line > last] or above
    if stated == _added(table, above, column):
        return above
    return block if last >= 0 or stated == _added(table, block, column) else above


def _parts_of_head(
    table: Printed, below: Sequence[int], at: int, column: int, runs: Callable[[], list[Sequence[int]]]
) -> Sequence[int]:
    """The parts of a row that stands above them: all, or a run of them where they overlap; none where nothing tells."""
    stated = table.number(at, column)
    if stated == _added(table, below, column):
        return below
    percent = next((one for one in table.percents if one > column), None)
    if percent is None:
        return below
    shares = [share for line in below if (share := table.number(line, percent)) is not None]
    if abs(sum(shares, Decimal(-100))) <= _NEAR_HUNDRED:
        return below
    return next(iter(runs()), ())


def _runs(table: Printed, below: Sequence[int], at: int) -> list[Sequence[int]]:
    """Neighbouring lines, two at least, that add up to the row in some column of counts; the longest first."""
    found: list[Sequence[int]] = []
    for column in table.counts:
        stated = table.wholes[at][column]
        if stated is None:
            continue
        through = [0, *accumulate(table.wholes[line][column] or 0 for line in below)]
        found += [
            below[first:last]
            for first, last in combinations(range(len(through)), 2)
            if last - first > 1 and through[last] - through[first] == stated
        ]
    return sorted(found, key=len, reverse=True)


def _added(table: Printed, lines: Iterable[int], column: int) -> Fraction:
    return Fraction(sum(table.wholes[line][column] or 0 for line in lines), table.scale)
