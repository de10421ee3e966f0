"""By which columns a column of a printed table follows: a product, a percent, an average, a sum across. Pure.

A table says nowhere how its figures come about, so what explains most of a column is taken for its rule; the figures
that break it stand out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import combinations, permutations
from operator import mul

from finance.stated import Rounding, rounding_of
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
class Rule:
    """By which columns a column follows: computed figures by line."""

    name: str
    operands: tuple[int, ...]
    computed: Mapping[int, Fraction]


def rules_of(table: Printed, lines: Sequence[int]) -> dict[int, Rule]:
    """Column → the rule that explains it; what others are multiplied by is explained by nothing.

    A percent of one year that breaks its rule everywhere still has that of the other year.
    """
    found: dict[int, Rule] = {}
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


def _rule_of(table: Printed, column: int, lines: Sequence[int]) -> Rule | None:
    """The rule that explains most of a column, where it explains enough; the earlier of equals."""
    stated = [line for line in lines if table.number(line, column) is not None]
    if formula_of(table.headings[column].text) in _OPERANDS:
        return _named(table, column, stated)
    best, most = None, 1
    for rule in _rules(table, column, stated):
        followed = _followed(table, column, rule)
        if followed > most and followed >= _ENOUGH * len(rule.computed):
            best, most = rule, followed
    return best


def _followed(table: Printed, column: int, rule: Rule) -> int:
    return sum(1 for line, computed in rule.computed.items() if _follows(table, line, column, computed))


def _follows(table: Printed, line: int, column: int, computed: Fraction) -> bool:
    stated = table.number(line, column)
    return stated is not None and rounding_of(stated, computed) is not Rounding.DIFFERENT


def _rules(table: Printed, column: int, lines: Sequence[int]) -> Iterator[Rule]:
    heading = table.headings[column]
    if heading.is_percent:
        if rule := _share_of_base(table, column, lines):
            yield rule
        yield from _of_two(table, lines, _nearest(table, column, table.counts), ACROSS, _percent)
        plain = [one for one in table.figures if not table.headings[one].is_percent]
        yield from _of_two(table, lines, _nearest(table, column, plain), ACROSS, _growth)
    elif heading.is_mean:
        for per in _PER:
            yield from _of_two(table, lines, _nearest(table, column, table.counts), RATIO, partial(_share, per=per))
    else:
        yield from _of_counts(table, column, lines)


def _of_counts(table: Printed, column: int, lines: Sequence[int]) -> Iterator[Rule]:
    """Products of two columns before it; of a column of everything the sum of the others."""
    ordinary = [line for line in lines if table.lines[line].role not in (TOTAL, PARTS)]
    same = [one for one in table.figures if one != column and not table.headings[one].is_percent
            and _is_of_same_year(table, one, column)]  # fmt: skip
    for one, other in combinations([one for one in same if one < column][-_MOST_COLUMNS:], 2):
        yield Rule(PRODUCT, (one, other), _made(table, ordinary, one, other, mul))
    if table.headings[column].is_of_all:
        counts = [one for one in same if one in table.counts]
        measure = table.headings[column].measure
        for parts in ([one for one in counts if table.headings[one].measure == measure], counts):
            if len(parts) > 1:
                yield Rule(ACROSS, tuple(parts), {line: _across(table, line, parts) for line in lines})


def _share_of_base(table: Printed, column: int, lines: Sequence[int]) -> Rule | None:
    counted = [one for one in table.counts if one < column]
    computed = of_base(table, column, counted[-1], lines) if counted else {}
    return Rule(SHARE, (counted[-1],), computed) if computed else None


def _nearest(table: Printed, column: int, columns: Iterable[int]) -> list[int]:
    """Columns, those of the same year and the nearest first."""
    found = sorted(columns, key=lambda one: (not _is_of_same_year(table, one, column), one > column, -one))
    return found[:_MOST_COLUMNS]


def _is_of_same_year(table: Printed, one: int, column: int) -> bool:
    years = (table.headings[one].year, table.headings[column].year)
    return "" in years or years[0] == years[1]


Operation = Callable[[Fraction, Fraction], Fraction | None]


def _of_two(
    table: Printed, lines: Sequence[int], columns: Sequence[int], name: str, operation: Operation
) -> Iterator[Rule]:
    for one, other in permutations(columns, 2):
        yield Rule(name, (one, other), _made(table, lines, one, other, operation))


def _made(table: Printed, lines: Sequence[int], one: int, other: int, operation: Operation) -> dict[int, Fraction]:
    found = {}
    for line in lines:
        a, b = table.number(line, one), table.number(line, other)
        if a is not None and b is not None and (made := operation(Fraction(a), Fraction(b))) is not None:
            found[line] = made
    return found


def _across(table: Printed, line: int, parts: Sequence[int]) -> Fraction:
    return Fraction(sum((table.number(line, one) or Decimal(0) for one in parts), Decimal(0)))


def _share(a: Fraction, b: Fraction, *, per: int) -> Fraction | None:
    return a * per / b if b else None


def _percent(a: Fraction, b: Fraction) -> Fraction | None:
    return _share(a, b, per=100)


def _growth(a: Fraction, b: Fraction) -> Fraction | None:
    return _share(a - b, b, per=100)


# what a heading of a measure of beds divides by what, by the words of their columns
_BED_DAYS = ("төсек күн", "төсек-күн", "койко", "bed-days", "bed days")
_TREATED = ("шыққан", "шыққандар", "емделген", "пролеч", "выписан", "discharged", "treated")
_BEDS = ("төсек саны", "төсектер", "төсек қоры", "коек", "койки", "beds")
_OPERANDS = {
    AVERAGE_STAY: (_BED_DAYS, _TREATED),
    BED_WORK: (_BED_DAYS, _BEDS),
    TURNOVER: (_TREATED, _BEDS),
}


def _named(table: Printed, column: int, lines: Sequence[int]) -> Rule | None:
    """The rule of a column whose heading names a measure of beds; of several beds those that explain most."""
    operands = _OPERANDS[formula_of(table.headings[column].text)]
    over, under = ([one for one in table.figures if one != column and _says(table, one, words)] for words in operands)
    rules = [
        Rule(RATIO, (one, other), _made(table, lines, one, other, partial(_share, per=1)))
        for one in over
        for other in reversed(under)
    ]
    return max(rules, key=lambda rule: _followed(table, column, rule), default=None)


def _says(table: Printed, column: int, words: Sequence[str]) -> bool:
    said = table.headings[column].text.casefold()
    return any(word in said for word in words) and not formula_of(said)
