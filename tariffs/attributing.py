"""From ledger codes to cost centres: rules say where each code's cost goes, drivers how it is spread. Pure; tenge.

A run costs the totals of its period once: stocks are averaged over its months, flows summed. Where a rule holds for
some of its months only, the cost of each month goes by the rule of that month, spread by the drivers of the run.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO, split
from finance.months import Month
from tariffs.problems import AllocationError, InputProblem

STOCK = "stock"
# The driver that no file holds: the bed-days of a centre's profile.
BED_DAYS = "bed_days"
Scope = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class DriverFigure:
    """What a centre had or used in one month."""

    month: Month
    centre: str
    driver: str
    measure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class AttributionRule:
    """`target` is `centre:KEY` or `driver:NAME`; empty supplier and contract mean any. `share` of the cost it takes.

    It holds from `first` through `last`, inclusive; None where it holds over the whole period.
    """

    code: str
    target: str
    share: Fraction = Fraction(1)
    supplier_number: str = ""
    contract_number: str = ""
    first: Month | None = None
    last: Month | None = None

    @property
    def scope(self) -> Scope:
        return self.code, self.supplier_number, self.contract_number

    @property
    def is_dated(self) -> bool:
        return self.first is not None or self.last is not None

    def holds_in(self, month: Month | None) -> bool:
        if month is None:
            return True
        return (self.first is None or self.first <= month) and (self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class LedgerCost:
    """Cost of a code in the period, with the supplier and contract it names, if any; of `month` alone where set."""

    code: str
    amount: Decimal
    supplier_number: str = ""
    contract_number: str = ""
    month: Month | None = None


def driver_totals(figures: Iterable[DriverFigure], months: Sequence[Month]) -> dict[str, dict[str, Fraction]]:
    """Driver → centre → its value over `months`: stocks averaged over all of them, flows summed."""
    found: defaultdict[str, defaultdict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    within = set(months)
    for figure in figures:
        if figure.month in within:
            weight = Fraction(1, len(months)) if figure.measure == STOCK else Fraction(1)
            found[figure.driver][figure.centre] += Fraction(figure.value) * weight
    return {driver: dict(values) for driver, values in found.items()}


def attribute(
    costs: Iterable[LedgerCost],
    rules: Iterable[AttributionRule],
    drivers: Mapping[str, Mapping[str, Fraction]],
    centres: Sequence[str],
    months: Sequence[Month] = (),
) -> dict[str, dict[str, Decimal]]:
    """Direct cost by centre and code, to the tiyn; each code's centres add up to its ledger total.

    The most exact rule of the month wins: contract, then supplier, then code alone. `months` are those of the period,
    needed where rules are dated. Raises AllocationError with every cost that no rule maps, every unknown centre, every
    driver without a value, and every code whose shares do not make a whole in a month.
    """
    by_scope: defaultdict[Scope, list[AttributionRule]] = defaultdict(list)
    for rule in rules:
        by_scope[rule.scope].append(rule)
    problems = _rule_problems(by_scope, drivers, set(centres), months)
    sums: defaultdict[tuple[str, tuple[AttributionRule, ...]], Decimal] = defaultdict(lambda: ZERO)
    for cost in costs:
        own = _rules_of(cost, by_scope)
        if own:
            sums[cost.code, own] += cost.amount
        elif cost.amount != ZERO:
            problems.append(_unmapped(cost))
    if problems:
        raise AllocationError(problems)
    found: dict[str, dict[str, Decimal]] = {centre: {} for centre in centres}
    for (code, own), amount in sums.items():
        for centre, part in _spread(amount, own, drivers, centres).items():
            found[centre][code] = found[centre].get(code, ZERO) + part
    return found


def _rules_of(cost: LedgerCost, rules: Mapping[Scope, Sequence[AttributionRule]]) -> tuple[AttributionRule, ...]:
    """The rules of the most exact scope that hold in the month of `cost`; none where nothing maps it."""
    scopes = (
        (cost.code, cost.supplier_number, cost.contract_number),
        (cost.code, "", cost.contract_number),
        (cost.code, cost.supplier_number, ""),
        (cost.code, "", ""),
    )
    holding = (tuple(rule for rule in rules.get(scope, ()) if rule.holds_in(cost.month)) for scope in scopes)
    return next(filter(None, holding), ())


def _unmapped(cost: LedgerCost) -> InputProblem:
    at = cost.code if cost.month is None else f"{cost.code}, {cost.month}"
    return InputProblem("unmapped-code", at, {"code": cost.code, "amount": str(cost.amount)})


def _rule_problems(
    rules: Mapping[Scope, list[AttributionRule]],
    drivers: Mapping[str, Mapping[str, Fraction]],
    centres: set[str],
    months: Sequence[Month],
) -> list[InputProblem]:
    problems = []
    for (code, _supplier, _contract), own in rules.items():
        problems += _share_problems(code, own, months)
        for rule in own:
            kind, _colon, name = rule.target.partition(":")
            if kind == "centre" and name not in centres:
                problems.append(InputProblem("unmapped-centre", code, {"centre": name}))
            elif kind == "driver" and not any(drivers.get(name, {}).get(centre, 0) > 0 for centre in centres):
                problems.append(InputProblem("zero-driver", code, {"driver": name}))
            elif kind not in ("centre", "driver"):
                problems.append(InputProblem("unknown-target", code, {"value": rule.target}))
    return problems


def _share_problems(code: str, own: Sequence[AttributionRule], months: Sequence[Month]) -> list[InputProblem]:
    """The first month in which the shares of the rules in force do not make a whole; a month without a rule is none."""
    is_dated = any(rule.is_dated for rule in own)
    for month in months if is_dated else (None,):
        shares = [rule.share for rule in own if rule.holds_in(month)]
        if shares and sum(shares) != 1:
            return [InputProblem("shares-are-not-whole", f"{code}, {month}" if is_dated else code, {"code": code})]
    return []


def _spread(
    amount: Decimal,
    rules: Sequence[AttributionRule],
    drivers: Mapping[str, Mapping[str, Fraction]],
    centres: Sequence[str],
) -> dict[str, Decimal]:
    weights: defaultdict[str, Fraction] = defaultdict(Fraction)
    for rule in rules:
        kind, _colon, name = rule.target.partition(":")
        if kind == "centre":
            weights[name] += rule.share
            continue
        values = {centre: drivers[name].get(centre, Fraction(0)) for centre in centres}
        base = sum(values.values(), Fraction(0))
        for centre, value in values.items():
            weights[centre] += rule.share * value / base
    named = [centre for centre in centres if weights[centre]]
    return dict(zip(named, split(amount, [weights[centre] for centre in named]), strict=True))
