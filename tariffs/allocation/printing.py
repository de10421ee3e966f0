"""An allocation as the JSON object of `manage.py allocate`: money with two decimals, rates with ten or as set."""

from collections.abc import Mapping
from fractions import Fraction

from tariffs.allocation.distribution import half_up
from tariffs.allocation.fixed_point import rounded_rows
from tariffs.allocation.inputs import AllocationInput
from tariffs.allocation.outcome import PRINTED_DECIMALS, AllocationOutcome, TestedLaw

RATE_DECIMALS = 10


def as_json(inputs: AllocationInput, outcomes: Mapping[str, AllocationOutcome]) -> dict[str, object]:
    """`{"results": {key: …}}`; every amount a string, rounded half up from the exact value."""
    return {"results": {key: _result(inputs, outcome) for key, outcome in outcomes.items()}}


def _result(inputs: AllocationInput, outcome: AllocationOutcome) -> dict[str, object]:
    rate_decimals = inputs.rounding.rate_decimals
    decimals = RATE_DECIMALS if rate_decimals is None else rate_decimals
    rates = [{d.giver: as_text(d.rate, decimals) for d in distributions} for distributions in outcome.passes]
    return {
        "order": list(outcome.order),
        "full_costs": amounts_as_text(outcome.full_costs),
        "allocations": _allocations(outcome),
        "rates": {**(rates[1] if len(rates) > 1 else {}), **rates[0]},
        "rates_by_pass": rates,
        "service_totals": amounts_as_text(outcome.service_totals),
        "unallocated": as_text(outcome.total_unallocated),
        "unallocated_by_service": amounts_as_text(outcome.unallocated),
        "rounding_difference": as_text(outcome.rounding_difference),
        "unit_costs": _or_null(outcome.unit_costs()),
        "product_costs": _or_null(outcome.product_costs()),
        "product_totals": {name: as_text(total) for name, (total, _volume) in outcome.products.items()},
        "total_direct": as_text(outcome.total_direct),
        "total_full": as_text(outcome.total_full),
        "checks": [check_as_json(check) for check in outcome.checks()],
    }


def check_as_json(check: TestedLaw) -> dict[str, object]:
    """A check with both differences as text; `holds` tests the exact one."""
    return {
        "name": check.name,
        "holds": check.holds,
        "difference": as_text(check.difference),
        "print_difference": as_text(check.print_difference),
    }


def amounts_as_text(amounts: Mapping[str, Fraction]) -> dict[str, str]:
    """Each amount with two decimals, half up."""
    return {key: as_text(amount) for key, amount in amounts.items()}


def as_text(amount: Fraction, decimals: int = PRINTED_DECIMALS) -> str:
    """`amount` rounded half up, with exactly that many decimals and a point."""
    return units_as_text(half_up(amount.numerator * 10**decimals, amount.denominator), decimals)


def units_as_text(units: int, decimals: int = PRINTED_DECIMALS) -> str:
    """A whole number of the smallest unit as text: 1752 tiyn are `17.52`."""
    digits = str(units)
    if units > 0 and len(digits) > decimals > 0:
        return f"{digits[:-decimals]}.{digits[-decimals:]}"
    if not decimals:
        return digits
    digits = str(abs(units)).rjust(decimals + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def _allocations(outcome: AllocationOutcome) -> dict[str, dict[str, str]]:
    allocations = {}
    for giver, units in rounded_rows(outcome.passes, PRINTED_DECIMALS):
        row = {receiver: units_as_text(amount) for receiver, amount in units.items()}
        row.update(amounts_as_text(outcome.cells.get(giver, {})))
        allocations[giver] = row
    return allocations


def _or_null(costs: Mapping[str, Fraction | None]) -> dict[str, str | None]:
    return {key: None if cost is None else as_text(cost) for key, cost in costs.items()}
