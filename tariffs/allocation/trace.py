"""Which budget codes a full cost is made of: the direct cost of every centre, code by code, carried through the steps.

A service gives each receiver the same mix of codes that its balance is made of. The table that comes out is rounded to
the tiyn in both margins: a centre's codes add up to its full cost as allocated, a code's centres to the code's total.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up
from tariffs.allocation.controlled_rounding import round_table
from tariffs.allocation.distribution import Base, Distribution
from tariffs.allocation.inputs import RECIPROCAL, Rounding
from tariffs.allocation.outcome import AllocationOutcome, round_amounts
from tariffs.allocation.reciprocal import solve_rates
from tariffs.problems import AllocationError, InputProblem

Vector = dict[str, Fraction]
Moved = dict[tuple[str, str], dict[str, Fraction]]
LOST = ""
TIYN = Fraction(1, 100)


@dataclass(frozen=True)
class CodeTrace:
    """Full cost by final department and code; `unallocated` by service and code for what found no final department.

    What rounding without a residual rule lost stands in `unallocated` under the empty key.
    """

    full_costs: Mapping[str, Mapping[str, Decimal]]
    unallocated: Mapping[str, Mapping[str, Decimal]]


def trace_codes(outcome: AllocationOutcome, costs_by_code: Mapping[str, Mapping[str, Decimal]]) -> CodeTrace:
    """The composition of every full cost of `outcome` by code, to the tiyn.

    `costs_by_code` holds department → code → direct cost and must add up to the direct costs that were allocated, each
    amount with at most two decimals; raises AllocationError otherwise. Codes without any cost are left out.
    """
    _refuse_other_costs(outcome, costs_by_code)
    codes = list(dict.fromkeys(code for costs in costs_by_code.values() for code in costs))
    held = {
        department: {code: Fraction(costs_by_code.get(department, {}).get(code, 0)) for code in codes}
        for department in outcome.direct_costs
    }
    exact = _solved(outcome, held, codes) if outcome.method == RECIPROCAL else _carried(outcome, held)
    targets = _row_totals(outcome, exact)
    largest_code = max(
        codes, key=lambda code: abs(sum((vector[code] for vector in exact.values()), Fraction(0))), default=None
    )
    cells = {}
    for row, target in targets.items():
        vector = exact.get(row, dict.fromkeys(codes, Fraction(0)))
        # full costs were rounded after the last step: the code with most money takes that last fraction of a tiyn
        if largest_code is not None:
            vector = {**vector, largest_code: vector[largest_code] + target - sum(vector.values(), Fraction(0))}
        cells.update({(row, code): amount / TIYN for code, amount in vector.items()})
    table: dict[str, dict[str, Decimal]] = {row: {} for row in targets}
    for (row, code), units in round_table(cells).items():
        if units:
            table[row][code] = round_half_up(units * TIYN)
    return CodeTrace(
        full_costs={department: table[department] for department in outcome.full_costs},
        unallocated={row: costs for row, costs in table.items() if row not in outcome.full_costs and costs},
    )


def _refuse_other_costs(outcome: AllocationOutcome, costs_by_code: Mapping[str, Mapping[str, Decimal]]) -> None:
    problems = [
        InputProblem("unknown-department", "costs_by_code", {"department": department})
        for department in costs_by_code
        if department not in outcome.direct_costs
    ]
    for department, cost in outcome.direct_costs.items():
        costs = costs_by_code.get(department, {})
        found = sum((Fraction(amount) for amount in costs.values()), Fraction(0))
        if found != cost:
            values = {"department": department, "expected": round_half_up(cost), "found": round_half_up(found)}
            problems.append(InputProblem("codes-do-not-add-up", department, values))
        problems += [
            InputProblem("more-than-two-decimals", department, {"code": code, "value": str(amount)})
            for code, amount in costs.items()
            if (Fraction(amount) / TIYN).denominator != 1
        ]
    if problems:
        raise AllocationError(problems)


def _carried(outcome: AllocationOutcome, held: dict[str, Vector]) -> dict[str, Vector]:
    """Follow the passes in order: each gives away the mix it holds; what stays with a service is returned too."""
    aside: dict[str, Vector] = {}
    for distributions in outcome.passes:
        given = {distribution.giver: distribution for distribution in distributions}
        for service in outcome.order:
            if service in given:
                _move(given[service], held, aside)
            elif service in outcome.unallocated and service not in aside:
                aside[service] = held[service]
                held[service] = dict.fromkeys(held[service], Fraction(0))
    finals = {department: held[department] for department in outcome.full_costs}
    for service in outcome.order:
        if any(held[service].values()):
            _add(aside.setdefault(service, dict.fromkeys(held[service], Fraction(0))), held[service], Fraction(1))
    return {**finals, **aside}


def _move(distribution: Distribution, held: dict[str, Vector], aside: dict[str, Vector]) -> None:
    vector = held[distribution.giver]
    for receiver, amount in distribution.amounts():
        _add(held[receiver], vector, amount / distribution.balance)
    held[distribution.giver] = dict.fromkeys(vector, Fraction(0))
    lost = distribution.balance - distribution.given
    if lost:
        _add(aside.setdefault(LOST, dict.fromkeys(vector, Fraction(0))), vector, lost / distribution.balance)


def _add(target: Vector, vector: Vector, share: Fraction) -> None:
    for code, amount in vector.items():
        if amount:
            target[code] += amount * share


def _solved(outcome: AllocationOutcome, held: dict[str, Vector], codes: list[str]) -> dict[str, Vector]:
    """Where every code ends up by the reciprocal method."""
    (distributions,) = outcome.passes
    givers = {distribution.giver for distribution in distributions}
    services = set(outcome.order)
    kept = {department: dict(vector) for department, vector in held.items() if department not in givers}
    for _giver, receiver, code, amount in _solved_moves(distributions, held, codes):
        if receiver in kept:
            kept[receiver][code] += amount
    return {
        department: vector for department, vector in kept.items() if department not in services or any(vector.values())
    }


def _solved_moves(
    distributions: Sequence[Distribution], held: Mapping[str, Vector], codes: Iterable[str]
) -> Iterator[tuple[str, str, str, Fraction]]:
    """Giver, receiver, code, amount. The reciprocal system is linear, so it is solved once more for every code."""
    bases = {d.giver: Base(d.receivers, d.base, d.numerators, 1) for d in distributions}
    givers = list(bases)
    for code in codes:
        costs = {giver: held[giver].get(code, Fraction(0)) for giver in givers}
        rates, denominator = solve_rates(givers, bases, costs)
        for giver, base in bases.items():
            for receiver, weight in zip(base.receivers, base.weights, strict=True):
                yield giver, receiver, code, Fraction(rates[giver] * weight, denominator)


def moved_codes(outcome: AllocationOutcome, costs_by_code: Mapping[str, Mapping[str, Decimal]]) -> Moved:
    """Giver and receiver → what moved between them by code, exact, over all passes of `outcome`.

    `costs_by_code` as in `trace_codes`. By the reciprocal method services give back and forth at once.
    """
    held: dict[str, Vector] = {
        department: {code: Fraction(amount) for code, amount in costs_by_code.get(department, {}).items()}
        for department in outcome.direct_costs
    }
    found: Moved = defaultdict(lambda: defaultdict(Fraction))
    if outcome.method == RECIPROCAL:
        codes = dict.fromkeys(code for vector in held.values() for code in vector)
        for distributions in outcome.passes:
            for giver, receiver, code, amount in _solved_moves(distributions, held, codes):
                found[giver, receiver][code] += amount
        return found
    for distributions in outcome.passes:
        for given in distributions:
            mix, held[given.giver] = held[given.giver], {}
            for receiver, amount in given.amounts():
                for code, held_amount in mix.items():
                    share = held_amount * amount / given.balance
                    found[given.giver, receiver][code] += share
                    held[receiver][code] = held[receiver].get(code, Fraction(0)) + share
    return found


def _row_totals(outcome: AllocationOutcome, exact: Mapping[str, Vector]) -> dict[str, Fraction]:
    """What every row must add up to, in whole tiyn: full costs as allocated, and what stays with services."""
    to_tiyn = Rounding(amount_decimals=2)
    finals = round_amounts(outcome.full_costs, to_tiyn)
    if finals != outcome.full_costs:
        # exact full costs: their rounding to the tiyn must keep the total beside what is unallocated
        rest = {row: sum(vector.values(), Fraction(0)) for row, vector in exact.items() if row not in finals}
        return round_amounts({**outcome.full_costs, **rest}, to_tiyn)
    services = {
        row: sum(vector.values(), Fraction(0)) for row, vector in exact.items() if row not in finals | {LOST: 0}
    }
    rest = round_amounts(services, to_tiyn)
    lost = outcome.total_direct - sum(finals.values(), Fraction(0)) - sum(rest.values(), Fraction(0))
    return {**finals, **rest, **({LOST: lost} if lost or LOST in exact else {})}
