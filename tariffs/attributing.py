"""From ledger codes to cost centres: rules say where each code's cost goes, drivers how it is spread. Pure; tenge.

A run costs the totals of its period once: stocks are averaged over its months, flows summed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO, split
from finance.months import Month
from tariffs.problems import AllocationError, Problem

STOCK = "stock"


@dataclass(frozen=True, slots=True)
class DriverFigure:
    """What a centre had or used in one month."""

    month: Month
    centre: str
    driver: str
    measure: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """`target` is `centre:KEY` or `driver:NAME`; empty supplier and contract mean any. `share` of the cost it takes."""

    code: str
    target: str
    share: Fraction = Fraction(1)
    supplier_number: str = ""
    contract_number: str = ""

    @property
    def is_for(self) -> tuple[str, str, str]:
        return self.code, self.supplier_number, self.contract_number


@dataclass(frozen=True, slots=True)
class LedgerCost:
    """Cost of a code in the period, with the supplier and contract it names, if any."""

    code: str
    amount: Decimal
    supplier_number: str = ""
    contract_number: str = ""


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
    rules: Iterable[Rule],
    drivers: Mapping[str, Mapping[str, Fraction]],
    centres: Sequence[str],
) -> dict[str, dict[str, Decimal]]:
    """Direct cost by centre and code, to the tiyn; each code's centres add up to its ledger total.

    The most exact rule wins: contract, then supplier, then code alone. Raises AllocationError with every cost that no
    rule maps, every unknown centre, every driver without a value, and every code whose shares do not make a whole.
    """
    by_scope: defaultdict[tuple[str, str, str], list[Rule]] = defaultdict(list)
    for rule in rules:
        by_scope[rule.is_for].append(rule)
    problems = _rule_problems(by_scope, drivers, set(centres))
    sums: defaultdict[tuple[str, tuple[str, str, str]], Decimal] = defaultdict(lambda: ZERO)
    for cost in costs:
        scope = _scope(cost, by_scope)
        if scope is None and cost.amount != ZERO:
            problems.append(Problem("unmapped-code", cost.code, {"code": cost.code, "amount": str(cost.amount)}))
        elif scope is not None:
            sums[cost.code, scope] += cost.amount
    if problems:
        raise AllocationError(problems)
    found: dict[str, dict[str, Decimal]] = {centre: {} for centre in centres}
    for (code, scope), amount in sums.items():
        for centre, part in _spread(amount, by_scope[scope], drivers, centres).items():
            found[centre][code] = found[centre].get(code, ZERO) + part
    return found


def _scope(cost: LedgerCost, rules: Mapping[tuple[str, str, str], object]) -> tuple[str, str, str] | None:
    candidates = (
        (cost.code, cost.supplier_number, cost.contract_number),
        (cost.code, "", cost.contract_number),
        (cost.code, cost.supplier_number, ""),
        (cost.code, "", ""),
    )
    return next((scope for scope in candidates if scope in rules), None)


def _rule_problems(
    rules: Mapping[tuple[str, str, str], list[Rule]], drivers: Mapping[str, Mapping[str, Fraction]], centres: set[str]
) -> list[Problem]:
    problems = []
    for (code, _supplier, _contract), own in rules.items():
        if sum((rule.share for rule in own), Fraction(0)) != 1:
            problems.append(Problem("shares-are-not-whole", code, {"code": code}))
        for rule in own:
            kind, _colon, name = rule.target.partition(":")
            if kind == "centre" and name not in centres:
                problems.append(Problem("unmapped-centre", code, {"centre": name}))
            elif kind == "driver" and not any(drivers.get(name, {}).get(centre, 0) > 0 for centre in centres):
                problems.append(Problem("zero-driver", code, {"driver": name}))
            elif kind not in ("centre", "driver"):
                problems.append(Problem("unknown-target", code, {"value": rule.target}))
    return problems


def _spread(
    amount: Decimal, rules: Sequence[Rule], drivers: Mapping[str, Mapping[str, Fraction]], centres: Sequence[str]
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
