"""A closing order for step-down, proposed with its reasons: who serves most others and receives least closes first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tariffs.allocation.distribution import Base
from tariffs.allocation.inputs import Number


@dataclass(frozen=True)
class ProposedStep:
    """One service in its place: how many other services it serves, and what it receives from them.

    `received_share` adds the shares of other services' bases that fall on it (1 = as much as one whole service).
    """

    service: str
    serves: int
    received_from: int
    received_share: Fraction


def propose_order(
    services: Collection[str],
    bases: Mapping[str, Mapping[str, Number]],
    direct_costs: Mapping[str, Number] | None = None,
) -> tuple[ProposedStep, ...]:
    """Services by: most other services served, least received from them, largest direct cost, place given."""
    costs = direct_costs or {}
    served: dict[str, int] = {}
    received_from: dict[str, int] = dict.fromkeys(services, 0)
    received_share: dict[str, Fraction] = dict.fromkeys(services, Fraction(0))
    for service in services:
        base = bases.get(service, {})
        whole = Base.of(base, base.keys() - {service})
        receiving = [
            (r, weight) for r, weight in zip(whole.receivers, whole.weights, strict=True) if r in received_from
        ]
        served[service] = len(receiving)
        for receiver, weight in receiving:
            received_from[receiver] += 1
            received_share[receiver] += Fraction(weight, sum(whole.weights))
    steps = [ProposedStep(s, served[s], received_from[s], received_share[s]) for s in services]
    return tuple(sorted(steps, key=lambda step: (-step.serves, step.received_share, -costs.get(step.service, 0))))
