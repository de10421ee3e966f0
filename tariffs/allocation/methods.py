"""Run the methods the inputs ask for, one run per order where the order matters."""

from collections.abc import Callable, Mapping, Sequence

from tariffs.allocation.direct import allocate_direct
from tariffs.allocation.double_distribution import allocate_double_distribution
from tariffs.allocation.inputs import (
    DIRECT,
    DOUBLE_DISTRIBUTION,
    ORDERED_METHODS,
    RECIPROCAL,
    STEP_DOWN,
    AllocationInput,
)
from tariffs.allocation.outcome import AllocationOutcome
from tariffs.allocation.reciprocal import allocate_reciprocal
from tariffs.allocation.step_down import allocate_step_down
from tariffs.problems import AllocationError, InputProblem

RUNS: Mapping[str, Callable[[AllocationInput, Sequence[str]], AllocationOutcome]] = {
    DIRECT: allocate_direct,
    STEP_DOWN: allocate_step_down,
    DOUBLE_DISTRIBUTION: allocate_double_distribution,
    RECIPROCAL: allocate_reciprocal,
}


def allocate(inputs: AllocationInput) -> dict[str, AllocationOutcome]:
    """Result key → outcome. The key is the method's name; with several orders `METHOD:ORDER` where it matters.

    The order does not matter to `direct` and `reciprocal` as long as all orders name the same services: they run once.
    Raises AllocationError with the reasons of every method that cannot be computed; then nothing is returned.
    """
    outcomes: dict[str, AllocationOutcome] = {}
    problems: list[InputProblem] = []
    for method in inputs.methods:
        for key, order in _runs(inputs, method):
            try:
                outcomes[key] = RUNS[method](inputs, order)
            except AllocationError as error:
                problems += error.problems
    if problems:
        raise AllocationError(problems)
    return outcomes


def _runs(inputs: AllocationInput, method: str) -> list[tuple[str, tuple[str, ...]]]:
    orders = list(inputs.orders.items())
    is_same_services = len({frozenset(order) for _name, order in orders}) == 1
    if len(orders) == 1 or (method not in ORDERED_METHODS and is_same_services):
        return [(method, orders[0][1])]
    return [(f"{method}:{name}", order) for name, order in orders]
