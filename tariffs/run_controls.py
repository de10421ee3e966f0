"""The controls R1 to R15 of hospital costing, on one costing. Pure.

Those of the set `GATES` refuse a run that fails them; the others are shown on it. R11 holds by construction: a rule
that is not valid leaves no costing to control.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from finance.money import ZERO, round_half_up, total, totals
from tariffs.bed_day_cost import BedDayCost
from tariffs.controls import (
    CostingControl,
    bed_days_agree,
    is_worth_reporting,
    ledger_equals_costed,
    rounding_named,
    stage_totals_equal,
    unit_costs_add_back,
    waterfall,
)
from tariffs.cost_edits import VICTORIA
from tariffs.unit_cost import unit_cost

GATES = frozenset({"R1", "R2", "R5", "R13"})
# Further than this from the facility's average, a cost of a bed-day is not plausible without a look.
PLAUSIBLE_TIMES = 10


def controls_of(
    costing: BedDayCost,
    ledger_now: Mapping[str, Decimal],
    activity: Mapping[str, int] | None,
    *,
    is_intact: bool = True,
) -> list[CostingControl]:
    """All fifteen, in order. `ledger_now` is what the ledger holds by code; `activity` bed-days of the register of
    stays, None without one; `is_intact` says that the stored results are those of the stored inputs.
    """
    ledger = costing.inputs.ledger_by_code
    costed = costed_by_code(costing)
    differs = ledger_equals_costed(ledger, costed)
    direct = total(amount for codes in costing.direct.values() for amount in codes.values())
    allocated = round_half_up(costing.outcome.total_full + costing.outcome.total_unallocated)
    full = costing.full_cost
    stages = [
        ("ledger", costing.ledger_total, ZERO),
        ("attributed", direct, ZERO),
        ("allocated", allocated, ZERO),
        ("profiles", full, -costing.unallocated),
    ]
    return [
        differs,
        waterfall(stages),
        _tolerance(differs, costing.ledger_total),
        rounding_named(round_half_up(costing.outcome.total_full), {p.profile: p.full_cost for p in costing.profiles}),
        _unallocated(costing),
        _no_negative(costing),
        _plausible(costing),
        _left_out(costing),
        _unmapped(costing),
        ledger_equals_now(ledger, ledger_now),
        CostingControl("R11", is_by_construction=True),
        CostingControl("R12", {} if is_intact else {"results": ZERO}),
        stage_totals_equal({"ledger": costing.ledger_total, "attributed": direct, "allocated": allocated}),
        unit_costs_add_back({p.profile: unit_cost(p.full_cost, p.bed_days) for p in costing.profiles}),
        CostingControl("R15", is_compared=False) if activity is None else bed_days_agree(_used(costing), activity),
    ]


def costed_by_code(costing: BedDayCost) -> dict[str, Decimal]:
    """What the profiles carry of each code."""
    return dict(totals(pair for profile in costing.profiles for pair in profile.by_code.items()))


def ledger_equals_now(frozen: Mapping[str, Decimal], now: Mapping[str, Decimal]) -> CostingControl:
    """R10: the run holds nothing that the ledger does not: no adjustment outside it, no entry since."""
    return CostingControl("R10", ledger_equals_costed(now, frozen).differences)


def _tolerance(differs: CostingControl, audited: Decimal) -> CostingControl:
    """R3: of the differences of R1, those that reviews report by name."""
    return CostingControl("R3", {n: d for n, d in differs.differences.items() if is_worth_reporting(d, audited)})


def _unallocated(costing: BedDayCost) -> CostingControl:
    left = {service: round_half_up(amount) for service, amount in costing.outcome.unallocated.items() if amount}
    return CostingControl("R5", left)


def _no_negative(costing: BedDayCost) -> CostingControl:
    """R6: no component below −1, no negative total, and no zero total beside bed-days."""
    found = {}
    for profile in costing.profiles:
        for code, amount in profile.by_code.items():
            if amount < VICTORIA.least_component:
                found[f"{profile.profile} {code}"] = amount
        if profile.full_cost < 0 or (profile.bed_days and not profile.full_cost):
            found[profile.profile] = profile.full_cost
    return CostingControl("R6", found)


def _plausible(costing: BedDayCost) -> CostingControl:
    """R7: no profile's bed-day costs ten times more, or ten times less, than the average bed-day."""
    days = costing.bed_days
    if not days:
        return CostingControl("R7", is_compared=False)
    average = Fraction(costing.full_cost) / days
    found = {}
    for profile in costing.profiles:
        cost = profile.cost_per_bed_day
        if cost is not None and not average / PLAUSIBLE_TIMES <= cost <= average * PLAUSIBLE_TIMES:
            found[profile.profile] = round_half_up(cost - average)
    return CostingControl("R7", found)


def _left_out(costing: BedDayCost) -> CostingControl:
    """R8: bed-days of profiles that no centre treats are left out of the costing and are named."""
    costed = {profile.profile for profile in costing.profiles}
    days = costing.inputs.bed_days
    return CostingControl("R8", {key: Decimal(number) for key, number in days.items() if number and key not in costed})


def _unmapped(costing: BedDayCost) -> CostingControl:
    """R9: codes of the ledger whose cost no centre carries, and centres that cost is placed at and nobody has."""
    mapped = {code for codes in costing.direct.values() for code, amount in codes.items() if amount}
    found = {code: -amount for code, amount in costing.inputs.ledger_by_code.items() if amount and code not in mapped}
    centres = {centre.key for centre in costing.inputs.centres}
    placed = ((centre, total(codes.values())) for centre, codes in costing.inputs.placed.items())
    return CostingControl(
        "R9", found | {centre: -amount for centre, amount in placed if amount and centre not in centres}
    )


def _used(costing: BedDayCost) -> dict[str, int]:
    return {profile: days for profile, days in costing.inputs.bed_days.items() if days}
