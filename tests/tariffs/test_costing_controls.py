"""Reconciliation controls of a costing run, each with an example that fails it."""

from decimal import Decimal

import pytest

from tariffs import controls
from tariffs.allocation import AllocationError, AllocationInput, Rounding, allocate
from tariffs.cost_edits import CostedCase, broken_edits
from tariffs.unit_cost import cost_per_bed_day, unit_cost


def step_down(*arguments, **settings):
    return allocate(AllocationInput.of(*arguments, **settings))["step-down"]


def test_r1_names_every_code_where_ledger_and_costed_total_differ() -> None:
    ledger = {"111": Decimal("100.00"), "141": Decimal("50.00")}
    assert controls.ledger_equals_costed(ledger, dict(ledger)).holds
    control = controls.ledger_equals_costed(ledger, {"111": Decimal("100.01"), "142": Decimal("49.99")})
    assert not control.holds
    assert control.differences == {"111": Decimal("0.01"), "141": Decimal("-50.00"), "142": Decimal("49.99")}


def test_r2_finds_the_stage_where_the_waterfall_breaks() -> None:
    stages = [
        ("accounts", Decimal(1000), Decimal(0)),
        ("extract", Decimal(900), Decimal(-100)),
        ("allocated", Decimal(900), Decimal(0)),
    ]
    assert controls.waterfall(stages).holds
    broken = [*stages[:2], ("allocated", Decimal("899.99"), Decimal(0))]
    assert controls.waterfall(broken).differences == {"allocated": Decimal("-0.01")}


def test_r3_reports_differences_from_a_tenth_of_a_percent_or_six_hundred() -> None:
    assert controls.is_worth_reporting(Decimal(124049), Decimal(1240490000))
    assert controls.is_worth_reporting(Decimal("-1.00"), Decimal(999))
    assert not controls.is_worth_reporting(Decimal("599.99"), Decimal(10000000))


def test_r4_names_rounding_as_a_cause() -> None:
    exact = step_down(
        {"S": 100}, {"S": {"A": 1, "B": 1, "C": 1}}, rounding=Rounding(amount_decimals=0, residual="none")
    )
    assert [check.name for check in exact.checks() if not check.holds] == [
        "total_full = total_direct",
        "rounding_difference = 0",
    ]
    rounded = {final: Decimal(int(cost)) for final, cost in exact.full_costs.items()}
    assert controls.rounding_named(Decimal(100), rounded).differences == {"rounding": Decimal(-1)}
    assert controls.rounding_named(Decimal(99), rounded).holds


def test_r5_shows_a_negative_balance_apart() -> None:
    outcome = step_down({"S": -5, "A": 10}, {"S": {"A": 1}})
    assert [check.name for check in outcome.checks() if not check.holds] == [
        "total_full = total_direct",
        "unallocated = 0",
    ]
    assert outcome.checks()[1].difference == -5


def test_r6_and_r7_reject_impossible_and_implausible_cases() -> None:
    assert broken_edits(CostedCase(Decimal(0), {"drugs": Decimal("-1.01")}, days=1)) == ["code_1", "code_4"]
    assert broken_edits(CostedCase(Decimal("49.99"), is_same_day=True)) == ["code_5"]


@pytest.mark.parametrize(
    ("bases", "order", "problem"),
    [
        ({"S": {"A": 1}}, ["S", "S"], "double-target"),
        ({"S": {}}, ["S"], "zero-base"),
        ({"S": {"A": 0}}, ["S"], "zero-base"),
        ({"S": {"A": -1}}, ["S"], "negative-base"),
        ({"S": {"A": 1}, "T": {"S": 1}}, ["S", "T"], "zero-base"),
    ],
)
def test_r11_refuses_rules_that_are_not_valid_before_the_run(bases, order, problem) -> None:
    with pytest.raises(AllocationError, match=problem):
        step_down({"S": 10, "T": 1, "A": 0}, bases, order)


def test_r13_finds_the_stage_that_lost_money() -> None:
    assert controls.stage_totals_equal({"ledger": Decimal(5), "centres": Decimal(5)}).holds
    stages = {"ledger": Decimal(5), "centres": Decimal(5), "profiles": Decimal("4.99")}
    assert controls.stage_totals_equal(stages).differences == {"profiles": Decimal("-0.01")}


def test_r14_adds_unit_costs_back_within_the_display_rounding() -> None:
    neurology = unit_cost(Decimal("336257725.26"), 25_685)
    assert neurology.cost_per_bed_day == Decimal("13091.60")
    assert controls.unit_costs_add_back({"neurology": neurology}).holds
    orthopaedics = unit_cost(Decimal("10464877.34"), 0)
    assert orthopaedics.cost_per_bed_day is None
    control = controls.unit_costs_add_back({"neurology": neurology, "orthopaedics": orthopaedics})
    assert control.differences == {"orthopaedics": Decimal("-10464877.34")}
    truncated = type(neurology)(Decimal("100.00"), 3, Decimal("33.30"))
    assert not controls.unit_costs_add_back({"N": truncated}).holds


def test_r15_compares_bed_days_used_with_those_of_the_activity_records() -> None:
    days = {"neurology": 25_685, "somatic": 176}
    assert controls.bed_days_agree(days, dict(days)).holds
    assert controls.bed_days_agree(days, {**days, "somatic": 180}).differences == {"somatic": Decimal(-4)}


def test_it_rounds_the_cost_of_a_bed_day_half_up() -> None:
    assert cost_per_bed_day(Decimal("373844000.00"), 27_201) == Decimal("13743.76")
    assert cost_per_bed_day(Decimal("0.01"), 2) == Decimal("0.01")
    with pytest.raises(ValueError, match="-1 bed-days"):
        cost_per_bed_day(Decimal(1), -1)
