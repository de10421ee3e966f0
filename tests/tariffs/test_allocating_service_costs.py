"""The four methods on small hospitals whose answers are printed or can be done by hand."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from finance.money import round_half_up
from tariffs.allocation import METHODS, AllocationError, AllocationInput, Product, Rounding, allocate
from tariffs.allocation.printing import as_json
from tariffs.allocation.reading import read_inputs
from tests.ground.samples import published

TIYN = Rounding(amount_decimals=2)
ROSE_COSTS = {"BLD": 6_000_000, "FOOD": 3_000_000, "ICU": 0, "SUR": 0, "GEN": 0}
ROSE_BASES = {
    "BLD": {"BLD": 2_500, "FOOD": 15_500, "ICU": 10_000, "SUR": 20_000, "GEN": 40_000},
    "FOOD": {"BLD": 12_000, "FOOD": 10_000, "ICU": 3_000, "SUR": 4_000, "GEN": 98_000},
}


def run(method: str, *arguments, **settings):
    return allocate(AllocationInput.of(*arguments, methods=(method,), **settings))[method]


def given(outcome) -> dict[str, dict[str, Decimal]]:
    """Giver → receiver → what it printed as given."""
    rows = as_json(AllocationInput.of({"A": 0}, {}), {"": outcome})["results"][""]["allocations"]
    return {giver: {receiver: Decimal(amount) for receiver, amount in row.items()} for giver, row in rows.items()}


def shown(outcome) -> dict[str, str]:
    return {department: str(round_half_up(cost)) for department, cost in outcome.full_costs.items()}


@pytest.fixture
def rose() -> dict:
    return published("rose_hospital_zimmerman_8_3")


def rose_results(rose: dict, **settings) -> dict:
    inputs = read_inputs({key: rose[key] for key in ("departments", "direct_costs", "bases", "order")} | settings)
    return as_json(inputs, allocate(inputs))["results"]


def test_it_gives_the_exact_figures_of_rose_hospital_one_run_per_order(rose) -> None:
    results = rose_results(rose, methods=list(METHODS))
    expected = rose["expected"]["exact_recomputed"]
    assert {key: result["full_costs"] for key, result in results.items()} == {
        "direct": expected["direct"],
        "step-down:step_down_building_first": expected["step_down_building_first"],
        "step-down:step_down_food_first": expected["step_down_food_first"],
        "double-distribution:step_down_building_first": expected["double_distribution_building_first"],
        "double-distribution:step_down_food_first": {"ICU": "860739.95", "SUR": "1650650.84", "GEN": "6488609.21"},
        "reciprocal": expected["reciprocal"],
    }
    assert all(check["holds"] for result in results.values() for check in result["checks"])


def test_it_prints_the_published_rose_table_which_loses_ten_thousand(rose) -> None:
    published = {"share_decimals": 2, "amount_decimals": -4, "residual": "none"}
    results = rose_results(rose, methods=["direct", "step-down"], rounding=published)
    in_millions = {
        key.rpartition(":")[2]: {
            **{
                department: str(round_half_up(Decimal(cost) / 10**6))
                for department, cost in result["full_costs"].items()
            },
            "total": str(round_half_up(Decimal(result["total_full"]) / 10**6)),
        }
        for key, result in results.items()
    }
    assert in_millions == rose["expected"]["published_rounded_millions"]
    lossy = results["step-down:step_down_building_first"]
    assert lossy["checks"][0] == {
        "name": "total_full = total_direct",
        "holds": False,
        "difference": "-10000.00",
        "print_difference": "-10000.00",
    }
    assert (lossy["rounding_difference"], lossy["unallocated"]) == ("10000.00", "0.00")


def test_it_names_a_single_run_by_its_method_and_lists_of_orders_by_number() -> None:
    document = {"direct_costs": ROSE_COSTS, "bases": ROSE_BASES, "methods": ["step-down", "reciprocal"]}
    two = [["BLD", "FOOD"], ["FOOD", "BLD"]]
    assert list(allocate(read_inputs(document))) == ["step-down", "reciprocal"]
    assert list(allocate(read_inputs({**document, "order": two[0]}))) == ["step-down", "reciprocal"]
    assert list(allocate(read_inputs({**document, "order": two[:1]}))) == ["step-down", "reciprocal"]
    assert list(allocate(read_inputs({**document, "order": two}))) == ["step-down:1", "step-down:2", "reciprocal"]


def test_it_runs_order_free_methods_per_order_where_the_services_differ() -> None:
    document = {"direct_costs": ROSE_COSTS, "bases": ROSE_BASES, "methods": ["direct"]}
    outcomes = allocate(read_inputs({**document, "order": {"both": ["BLD", "FOOD"], "one": ["FOOD"]}}))
    assert list(outcomes) == ["direct:both", "direct:one"]
    assert outcomes["direct:one"].full_costs["BLD"] > 6_000_000


def test_it_steps_down_the_seven_department_sample_to_the_tiyn() -> None:
    staff = {"Daycare": 5, "HR": 4, "IT": 9, "Accounting": 8, "Cuttings": 20, "Assembling": 50, "Packaging": 5}
    computers = {"Accounting": 10, "Cuttings": 6, "Assembling": 4, "Packaging": 8}
    costs = {"Daycare": 50_000, "HR": 300_000, "IT": 200_000, "Accounting": 250_000}
    principal = {"Cuttings": 500_000, "Assembling": 700_000, "Packaging": 400_000}
    bases = {"Daycare": staff, "HR": staff, "IT": computers, "Accounting": principal}
    exact = run("step-down", {**costs, **principal}, bases, list(costs))
    assert shown(exact) == {"Cuttings": "740059.69", "Assembling": "1082970.21", "Packaging": "576970.11"}
    assert exact.total_full == 2_400_000
    assert exact.checks()[0].holds
    assert exact.checks()[0].print_difference == Fraction(1, 100)
    each_step = run("step-down", {**costs, **principal}, bases, list(costs), rounding=TIYN)
    assert shown(each_step) == {"Cuttings": "740059.69", "Assembling": "1082970.19", "Packaging": "576970.12"}
    assert each_step.total_full == 2_400_000


def test_it_finds_the_overhead_coefficient_of_the_1999_instruction() -> None:
    vector = published("ru_1999_instruction_coefficient")
    document = {key: vector[key] for key in ("departments", "direct_costs", "bases", "order")}
    inputs = read_inputs({**document, "methods": ["direct"], "volumes": vector["bed_days"]})
    result = as_json(inputs, allocate(inputs))["results"]["direct"]
    assert result["rates"] == {"OVH": "0.2000000000"}
    assert Decimal(result["rates"]["OVH"]) == Decimal(vector["expected"]["coefficient"])
    assert result["full_costs"] == vector["expected"]["with_overhead"]
    assert result["unit_costs"] == vector["expected"]["per_bed_day"]


def test_it_gives_the_residual_to_the_largest_amount_and_the_first_on_a_tie() -> None:
    tie = run("step-down", {"S": 100}, {"S": {"A": 1, "B": 1, "C": 1}}, rounding=Rounding(amount_decimals=0))
    assert shown(tie) == {"A": "34.00", "B": "33.00", "C": "33.00"}
    largest = run("step-down", {"S": 100}, {"S": {"A": 1, "B": 2, "C": 3}}, rounding=Rounding(amount_decimals=0))
    assert shown(largest) == {"A": "17.00", "B": "33.00", "C": "50.00"}
    fraction = run("step-down", {"S": Decimal("100.55")}, {"S": {"A": 1, "B": 2}}, rounding=Rounding(amount_decimals=0))
    assert shown(fraction) == {"A": "34.00", "B": "66.55"}


def test_it_never_gives_a_residual_to_a_department_without_a_base() -> None:
    rounding = Rounding(amount_decimals=-4)
    tiny = run("step-down", {"S": 100}, {"S": {"A": 0, "B": 1, "C": 1}}, rounding=rounding)
    assert shown(tiny) == {"A": "0.00", "B": "100.00", "C": "0.00"}
    assert list(given(tiny)["S"]) == ["B", "C"]


def test_it_rounds_the_share_in_place_of_the_rate() -> None:
    rounding = Rounding(share_decimals=1, rate_decimals=0, residual="none")
    outcome = run("step-down", {"S": 100}, {"S": {"A": 1, "B": 2}}, rounding=rounding)
    assert shown(outcome) == {"A": "30.00", "B": "70.00"}
    without_residual = run(
        "step-down", {"S": 100}, {"S": {"A": 1, "B": 2}}, rounding=Rounding(rate_decimals=0, residual="none")
    )
    assert shown(without_residual) == {"A": "33.00", "B": "66.00"}
    assert without_residual.rounding_difference == 1


def test_it_ignores_closed_departments_and_the_giver_itself() -> None:
    costs = {"S1": 90, "S2": 10, "A": 0, "B": 0}
    bases = {"S1": {"S1": 1_000, "S2": 1, "A": 1, "B": 1}, "S2": {"S1": 50, "S2": 7, "A": 3, "B": 1}}
    outcome = run("step-down", costs, bases)
    assert given(outcome) == {"S1": {"S2": 30, "A": 30, "B": 30}, "S2": {"A": 30, "B": 10}}
    assert outcome.service_totals == {"S1": 90, "S2": 40}


def test_it_asks_no_base_of_a_service_without_a_balance_and_prints_no_rate() -> None:
    inputs = read_inputs(
        {"direct_costs": {"A": 5}, "bases": {"S": {"A": 3}}, "order": ["S", "T"], "methods": list(METHODS)}
    )
    for result in as_json(inputs, allocate(inputs))["results"].values():
        assert (result["rates"], result["allocations"], result["full_costs"]) == ({}, {}, {"A": "5.00"})


@pytest.mark.parametrize("method", METHODS)
def test_it_leaves_a_negative_balance_visible_as_unallocated(method) -> None:
    bases = {"S": {"T": 1, "A": 1}, "T": {"S": 1, "A": 1}}
    outcome = run(method, {"S": -100, "T": 60, "A": 40}, bases, ["S", "T"])
    assert outcome.total_unallocated < 0
    assert set(outcome.unallocated) == {"S"}
    assert outcome.total_full + outcome.total_unallocated == outcome.total_direct == 0
    assert not outcome.checks()[0].holds
    assert [doubt.problem for doubt in outcome.doubts()] == ["negative-balance"]


def test_it_lets_a_negative_service_be_filled_by_those_before_it() -> None:
    bases = {"S": {"T": 1, "A": 1}, "T": {"A": 1}}
    outcome = run("step-down", {"S": 100, "T": -20, "A": 0}, bases, ["S", "T"])
    assert shown(outcome) == {"A": "80.00"}
    assert outcome.unallocated == {}


def test_it_solves_a_negative_service_that_others_fill() -> None:
    bases = {"S": {"T": 1, "A": 1}, "T": {"S": 1, "A": 1}}
    outcome = run("reciprocal", {"S": 100, "T": -20, "A": 0}, bases)
    # S = 100 + T/2, T = −20 + S/2
    assert outcome.service_totals == {"S": 120, "T": 40}
    assert shown(outcome) == {"A": "80.00"}


def test_it_leaves_final_costs_alone_when_self_service_grosses_totals_up() -> None:
    without = run("reciprocal", ROSE_COSTS, ROSE_BASES)
    included = run("reciprocal", ROSE_COSTS, ROSE_BASES, is_self_service_included=True)
    assert included.full_costs == without.full_costs
    assert all(included.service_totals[service] > without.service_totals[service] for service in ROSE_BASES)


def test_it_distributes_twice_what_the_first_pass_sent_back() -> None:
    bases = {"S": {"T": 1, "A": 1}, "T": {"S": 1, "A": 3}}
    outcome = run("double-distribution", {"S": 100, "T": 50, "A": 0}, bases)
    first, second = outcome.passes
    assert [(d.giver, d.balance) for d in first] == [("S", 100), ("T", 100)]
    assert [(d.giver, d.balance) for d in second] == [("S", 25), ("T", Fraction(25, 2))]
    assert outcome.full_costs == {"A": 150}


def test_it_keeps_solved_totals_exact_and_rounds_only_final_amounts() -> None:
    exact = run("reciprocal", ROSE_COSTS, ROSE_BASES)
    rounded = run("reciprocal", ROSE_COSTS, ROSE_BASES, rounding=Rounding(rate_decimals=1, amount_decimals=0))
    assert rounded.service_totals == exact.service_totals
    assert shown(rounded) == {"ICU": "858518.00", "SUR": "1645837.00", "GEN": "6495645.00"}
    columns = given(rounded)
    assert all(sum(columns[giver][final] for giver in columns) == cost for final, cost in rounded.full_costs.items())


def test_it_costs_units_and_products_and_leaves_open_what_has_no_volume() -> None:
    outcome = run(
        "direct",
        {"S": 100, "A": 10, "B": 0},
        {"S": {"A": 1, "B": 1}},
        volumes={"A": 7, "B": 0},
        products={"both": Product(("A", "B", "S"), 11), "none": Product(("A",), 0)},
    )
    assert outcome.unit_costs() == {"A": Fraction(60, 7), "B": None}
    assert outcome.product_costs() == {"both": 10, "none": None}
    assert [doubt.values["name"] for doubt in outcome.doubts()] == ["B", "none"]
    assert outcome.checks()[-1].holds
    assert outcome.checks()[-1].print_difference == Fraction("8.57") * 7 - 60


@pytest.mark.parametrize("method", METHODS)
def test_it_refuses_a_zero_base_under_a_balance(method) -> None:
    with pytest.raises(AllocationError) as refused:
        run(method, {"S": 100, "A": 1}, {"S": {"A": 0}})
    assert [(problem.problem, problem.at) for problem in refused.value.problems] == [("zero-base", "bases.S")]


def test_it_refuses_a_base_that_only_closed_departments_would_take() -> None:
    with pytest.raises(AllocationError, match="zero-base"):
        run("step-down", {"S": 1, "T": 1}, {"S": {"A": 1}, "T": {"S": 1}}, ["S", "T"])


@pytest.mark.parametrize("is_self_service_included", [False, True])
def test_it_refuses_a_circle_that_no_cost_leaves(is_self_service_included) -> None:
    bases = {"S": {"T": 1}, "T": {"U": 2}, "U": {"S": 3}, "V": {"S": 1, "A": 1}}
    with pytest.raises(AllocationError) as refused:
        run("reciprocal", {"S": 1, "V": 1, "A": 1}, bases, is_self_service_included=is_self_service_included)
    (problem,) = refused.value.problems
    assert (problem.problem, problem.values["departments"]) == ("circular-base", "S, T, U")


def test_it_lets_a_circle_without_cost_rest() -> None:
    outcome = run("reciprocal", {"V": 1, "A": 1}, {"S": {"T": 1}, "T": {"S": 1}, "V": {"A": 1}})
    assert outcome.full_costs == {"A": 2}


def test_it_gives_the_reasons_of_every_method_at_once() -> None:
    bases = {"S": {"T": 1}, "T": {"S": 1}}
    with pytest.raises(AllocationError) as refused:
        allocate(AllocationInput.of({"S": 1, "T": 1, "A": 1}, bases, methods=METHODS))
    problems = [(problem.problem, problem.values["method"]) for problem in refused.value.problems]
    assert problems == [
        ("zero-base", "direct"),
        ("zero-base", "direct"),
        ("zero-base", "step-down"),
        ("zero-base", "double-distribution"),
        ("circular-base", "reciprocal"),
    ]


@pytest.mark.parametrize("method", METHODS)
def test_it_rates_by_the_base_as_stated_whatever_its_decimals(method) -> None:
    outcome = run(method, {"S": 30, "A": 0, "B": 0}, {"S": {"A": Decimal("0.5"), "B": Decimal("1.00")}})
    assert [distribution.rate for distribution in outcome.passes[0]] == [20]
    assert outcome.passes[0][0].base_total == Fraction(3, 2)


def test_it_prints_an_amount_that_is_exactly_half_a_tiyn_upwards() -> None:
    inputs = AllocationInput.of({"S": 1}, {"S": {"A": 3, "B": 597}})
    printed = as_json(inputs, allocate(inputs))["results"]["step-down"]
    assert printed["allocations"] == {"S": {"A": "0.01", "B": "1.00"}}
    assert printed["full_costs"] == {"A": "0.01", "B": "1.00"}
    assert printed["checks"][0]["holds"]
    assert printed["checks"][0]["print_difference"] == "0.01"


@pytest.mark.parametrize("method", METHODS)
def test_it_agrees_with_floating_point_on_a_large_hospital(method) -> None:
    draw = random.Random(2025)
    keys = [f"C{number:03d}" for number in range(300)]
    costs = {key: Decimal(draw.randint(1, 10**11)) / 100 for key in keys}
    bases = {giver: {key: draw.randint(1, 999) for key in keys} for giver in keys[:60]}
    outcome = run(method, costs, bases)
    shares = np.array([[0 if giver == key else bases[giver][key] for giver in keys[:60]] for key in keys], dtype=float)
    balances = np.array([float(costs[key]) for key in keys])
    if method == "reciprocal":
        shares /= shares.sum(axis=0)
        given = np.linalg.solve(np.eye(60) - shares[:60], balances[:60])
        found = balances[60:] + shares[60:] @ given
    else:
        found = floating_passes(method, shares, balances)
    exact = np.array([float(cost) for cost in outcome.full_costs.values()])
    assert np.max(np.abs(found - exact) / exact) < 1e-6


def floating_passes(method: str, weights: np.ndarray, balances: np.ndarray) -> np.ndarray:
    for receivers in {"direct": ["final"], "step-down": ["open"], "double-distribution": ["all", "open"]}[method]:
        for giver in range(60):
            column = weights[:, giver].copy()
            column[: {"final": 60, "open": giver + 1, "all": 0}[receivers]] = 0
            balance, balances[giver] = balances[giver], 0
            balances += balance * column / column.sum()
    return balances[60:]
