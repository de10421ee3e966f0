"""Reconciliation controls of a costing run that are plain arithmetic (R1 to R15 of hospital costing).

R5 and R11 stand with the allocation (its checks and refusals), R6 and R7 in `tariffs.cost_edits`.
Amounts are tenge. Source of the controls: NHS costing guidance CP1 and CP5, AHPCS 6.2, NHCDC financial reviews.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from finance.money import ZERO, total
from tariffs.unit_cost import UnitCost

REPORTED_FROM_SHARE = Decimal("0.001")
REPORTED_FROM_AMOUNT = Decimal(600)


@dataclass(frozen=True)
class CostingControl:
    """One control. `differences` names what does not agree (code, centre, stage, profile): found − expected.

    `is_compared` is False where there is nothing to compare with, `is_by_construction` True where what would fail it
    is refused before.
    """

    number: str
    differences: Mapping[str, Decimal] = field(default_factory=dict)
    is_compared: bool = True
    is_by_construction: bool = False

    @property
    def holds(self) -> bool:
        return not self.differences


def ledger_equals_costed(
    ledger_by_code: Mapping[str, Decimal], costed_by_code: Mapping[str, Decimal]
) -> CostingControl:
    """R1: the costed total is the ledger total to the last tiyn, code by code; every code that differs is named."""
    return CostingControl("R1", _differences(ledger_by_code, costed_by_code))


def waterfall(stages: Sequence[tuple[str, Decimal, Decimal]]) -> CostingControl:
    """R2: accounts → extract → adjustments → allocated → products. A stage is (name, its total, what it adds); a stage
    must equal the one before it plus what it adds.
    """
    differences = {}
    for (_before, previous, _added), (name, amount, added) in pairwise(stages):
        if amount != previous + added:
            differences[name] = amount - previous - added
    return CostingControl("R2", differences)


def is_worth_reporting(difference: Decimal, audited: Decimal) -> bool:
    """R3: how reviews treat a difference from audited accounts: named from 0.1 % or from 600 units of money.

    It never makes R1 hold; it ranks what an auditor is shown first.
    """
    return abs(difference) >= REPORTED_FROM_AMOUNT or abs(difference) >= abs(audited) * REPORTED_FROM_SHARE


def rounding_named(exact_total: Decimal, rounded_parts: Mapping[str, Decimal]) -> CostingControl:
    """R4: rounding is a named cause: rounded parts that do not add up to the exact total are a difference."""
    difference = total(rounded_parts.values()) - exact_total
    return CostingControl("R4", {"rounding": difference} if difference else {})


def stage_totals_equal(stages: Mapping[str, Decimal]) -> CostingControl:
    """R13: the total is the same after every stage as after the first."""
    amounts = list(stages.items())
    return CostingControl(
        "R13", {name: amount - amounts[0][1] for name, amount in amounts[1:] if amount != amounts[0][1]}
    )


def unit_costs_add_back(costs: Mapping[str, UnitCost]) -> CostingControl:
    """R14: cost per bed-day × bed-days is the full cost within half a tiyn a day; cost without days is named."""
    return CostingControl(
        "R14",
        {
            profile: -cost.full_cost_amount if cost.adding_back_difference is None else cost.adding_back_difference
            for profile, cost in costs.items()
            if not cost.adds_back
        },
    )


def bed_days_agree(used: Mapping[str, int], activity_system: Mapping[str, int]) -> CostingControl:
    """R15: bed-days used for unit costs are those of the activity records, profile by profile."""
    as_amounts = [{profile: Decimal(days) for profile, days in side.items()} for side in (activity_system, used)]
    return CostingControl("R15", _differences(*as_amounts))


def _differences(expected: Mapping[str, Decimal], found: Mapping[str, Decimal]) -> dict[str, Decimal]:
    names = dict.fromkeys([*expected, *found])
    pairs = {name: (found.get(name, ZERO), expected.get(name, ZERO)) for name in names}
    return {name: is_found - is_expected for name, (is_found, is_expected) in pairs.items() if is_found != is_expected}
