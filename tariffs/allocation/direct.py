"""Direct method: every service gives its own direct cost to the final departments; services ignore each other."""

from collections.abc import Sequence

from tariffs.allocation.distribution import Base, RunningBalances
from tariffs.allocation.inputs import DIRECT, AllocationInput
from tariffs.allocation.outcome import AllocationOutcome, zero_base
from tariffs.problems import AllocationError, InputProblem


def allocate_direct(inputs: AllocationInput, order: Sequence[str]) -> AllocationOutcome:
    """Full costs by the direct method; raises AllocationError naming every service whose base is zero."""
    balances = RunningBalances(inputs.direct_costs)
    finals = set(inputs.finals(order))
    distributions, unallocated = [], {}
    problems: list[InputProblem] = []
    for service in order:
        if balances.sign(service) < 0:
            unallocated[service] = balances.set_aside(service)
        elif balances.sign(service) > 0:
            base = Base.of(inputs.bases.get(service, {}), finals)
            if not base.weights:
                problems.append(zero_base(inputs, DIRECT, service, balances.of(service)))
                continue
            distributions.append(balances.give(service, base, inputs.rounding))
    if problems:
        raise AllocationError(problems)
    return AllocationOutcome.of(DIRECT, inputs, order, balances, passes=[distributions], unallocated=unallocated)
