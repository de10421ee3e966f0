"""What one run of one method found, all values exact, and the checks that it must pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from finance.money import round_half_up
from tariffs.allocation.distribution import Distribution, RunningBalances, half_up
from tariffs.allocation.fixed_point import rounded_rows
from tariffs.allocation.inputs import AllocationInput, Rounding
from tariffs.problems import InputProblem

PRINTED_DECIMALS = 2


@dataclass(frozen=True)
class TestedLaw:
    """A law tested on exact values. `difference` is what is over; `print_difference` what rounding for print leaves."""

    name: str
    difference: Fraction
    print_difference: Fraction

    @property
    def holds(self) -> bool:
        return self.difference == 0


@dataclass(frozen=True)
class AllocationOutcome:
    """Full costs of the final departments and how they came about; amounts in the unit of the direct costs.

    `passes` holds what every service gave, pass by pass, in order (one pass, two for double distribution).
    `unallocated` holds, by service, negative balances that nobody took. `rounding_difference` is what rounding
    without a residual rule lost (positive) or made (negative).
    `cells` are the amounts of double distribution and reciprocal in final departments once rounded, by giver.
    """

    method: str
    direct_costs: Mapping[str, Fraction]
    order: tuple[str, ...]
    passes: tuple[tuple[Distribution, ...], ...]
    full_costs: Mapping[str, Fraction]
    unallocated: Mapping[str, Fraction]
    volumes: Mapping[str, Fraction]
    products: Mapping[str, tuple[Fraction, Fraction]]
    cells: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        method: str,
        inputs: AllocationInput,
        order: Sequence[str],
        balances: RunningBalances,
        *,
        passes: Sequence[Sequence[Distribution]],
        unallocated: Mapping[str, Fraction],
        rounded_at_the_end: Rounding | None = None,
    ) -> "AllocationOutcome":
        """Gather a finished run from the balances left in the final departments."""
        full_costs = {department: balances.of(department) for department in inputs.finals(order)}
        cells: Mapping[str, Mapping[str, Fraction]] = {}
        if rounded_at_the_end is not None and rounded_at_the_end.amount_decimals is not None:
            direct = {department: Fraction(inputs.direct_costs[department]) for department in full_costs}
            received = {department: full_costs[department] - direct[department] for department in full_costs}
            rounded = round_amounts(received, rounded_at_the_end)
            full_costs = {department: direct[department] + rounded[department] for department in full_costs}
            cells = _cells_of_rounded_columns(passes, rounded, rounded_at_the_end.amount_decimals)
        return cls(
            method=method,
            direct_costs={department: Fraction(cost) for department, cost in inputs.direct_costs.items()},
            order=tuple(order),
            passes=tuple(tuple(distributions) for distributions in passes),
            full_costs=full_costs,
            unallocated=dict(unallocated),
            volumes={department: Fraction(volume) for department, volume in inputs.volumes.items()},
            products={
                name: (sum((full_costs.get(d, Fraction(0)) for d in p.departments), Fraction(0)), Fraction(p.volume))
                for name, p in inputs.products.items()
            },
            cells=cells,
        )

    @cached_property
    def total_direct(self) -> Fraction:
        return sum(self.direct_costs.values(), Fraction(0))

    @cached_property
    def total_full(self) -> Fraction:
        return sum(self.full_costs.values(), Fraction(0))

    @cached_property
    def total_unallocated(self) -> Fraction:
        return sum(self.unallocated.values(), Fraction(0))

    @cached_property
    def rounding_difference(self) -> Fraction:
        return self.total_direct - self.total_full - self.total_unallocated

    @cached_property
    def service_totals(self) -> dict[str, Fraction]:
        """What every service had to give, over all passes; a negative balance where nothing could be given."""
        totals = {service: self.unallocated.get(service, Fraction(0)) for service in self.order}
        for distribution in (d for distributions in self.passes for d in distributions):
            totals[distribution.giver] += distribution.balance
        return totals

    def unit_costs(self) -> dict[str, Fraction | None]:
        """Full cost per unit of volume, a service's own total per unit for a service; None where there is no volume."""
        totals = {**self.service_totals, **self.full_costs}
        return {
            department: totals[department] / volume if volume else None for department, volume in self.volumes.items()
        }

    def product_costs(self) -> dict[str, Fraction | None]:
        """Cost of one unit of each product; None where there is no volume."""
        return {name: total / volume if volume else None for name, (total, volume) in self.products.items()}

    def doubts(self) -> list[InputProblem]:
        """What a reader must know before trusting the figures: codes and places, sentences elsewhere."""
        doubts = [
            InputProblem("negative-balance", "", {"department": service, "amount": round_half_up(amount)})
            for service, amount in self.unallocated.items()
        ]
        if self.rounding_difference:
            doubts.append(InputProblem("lost-by-rounding", "", {"amount": round_half_up(self.rounding_difference)}))
        volumes = {**self.volumes, **{name: volume for name, (_total, volume) in self.products.items()}}
        doubts += [InputProblem("no-volume", "", {"name": name}) for name, volume in volumes.items() if not volume]
        return doubts

    def checks(self) -> list[TestedLaw]:
        """The laws of an allocation, on exact values (controls R1, R4, R5 and R14 of hospital costing)."""
        printed_full = sum((printed(cost) for cost in self.full_costs.values()), Fraction(0))
        printed_direct = sum((printed(cost) for cost in self.direct_costs.values()), Fraction(0))
        printed_unallocated = sum((printed(amount) for amount in self.unallocated.values()), Fraction(0))
        return [
            TestedLaw("total_full = total_direct", self.total_full - self.total_direct, printed_full - printed_direct),
            TestedLaw("unallocated = 0", self.total_unallocated, printed_unallocated),
            TestedLaw("rounding_difference = 0", self.rounding_difference, printed(self.rounding_difference)),
            self._unit_costs_add_back(),
        ]

    def _unit_costs_add_back(self) -> TestedLaw:
        totals = {**self.service_totals, **self.full_costs}
        pairs = [(totals[department], volume) for department, volume in self.volumes.items() if volume]
        pairs += [(total, volume) for total, volume in self.products.values() if volume]
        exact = sum((total / volume * volume - total for total, volume in pairs), Fraction(0))
        shown = sum((printed(total / volume) * volume - printed(total) for total, volume in pairs), Fraction(0))
        return TestedLaw("unit_cost * volume = full_cost", exact, shown)


