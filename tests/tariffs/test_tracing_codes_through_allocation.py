"""Full costs by budget code: exact in both margins, and refused where the codes are not the cost."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tariffs.allocation import METHODS, AllocationError, AllocationInput, Rounding, allocate
from tariffs.allocation.controlled_rounding import round_table
from tariffs.allocation.trace import trace_codes

TIYN = Rounding(amount_decimals=2)
BASES = {"ADM": {"KIT": 1, "NEU": 1, "SOM": 1}, "KIT": {"ADM": 1, "NEU": 2, "SOM": 1}}
BY_CODE = {
    "ADM": {"111": Decimal("80.00"), "151": Decimal("20.00")},
    "KIT": {"141": Decimal("50.00")},
    "NEU": {"111": Decimal("200.00"), "142": Decimal("9.99")},
    "SOM": {"111": Decimal("100.00")},
}
COSTS = {centre: sum(codes.values()) for centre, codes in BY_CODE.items()}


def traced(method: str, rounding: Rounding = TIYN, **changed):
    outcome = allocate(AllocationInput.of({**COSTS, **changed}, BASES, methods=(method,), rounding=rounding))[method]
    return outcome, trace_codes(outcome, BY_CODE)


def test_it_carries_codes_down_the_steps() -> None:
    _outcome, trace = traced("step-down")
    # 100 of ADM is 80 % pay and 20 % heating; KIT receives 33.33 of it and gives on two thirds to neurology
    assert trace.full_costs == {
        "NEU": {"111": Decimal("244.45"), "151": Decimal("11.11"), "141": Decimal("33.33"), "142": Decimal("9.99")},
        "SOM": {"111": Decimal("135.55"), "151": Decimal("8.89"), "141": Decimal("16.67")},
    }
    assert trace.unallocated == {}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rounding", [TIYN, Rounding(), Rounding(rate_decimals=4), Rounding(amount_decimals=0)])
def test_it_adds_up_to_centres_and_to_codes(method, rounding) -> None:
    outcome, trace = traced(method, rounding)
    total = Decimal("459.99")
    assert sum(sum(codes.values()) for codes in trace.full_costs.values()) == total
    for code in ("111", "141", "142", "151"):
        ledger = sum(codes.get(code, 0) for codes in BY_CODE.values())
        assert sum(codes.get(code, 0) for codes in trace.full_costs.values()) == ledger
    for centre, full_cost in outcome.full_costs.items():
        assert abs(Fraction(sum(trace.full_costs[centre].values())) - full_cost) < Fraction(1, 100)
        if rounding.amount_decimals is not None:
            assert sum(trace.full_costs[centre].values()) == full_cost


def test_it_keeps_the_codes_of_a_negative_balance_apart() -> None:
    by_code = {**BY_CODE, "ADM": {"111": Decimal("-80.00"), "151": Decimal("20.00")}}
    costs = {centre: sum(codes.values()) for centre, codes in by_code.items()}
    for method in METHODS:
        outcome = allocate(AllocationInput.of(costs, BASES, methods=(method,), rounding=TIYN))[method]
        trace = trace_codes(outcome, by_code)
        assert set(trace.unallocated) == {"ADM"}
        assert sum(trace.unallocated["ADM"].values()) == outcome.total_unallocated
        rows = (*trace.full_costs.values(), *trace.unallocated.values())
        assert sum(row.get("111", 0) for row in rows) == Decimal("220.00")


def test_it_shows_what_rounding_lost_under_an_empty_name() -> None:
    _outcome, trace = traced("step-down", Rounding(amount_decimals=-1, residual="none"))
    rows = (*trace.full_costs.values(), *trace.unallocated.values())
    assert set(trace.unallocated) == {""}
    assert sum(sum(row.values()) for row in rows) == Decimal("459.99")


def test_it_refuses_codes_that_are_not_the_direct_cost() -> None:
    outcome, _trace = traced("step-down")
    with pytest.raises(AllocationError) as refused:
        trace_codes(outcome, {**BY_CODE, "KIT": {"141": Decimal("49.99")}, "GYM": {"141": Decimal("0.01")}})
    assert [problem.problem for problem in refused.value.problems] == ["unknown-department", "codes-do-not-add-up"]


def test_it_refuses_parts_of_a_tiyn() -> None:
    costs = {"A": Decimal("0.005")}
    outcome = allocate(AllocationInput.of(costs, {}))["step-down"]
    with pytest.raises(AllocationError, match="more-than-two-decimals"):
        trace_codes(outcome, {"A": {"111": Decimal("0.005")}})


def test_it_rounds_a_table_without_moving_a_margin() -> None:
    half = Fraction(1, 2)
    cells = {("a", "x"): half, ("a", "y"): half, ("b", "x"): 1 + half, ("b", "y"): -half}
    rounded = round_table(cells)
    assert rounded[("a", "x")] + rounded[("a", "y")] == 1
    assert rounded[("a", "x")] + rounded[("b", "x")] == 2
    assert all(abs(rounded[cell] - amount) < 1 for cell, amount in cells.items())
    with pytest.raises(ValueError, match="whole number"):
        round_table({("a", "x"): half})
