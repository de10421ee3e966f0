"""By which columns a column of a printed table follows: a product, a percent, an average, a sum across. Pure.

A table says nowhere how its figures come about, so what explains most of a column is taken for its rule; the figures
that break it stand out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import combinations, permutations

from tariffs.indicators import AVERAGE_STAY, BED_WORK, TURNOVER, formula_of
from tariffs.medical_percents import of_base
from tariffs.medical_tables import PARTS, TOTAL, Printed

PRODUCT, RATIO, SHARE, ACROSS = "product", "ratio", "share", "across"
# of the lines that a rule speaks of, so many must follow it
_ENOUGH = Fraction(1, 2)
# the rules of a wide table are looked for among so many columns nearest to one
_MOST_COLUMNS = 12
_PER = (1, 100, 1000, 10_000, 100_000)


@dataclass(frozen=True, slots=True)
class PrintedRule:
    """By which columns a column follows: computed figures by line."""

    name: str
    operands: tuple[int, ...]
    computed: Mapping[int, Fraction]


# Of two figures in finest digits, of which so many make one: what follows, over what, in finest digits.
Operation = Callable[[int, int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Guess:
    """A rule of two columns, tried on `lines` before anything is computed."""

    name: str
    operands: tuple[int, int]
    operation: Operation
    lines: Sequence[int]

    def tried(self, table: Printed, column: int, most: int) -> int:
        """How many lines follow it; 0 where that cannot be more than `most`, or is not enough of those it speaks of.

        Of thousands of guesses nearly all fail on the first lines.
        """
        one, other = self.operands
        wholes, scale = table.wholes, table.scale
        followed, broken, left = 0, 0, len(self.lines)
        for line in self.lines:
            left -= 1
            row = wholes[line]
            a, b = row[one], row[other]
            if a is None or b is None:
                continue
            over, under = self.operation(a, b, scale)
            if under:
                if table.follows(line, column, over, under):
                    followed += 1
                else:
                    broken += 1
            if followed + left <= most or followed + left < broken:
                return 0
        return followed if followed > most and followed >= _ENOUGH * (followed + broken) else 0

    def rule(self, table: Printed) -> PrintedRule:
        one, other = self.operands
        computed = {}
        for line in self.lines:
            a, b = table.wholes[line][one], table.wholes[line][other]
            if a is not None and b is not None:
                over, under = self.operation(a, b, table.scale)
                if under:
                    computed[line] = Fraction(over, under * table.scale)
        return PrintedRule(self.name, self.operands, computed)


def rules_of(table: Printed, lines: Sequence[int]) -> dict[int, PrintedRule]:
    """Column → the rule that explains it; what others are multiplied by is explained by nothing.

    A percent of one year that breaks its rule everywhere still has that of the other year.
    """
    found: dict[int, PrintedRule] = {}
    ordered = sorted(table.figures, key=lambda one: table.headings[one].is_mean)
    for column in ordered:
        is_factor = any(column in rule.operands for rule in found.values() if rule.name == PRODUCT)
        rule = None if is_factor else _rule_of(table, column, lines)
        if rule is not None:
            found[column] = rule
    for column in table.percents:
        measure = table.headings[column].measure
        alike = [one for one, rule in found.items() if rule.name == SHARE and table.headings[one].measure == measure]
        if column not in found and alike and (made := _share_of_base(table, column, lines)):
            found[column] = made
    return found


def _rule_of(table: Printed, column: int, lines: Sequence[int]) -> PrintedRule | None:
    """The rule that explains most of a column, where it explains enough; the earlier of equals."""
    stated = [line for line in lines if table.number(line, column) is not None]
    if formula_of(table.headings[column].text) in _OPERANDS:
        return _named(table, column, stated)
    best: PrintedRule | Guess | None = None
    most = 1
    for one in _rules(table, column, stated):
        followed = one.tried(table, column, most) if isinstance(one, Guess) else _tried(table, column, one, most)
        if followed:
            best, most = one, followed
    return best.rule(table) if isinstance(best, Guess) else best


def _tried(table: Printed, column: int, rule: PrintedRule, most: int) -> int:
    followed = _followed(table, column, rule)
    return followed if followed > most and followed >= _ENOUGH * len(rule.computed) else 0


def _followed(table: Printed, column: int, rule: PrintedRule) -> int:
    return sum(1 for line, computed in rule.computed.items() if _follows(table, line, column, computed))


def _follows(table: Printed, line: int, column: int, computed: Fraction) -> bool:
    return table.follows(line, column, computed.numerator * table.scale, computed.denominator)


def _rules(table: Printed, column: int, lines: Sequence[int]) -> Iterator[PrintedRule | Guess]:
    heading = table.headings[column]
    if heading.is_percent:
        if rule := _share_of_base(table, column, lines):
            yield rule
        yield from _of_two(lines, _nearest(table, column, table.counts), ACROSS, _percent)
        plain = [one for one in table.figures if not table.headings[one].is_percent]
        yield from _of_two(lines, _nearest(table, column, plain), ACROSS, _growth)
    elif heading.is_mean:
        for per in _PER:
            yield from _of_two(lines, _nearest(table, column, table.counts), RATIO, partial(_share, per=per))
    else:
        yield from _of_counts(table, column, lines)


def _of_counts(table: Printed, column: int, lines: Sequence[int]) -> Iterator[PrintedRule | Guess]:
    """Products of two columns before it; of a column of everything the sum of the others."""
    ordinary = [line for line in lines if table.lines[line].role not in (TOTAL, PARTS)]
    same = [one for one in table.figures if one != column and not table.headings[one].is_percent
            and _is_of_same_year(table, one, column)]  # fmt: skip
    for one, other in combinations([one for one in same if one < column][-_MOST_COLUMNS:], 2):
        yield Guess(PRODUCT, (one, other), _product, ordinary)
    if table.headings[column].is_of_all:
        counts = [one for one in same if one in table.counts]
        measure = table.headings[column].measure
        for parts in ([one for one in counts if table.headings[one].measure == measure], counts):
            if len(parts) > 1:
                yield PrintedRule(ACROSS, tuple(parts), {line: _across(table, line, parts) for line in lines})


def _share_of_base(table: Printed, column: int, lines: Sequence[int]) -> PrintedRule | None:
    counted = [one for one in table.counts if one < column]
    computed = of_base(table, column, counted[-1], lines) if counted else {}
    return PrintedRule(SHARE, (counted[-1],), computed) if computed else None


def _nearest(table: Printed, column: int, columns: Iterable[int]) -> list[int]:
    """Columns, those of the same year and the nearest first."""
    found = sorted(columns, key=lambda one: (not _is_of_same_year(table, one, column), one > column, -one))
    return found[:_MOST_COLUMNS]


def _is_of_same_year(table: Printed, one: int, column: int) -> bool:
    years = (table.headings[one].year, table.headings[column].year)
    return "" in years or years[0] == years[1]


def _of_two(lines: Sequence[int], columns: Sequence[int], name: str, operation: Operation) -> Iterator[Guess]:
    for one, other in permutations(columns, 2):
        yield Guess(name, (one, other), operation, lines)


def _across(table: Printed, line: int, parts: Sequence[int]) -> Fraction:
    return Fraction(sum(table.wholes[line][one] or 0 for one in parts), table.scale)


def _product(a: int, b: int, scale: int) -> tuple[int, int]:
    return a * b, scale


def _share(a: int, b: int, scale: int, *, per: int) -> tuple[int, int]:
    return a * per * scale, b


def _percent(a: int, b: int, scale: int) -> tuple[int, int]:
    return _share(a, b, scale, per=100)


def _growth(a: int, b: int, scale: int) -> tuple[int, int]:
    return _share(a - b, b, scale, per=100)


# what a heading of a measure of beds divides by what, by the words of their columns
_BED_DAYS = ("төсек күн", "төсек-күн", "койко", "bed-days", "bed days")
_TREATED = ("шыққан", "шыққандар", "емделген", "пролеч", "выписан", "discharged", "treated")
_BEDS = ("төсек саны", "төсектер", "төсек қоры", "коек", "койки", "beds")
_OPERANDS = {
    AVERAGE_STAY: (_BED_DAYS, _TREATED),
    BED_WORK: (_BED_DAYS, _BEDS),
    TURNOVER: (_TREATED, _BEDS),
}


def _named(table: Printed, column: int, lines: Sequence[int]) -> PrintedRule | None:
    """The rule of a column whose heading names a measure of beds; of several beds those that explain most."""
    operands = _OPERANDS[formula_of(table.headings[column].text)]
    over, under = ([one for one in table.figures if one != column and _says(table, one, words)] for words in operands)
    rules = [
        Guess(RATIO, (one, other), partial(_share, per=1), lines).rule(table)
        for one in over
        for other in reversed(under)
    ]
    return max(rules, key=lambda rule: _followed(table, column, rule), default=None)


def _says(table: Printed, column: int, words: Sequence[str]) -> bool:
    said = table.headings[column].text.casefold()
    return any(word in said for word in words) and not formula_of(said)
