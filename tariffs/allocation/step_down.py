"""Step-down: services close in order, each giving its balance to all that are not yet closed; nothing returns."""

from collections.abc import Sequence
from fractions import Fraction

from tariffs.allocation.distribution import Base, Distribution, RunningBalances
from tariffs.allocation.inputs import STEP_DOWN, AllocationInput, Rounding
from tariffs.allocation.outcome import AllocationOutcome, zero_base
from tariffs.problems import AllocationError


def allocate_step_down(inputs: AllocationInput, order: Sequence[str]) -> AllocationOutcome:
    """Full costs by step-down; raises AllocationError at the first service with a balance and a zero base."""
    balances = RunningBalances(inputs.direct_costs)
    distributions, unallocated = close_in_order(inputs, order, balances, inputs.rounding, STEP_DOWN)
    return AllocationOutcome.of(STEP_DOWN, inputs, order, balances, passes=[distributions], unallocated=unallocated)


def close_in_order(
    inputs: AllocationInput, order: Sequence[str], balances: RunningBalances, rounding: Rounding, method: str
) -> tuple[list[Distribution], dict[str, Fraction]]:
    """Close every service once; returns what each gave, and the negative balances that none could take."""
    open_departments = set(inputs.direct_costs)
    distributions = []
    unallocated = {}
    for service in order:
        open_departments.discard(service)
        if balances.sign(service) < 0:
            unallocated[service] = balances.set_aside(service)
        elif balances.sign(service) > 0:
            base = Base.of(inputs.bases.get(service, {}), open_departments)
            if not base.weights:
                raise AllocationError([zero_base(inputs, method, service, balances.of(service))])
            distributions.append(balances.give(service, base, rounding))
    return distributions, unallocated
