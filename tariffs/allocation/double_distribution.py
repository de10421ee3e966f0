"""Double distribution: first everyone gives to all others, closed or not; then step-down of what came back."""

from collections.abc import Sequence

from tariffs.allocation.distribution import Base, RunningBalances
from tariffs.allocation.inputs import DOUBLE_DISTRIBUTION, AllocationInput, Rounding
from tariffs.allocation.outcome import AllocationOutcome, zero_base
from tariffs.allocation.step_down import close_in_order
from tariffs.problems import AllocationError

EXACT = Rounding()


def allocate_double_distribution(inputs: AllocationInput, order: Sequence[str]) -> AllocationOutcome:
    """Full costs by double distribution, both passes exact; only what final departments receive is rounded.

    A negative balance met in the first pass stays unallocated; the second pass gives only what came back.
    Raises AllocationError at the first service with a balance and a zero base.
    """
    balances = RunningBalances(inputs.direct_costs)
    everyone = set(inputs.direct_costs)
    first_pass, unallocated = [], {}
    for service in order:
        if balances.sign(service) < 0:
            unallocated[service] = balances.set_aside(service)
        elif balances.sign(service) > 0:
            base = Base.of(inputs.bases.get(service, {}), everyone - {service})
            if not base.weights:
                raise AllocationError([zero_base(inputs, DOUBLE_DISTRIBUTION, service, balances.of(service))])
            first_pass.append(balances.give(service, base, EXACT))
    second_pass, _never_negative = close_in_order(inputs, order, balances, EXACT, DOUBLE_DISTRIBUTION)
    return AllocationOutcome.of(
        DOUBLE_DISTRIBUTION,
        inputs,
        order,
        balances,
        passes=[first_pass, second_pass],
        unallocated=unallocated,
        rounded_at_the_end=inputs.rounding,
    )
