"""How long an allocation of 2 000 departments takes, 200 of them services that serve everyone, exact.

    .venv/bin/python benchmarks/allocation.py [DEPARTMENTS] [SERVICES]

Prints processor seconds of the computation and of its JSON, and how far the reciprocal answer is from NumPy's.
"""

import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tariffs.allocation import METHODS, AllocationInput, Rounding, allocate
from tariffs.allocation.printing import as_json

TARGETS = {"step-down": 1.0, "reciprocal": 5.0}


def inputs(departments: int, services: int, method: str, rounding: Rounding) -> AllocationInput:
    """A dense case: each service serves every department; costs in tiyn, bases with up to three digits."""
    draw = random.Random(2025)
    keys = [f"D{number:04d}" for number in range(departments)]
    costs = {key: Decimal(draw.randint(1, 10**11)) / 100 for key in keys}
    bases = {giver: {key: draw.randint(1, 999) for key in keys if key != giver} for giver in keys[:services]}
    return AllocationInput.of(costs, bases, methods=(method,), rounding=rounding)


def seconds(action: Callable[[], object]) -> tuple[float, object]:
    started = time.process_time()
    result = action()
    return time.process_time() - started, result


def worst_against_numpy(case: AllocationInput, full_costs: dict) -> float:
    """Largest relative difference from a floating-point solution of the same system."""
    services = case.orders[""]
    finals = case.finals(services)
    place = {key: row for row, key in enumerate(services)}
    shares = np.zeros((len(services), len(services)))
    to_finals = np.zeros((len(finals), len(services)))
    final_place = {key: row for row, key in enumerate(finals)}
    for giver in services:
        total = sum(case.bases[giver].values())
        for receiver, quantity in case.bases[giver].items():
            if receiver in place:
                shares[place[receiver], place[giver]] = quantity / total
            else:
                to_finals[final_place[receiver], place[giver]] = quantity / total
    costs = np.array([float(case.direct_costs[key]) for key in services])
    totals = np.linalg.solve(np.eye(len(services)) - shares, costs)
    found = np.array([float(case.direct_costs[key]) for key in finals]) + to_finals @ totals
    exact = np.array([float(full_costs[key]) for key in finals])
    return float(np.max(np.abs(found - exact) / exact))


def main() -> None:
    departments, services = (int(argument) for argument in (*sys.argv[1:3], *("2000", "200")[len(sys.argv) - 1 :]))
    roundings = {"exact": Rounding(), "tiyn": Rounding(rate_decimals=6, amount_decimals=2)}
    print(f"{departments} departments, {services} services")
    for method in METHODS:
        for label, rounding in roundings.items():
            case = inputs(departments, services, method, rounding)
            took, outcomes = seconds(lambda case=case: allocate(case))
            printing, _document = seconds(lambda case=case, outcomes=outcomes: as_json(case, outcomes))
            outcome = outcomes[method]
            target = f"  target {TARGETS[method]:.0f} s" if method in TARGETS else ""
            print(f"{method:20} {label:6} {took:7.2f} s   as JSON {printing:6.2f} s{target}")
            if outcome.total_full != outcome.total_direct:
                sys.exit(f"{method} does not conserve the total")
            if method == "reciprocal" and rounding.is_exact:
                print(f"{'':28}worst difference from NumPy {worst_against_numpy(case, outcome.full_costs):.1e}")


if __name__ == "__main__":
    main()
