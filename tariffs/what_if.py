"""What if: other volumes, tariffs, prices, positions or beds, costed beside the base. Pure; nothing touches the ledger.

- A changed price of a code multiplies its cost.
- Changed positions of a centre change the driver, and in proportion the cost of codes that are spread by positions.
- Changed bed-days of a profile change the driver, the procedures its patients use, and in proportion to all bed-days
  the part of each code that varies with them (its variable share).
- Changed beds change the capacity alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from finance.money import round_half_up
from finance.months import Month
from tariffs.allocation.inputs import STEP_DOWN
from tariffs.attributing import BED_DAYS, LedgerCost
from tariffs.bed_day_cost import cost_bed_days
from tariffs.break_even import break_even_of, split_by_behaviour
from tariffs.costing_basis import Inputs

POSITIONS = "positions"
# What a profile's centre has whatever the number of its patients.
NOT_USED_BY_PATIENTS = frozenset({POSITIONS, "area_m2"})


@dataclass(frozen=True)
class WhatIfChanges:
    """New values by profile, code or centre; what is not named stays. `prices` are factors: 1.1 is ten percent more."""

    bed_days: Mapping[str, int] = field(default_factory=dict)
    tariffs: Mapping[str, Decimal] = field(default_factory=dict)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    positions: Mapping[str, Decimal] = field(default_factory=dict)
    beds: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any((self.bed_days, self.tariffs, self.prices, self.positions, self.beds))


@dataclass(frozen=True)
class ProfileBase:
    """What a profile is paid and has in the base: tenge per bed-day (None without a tariff), beds, days of the run."""

    tariff: Fraction | None
    beds: Fraction
    days: int


@dataclass(frozen=True)
class ProfileResult:
    """One profile under the changes; money tenge, None where there is no tariff or no bed-day."""

    profile: str
    bed_days: int
    full_cost: Decimal
    cost_per_bed_day: Fraction | None
    tariff: Fraction | None
    revenue: Decimal | None
    margin: Decimal | None
    break_even_bed_days: int | None
    capacity: Fraction

    @property
    def occupancy(self) -> Fraction | None:
        return self.bed_days / self.capacity if self.capacity else None


def what_if(
    inputs: Inputs,
    changes: WhatIfChanges,
    paid: Mapping[str, ProfileBase],
    variable_shares: Mapping[str, Decimal],
    method: str = STEP_DOWN,
) -> list[ProfileResult]:
    """The profiles under `changes`; without any change, those of the run. Raises AllocationError as a costing does."""
    costing = cost_bed_days(changed(inputs, changes, variable_shares), method)
    found = []
    for profile in costing.profiles:
        base = paid.get(profile.profile, ProfileBase(None, Fraction(0), 0))
        tariff = Fraction(changes.tariffs[profile.profile]) if profile.profile in changes.tariffs else base.tariff
        revenue = None if tariff is None else round_half_up(tariff * profile.bed_days)
        behaviour = split_by_behaviour(profile.by_code, variable_shares)
        beds = Fraction(changes.beds.get(profile.profile, base.beds))
        found.append(
            ProfileResult(
                profile.profile,
                profile.bed_days,
                profile.full_cost,
                profile.cost_per_bed_day,
                tariff,
                revenue,
                None if revenue is None else revenue - profile.full_cost,
                break_even_of(behaviour, profile.bed_days, tariff),
                beds * base.days,
            )
        )
    return found


def changed(inputs: Inputs, changes: WhatIfChanges, variable_shares: Mapping[str, Decimal]) -> Inputs:
    """The inputs as they would be."""
    drivers = {driver: dict(values) for driver, values in inputs.drivers.items()}
    bed_days = {**inputs.bed_days, **changes.bed_days}
    centres = {centre.profile: centre.key for centre in inputs.centres if centre.profile}
    for profile, number in changes.bed_days.items():
        _scale_patients(drivers, centres.get(profile, ""), inputs.bed_days.get(profile, 0), number)
    staff = Fraction(1)
    for centre, positions in changes.positions.items():
        drivers.setdefault(POSITIONS, {})[centre] = Fraction(positions)
    if changes.positions:
        before = sum(inputs.drivers.get(POSITIONS, {}).values(), Fraction(0))
        staff = _ratio(before, sum(drivers[POSITIONS].values(), Fraction(0)))
    days = _ratio(Fraction(sum(inputs.bed_days.values())), Fraction(sum(bed_days.values())))
    by_positions = [rule for rule in inputs.rules if rule.target == f"driver:{POSITIONS}"]

    def factor(code: str, month: Month | None = None) -> Fraction:
        share = Fraction(variable_shares.get(code, 0))
        found = Fraction(changes.prices.get(code, 1)) * (1 - share + share * days)
        is_by_positions = any(rule.code == code and rule.holds_in(month) for rule in by_positions)
        return found * staff if is_by_positions else found

    return replace(
        inputs,
        drivers=drivers,
        bed_days=bed_days,
        costs=tuple(_dearer(cost, factor(cost.code, cost.month)) for cost in inputs.costs),
        placed={
            centre: {code: round_half_up(Fraction(amount) * factor(code)) for code, amount in codes.items()}
            for centre, codes in inputs.placed.items()
        },
    )


def _scale_patients(drivers: dict[str, dict[str, Fraction]], centre: str, before: int, after: int) -> None:
    """Bed-days as named; what patients use in proportion, where they used anything."""
    for driver, values in drivers.items():
        if driver == BED_DAYS:
            values[centre] = Fraction(after)
        elif centre in values and driver not in NOT_USED_BY_PATIENTS and before:
            values[centre] = values[centre] * after / before


def _dearer(cost: LedgerCost, factor: Fraction) -> LedgerCost:
    return replace(cost, amount=round_half_up(Fraction(cost.amount) * factor))


def _ratio(before: Fraction, after: Fraction) -> Fraction:
    return after / before if before else Fraction(1)