def printed(amount: Fraction, decimals: int = PRINTED_DECIMALS) -> Fraction:
    """`amount` as it is printed: rounded half up."""
    return Fraction(half_up(amount.numerator * 10**decimals, amount.denominator), 10**decimals)


def round_amounts(amounts: Mapping[str, Fraction], rounding: Rounding) -> dict[str, Fraction]:
    """`amounts` rounded half up to the amount decimals; the residual by its rule, so that the sum is kept."""
    decimals = rounding.amount_decimals
    if decimals is None or not amounts:
        return dict(amounts)
    step = Fraction(10) ** -decimals
    rounded = {key: half_up(*(amount / step).as_integer_ratio()) * step for key, amount in amounts.items()}
    if rounding.residual == "largest":
        residual = sum(amounts.values(), Fraction(0)) - sum(rounded.values(), Fraction(0))
        rounded[max(rounded, key=rounded.__getitem__)] += residual
    return rounded


def zero_base(inputs: AllocationInput, method: str, service: str, balance: Fraction) -> InputProblem:
    """The refusal of a balance that nobody can take by the method."""
    values = {"method": method, "department": inputs.name(service), "balance": round_half_up(balance)}
    return InputProblem("zero-base", f"bases.{service}", values)


def _cells_of_rounded_columns(
    passes: Sequence[Sequence[Distribution]], rounded: Mapping[str, Fraction], decimals: int
) -> dict[str, dict[str, Fraction]]:
    """What each service put into each final department, rounded so that a department's column adds up."""
    step = Fraction(10) ** -decimals
    columns: dict[str, dict[str, int]] = {}
    for giver, amounts in rounded_rows(passes, decimals):
        for receiver, units in amounts.items():
            if receiver in rounded:
                columns.setdefault(receiver, {})[giver] = units
    cells: dict[str, dict[str, Fraction]] = {}
    for receiver, column in columns.items():
        largest = max(column, key=column.__getitem__)
        left = rounded[receiver] - sum(column.values()) * step
        for giver, units in column.items():
            cells.setdefault(giver, {})[receiver] = units * step + (left if giver == largest else 0)
    return cells
