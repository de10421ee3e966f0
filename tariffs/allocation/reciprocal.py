"""Reciprocal method: all services at once. X(s) = C(s) + Σ p(t,s)·X(t), solved in exact rationals.

The unknowns are the rates Y(s) = X(s) ÷ base total, which keeps the system in whole numbers:
T(s)·Y(s) − Σ b(t,s)·Y(t) = C(s).
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpz, fmpz_mat

from tariffs.allocation.distribution import Base, Distribution, RunningBalances
from tariffs.allocation.inputs import RECIPROCAL, AllocationInput
from tariffs.allocation.outcome import AllocationOutcome, zero_base
from tariffs.problems import AllocationError, InputProblem


def allocate_reciprocal(inputs: AllocationInput, order: Sequence[str]) -> AllocationOutcome:
    """Full costs by the reciprocal method; the order plays no part.

    A service whose solved total is negative gives nothing: the totals are those for which every service that gives
    has a positive total and every other keeps zero or less (such a set is unique, found by letting it grow).
    Raises AllocationError for a zero base, or a circle of services that nothing leaves.
    """
    costs = RunningBalances(inputs.direct_costs)
    bases = _bases(inputs, order)
    giving = [service for service in order if costs.sign(service) > 0]
    while True:
        _refuse_without_answer(inputs, giving, bases, costs)
        rates, denominator = solve_rates(giving, bases, {service: costs.of(service) for service in giving})
        received = _received(giving, bases, rates)
        joining = [s for s in order if s not in rates and costs.of(s) + Fraction(received.get(s, 0), denominator) > 0]
        if not joining:
            break
        grown = {*giving, *joining}
        giving = [service for service in order if service in grown]
    distributions = [
        _distribution(service, bases[service], Fraction(rates[service], denominator)) for service in giving
    ]
    resting = {s: costs.of(s) + Fraction(received.get(s, 0), denominator) for s in order if s not in rates}
    finals = {k: costs.of(k) + Fraction(received.get(k, 0), denominator) for k in inputs.finals(order)}
    unallocated = {service: balance for service, balance in resting.items() if balance}
    return AllocationOutcome.of(
        RECIPROCAL,
        inputs,
        order,
        RunningBalances(finals),
        passes=[distributions],
        unallocated=unallocated,
        rounded_at_the_end=inputs.rounding,
    )


def solve_rates(
    giving: Sequence[str], bases: dict[str, Base], costs: dict[str, Fraction]
) -> tuple[dict[str, int], int]:
    """The rate of each giving service per unit of its whole-number weights, over one common denominator.

    The system must have an answer: `circles` says beforehand whether it has.
    """
    if not giving:
        return {}, 1
    position = {service: row for row, service in enumerate(giving)}
    size = len(giving)
    system = [[0] * size for _ in range(size)]
    for service, column in position.items():
        system[column][column] += sum(bases[service].weights)
        for receiver, weight in zip(bases[service].receivers, bases[service].weights, strict=True):
            row = position.get(receiver)
            if row is not None:
                system[row][column] -= weight
    scaled = RunningBalances(costs)
    right = fmpz_mat([[scaled.numerators[service]] for service in giving])
    solution: Any = fmpz_mat(system).solve(right)
    numerators, denominator = solution.numer_denom()
    return (
        {service: int(numerators[row, 0]) for service, row in position.items()},
        int(denominator) * scaled.denominator,
    )


def circles(giving: Sequence[str], bases: dict[str, Base]) -> list[str]:
    """The giving services whose cost can never leave the services: those that reach no one who keeps a cost."""
    givers = set(giving)
    sent_by: dict[str, list[str]] = {}
    reached: set[str] = set()
    for service in giving:
        for receiver in bases[service].receivers:
            if receiver in givers:
                sent_by.setdefault(receiver, []).append(service)
            else:
                reached.add(service)
    waiting = list(reached)
    while waiting:
        for sender in sent_by.get(waiting.pop(), ()):
            if sender not in reached:
                reached.add(sender)
                waiting.append(sender)
    return [service for service in giving if service not in reached]


def _bases(inputs: AllocationInput, order: Collection[str]) -> dict[str, Base]:
    everyone = set(inputs.direct_costs)
    if inputs.is_self_service_included:
        return {service: Base.of(inputs.bases.get(service, {}), everyone) for service in order}
    return {service: Base.of(inputs.bases.get(service, {}), everyone - {service}) for service in order}


def _refuse_without_answer(
    inputs: AllocationInput, giving: Sequence[str], bases: dict[str, Base], costs: RunningBalances
) -> None:
    problems = [
        zero_base(inputs, RECIPROCAL, service, costs.of(service)) for service in giving if not bases[service].weights
    ]
    if problems:
        raise AllocationError(problems)
    closed = circles(giving, bases)
    if closed:
        values = {"method": RECIPROCAL, "departments": ", ".join(inputs.name(service) for service in closed)}
        raise AllocationError([InputProblem("circular-base", "bases", values)])


def _received(giving: Sequence[str], bases: dict[str, Base], rates: dict[str, int]) -> dict[str, int]:
    """What every department receives, over the denominator of the rates."""
    received: dict[str, fmpz] = {}
    for service in giving:
        rate = fmpz(rates[service])
        for receiver, weight in zip(bases[service].receivers, bases[service].weights, strict=True):
            received[receiver] = received.get(receiver, 0) + rate * weight
    return {department: int(amount) for department, amount in received.items()}


def _distribution(service: str, base: Base, unit: Fraction) -> Distribution:
    return Distribution(
        giver=service,
        balance=unit * sum(base.weights),
        base_total=base.total,
        rate=unit * base.scale,
        receivers=base.receivers,
        base=base.quantities,
        numerators=base.weights,
        unit=unit,
    )
