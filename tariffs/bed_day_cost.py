"""What a bed-day costs, by profile and budget code. Pure; tenge, exact until shown.

Direct cost is attributed to centres, services are allocated to the clinical centres, and every tenge keeps its code on
the way: the codes of a profile add up to its full cost, and over the profiles to the ledger's total of the code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO, round_half_up, total
from tariffs.allocation.inputs import DIRECT, STEP_DOWN, AllocationInput
from tariffs.allocation.methods import allocate
from tariffs.allocation.outcome import AllocationOutcome
from tariffs.allocation.proposal import propose_order
from tariffs.allocation.trace import CodeTrace, trace_codes
from tariffs.attributing import attribute
from tariffs.costing_basis import Centre, Inputs
from tariffs.problems import AllocationError, InputProblem
from tariffs.unit_cost import exact_cost_per_bed_day


@dataclass(frozen=True)
class ProfileCost:
    """Full cost of a profile; `cost_per_bed_day` is exact, None without a bed-day; `overhead_amount` is allocated."""

    profile: str
    bed_days: int
    full_cost: Decimal
    by_code: Mapping[str, Decimal]
    direct_by_code: Mapping[str, Decimal]

    @property
    def cost_per_bed_day(self) -> Fraction | None:
        return exact_cost_per_bed_day(self.full_cost, self.bed_days)

    @property
    def overhead_amount(self) -> Decimal:
        return self.full_cost - total(self.direct_by_code.values())


@dataclass(frozen=True)
class BedDayCost:
    """One costing: the inputs, direct cost by centre and code, the allocation, and each profile's cost."""

    inputs: Inputs
    method: str
    direct: Mapping[str, Mapping[str, Decimal]]
    outcome: AllocationOutcome
    trace: CodeTrace
    profiles: tuple[ProfileCost, ...]
    proposed_order: tuple[str, ...] = ()

    @property
    def bed_days(self) -> int:
        return sum(profile.bed_days for profile in self.profiles)

    @property
    def full_cost(self) -> Decimal:
        return total(profile.full_cost for profile in self.profiles)

    @property
    def ledger_total(self) -> Decimal:
        return total(self.inputs.ledger_by_code.values())

    @property
    def unallocated(self) -> Decimal:
        return round_half_up(sum(self.outcome.unallocated.values(), Fraction(0)))


def cost_bed_days(inputs: Inputs, method: str = STEP_DOWN) -> BedDayCost:
    """Cost the period of `inputs` by `method`. Raises AllocationError with every reason for a refusal.

    The method `direct` skips the other services; the order of the steps is that of the centres.
    """
    direct = direct_cost(inputs)
    inputs, proposed = in_order(inputs, direct)
    outcome = allocate(allocation_inputs(inputs, direct, method))[method]
    trace = trace_codes(outcome, direct)
    profiles = tuple(
        ProfileCost(
            centre.profile,
            inputs.bed_days.get(centre.profile, 0),
            total(trace.full_costs[centre.key].values()),
            trace.full_costs[centre.key],
            direct[centre.key],
        )
        for centre in inputs.centres
        if centre.profile
    )
    return BedDayCost(inputs, method, direct, outcome, trace, profiles, proposed)


def in_order(inputs: Inputs, direct: Mapping[str, Mapping[str, Decimal]]) -> tuple[Inputs, tuple[str, ...]]:
    """The inputs with a step for every service; where none has one, the proposed order of services as well."""
    services = services_of(inputs)
    if not services or any(service.step is not None for service in services):
        return inputs, ()
    bases = {service.key: inputs.drivers.get(service.basis, {}) for service in services}
    costs = {service.key: total(direct[service.key].values()) for service in services}
    proposed = tuple(step.service for step in propose_order([s.key for s in services], bases, costs))
    steps = {key: place for place, key in enumerate(proposed, start=1)}
    centres = tuple(replace(centre, step=steps.get(centre.key)) for centre in inputs.centres)
    return replace(inputs, centres=centres), proposed


def direct_cost(inputs: Inputs) -> dict[str, dict[str, Decimal]]:
    """Cost by centre and code before allocation: by the rules, plus what entries placed themselves."""
    keys = [centre.key for centre in inputs.centres]
    unknown = [InputProblem("unmapped-centre", key, {"centre": key}) for key in inputs.placed if key not in keys]
    unknown += [
        InputProblem("no-profile", centre.key, {"centre": centre.key})
        for centre in inputs.centres
        if centre.kind == "clinical" and not centre.profile
    ]
    if unknown:
        raise AllocationError(unknown)
    direct = attribute(inputs.costs, inputs.rules, inputs.drivers, keys, inputs.months)
    for key, codes in inputs.placed.items():
        for code, amount in codes.items():
            direct[key][code] = direct[key].get(code, ZERO) + amount
    return direct


def services_of(inputs: Inputs) -> list[Centre]:
    """Centres that give their cost away, in the order of their steps; those without a step come last."""
    services = [centre for centre in inputs.centres if not centre.profile]
    return sorted(services, key=lambda centre: (centre.step is None, centre.step or 0))


def allocation_inputs(inputs: Inputs, direct: Mapping[str, Mapping[str, Decimal]], method: str) -> AllocationInput:
    """The inputs of the allocation: services in the order of their steps, each by the driver it is spread by."""
    services = services_of(inputs)
    known = {centre.key for centre in inputs.centres}
    bases = {
        service.key: {
            key: value for key, value in inputs.drivers.get(service.basis, {}).items() if key in known and value
        }
        for service in services
    }
    if method == DIRECT:
        finals = {centre.key for centre in inputs.centres if centre.profile}
        bases = {giver: {key: value for key, value in base.items() if key in finals} for giver, base in bases.items()}
    return AllocationInput.of(
        {centre.key: total(direct[centre.key].values()) for centre in inputs.centres},
        bases,
        [service.key for service in services],
        methods=(method,),
        names={centre.key: centre.name_ru for centre in inputs.centres},
        rounding=inputs.rounding,
    )
