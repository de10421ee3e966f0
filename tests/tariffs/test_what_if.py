"""What if: changed volumes, tariffs, prices, positions and beds beside the base. Pure."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.months import Month
from tariffs.attributing import AttributionRule, LedgerCost
from tariffs.bed_day_cost import cost_bed_days
from tariffs.costing_basis import Centre, Inputs
from tariffs.what_if import ProfileBase, WhatIfChanges, what_if

SHARES = {"141": Decimal(1)}
INPUTS = Inputs(
    first=Month(2025, 1),
    last=Month(2025, 1),
    measure="actual",
    centres=(
        Centre("ADM", "Администрация", "", "administrative", "", 1, "positions"),
        Centre("KIT", "Пищеблок", "", "auxiliary", "", 2, "bed_days"),
        Centre("A", "А", "", "clinical", "a", None, ""),
        Centre("B", "Б", "", "clinical", "b", None, ""),
    ),
    rules=(AttributionRule("111", "driver:positions"), AttributionRule("141", "centre:KIT"), AttributionRule("159", "centre:ADM")),
    drivers={
        "positions": {"ADM": Fraction(1), "KIT": Fraction(1), "A": Fraction(6), "B": Fraction(2)},
        "bed_days": {"A": Fraction(300), "B": Fraction(100)},
    },
    costs=(LedgerCost("111", Decimal("1000.00")), LedgerCost("141", Decimal("400.00")),
           LedgerCost("159", Decimal("100.00"))),
    placed={},
    bed_days={"a": 300, "b": 100},
    accompanying_days={},
)  # fmt: skip
PAID = {"a": ProfileBase(Fraction(5), Fraction(10), 31), "b": ProfileBase(None, Fraction(5), 31)}


def compute(**changes) -> dict:
    return {row.profile: row for row in what_if(INPUTS, WhatIfChanges(**changes), PAID, SHARES)}


def test_without_a_change_it_is_the_base() -> None:
    costs = {profile.profile: profile.full_cost for profile in cost_bed_days(INPUTS).profiles}
    assert {key: row.full_cost for key, row in compute().items()} == costs
    a, b = compute()["a"], compute()["b"]
    assert a.margin == Decimal("1500.00") - costs["a"]
    assert a.occupancy == Fraction(300, 310)
    assert (b.revenue, b.margin, b.break_even_bed_days) == (None, None, None)


def test_a_dearer_code_raises_the_total_by_its_share() -> None:
    total = sum(row.full_cost for row in compute(prices={"141": Decimal("1.1")}).values())
    assert total == Decimal("1540.00")


def test_more_bed_days_cost_only_what_varies_with_them() -> None:
    rows = compute(bed_days={"a": 700})
    assert sum(row.full_cost for row in rows.values()) == Decimal("1500.00") + Decimal("400.00")
    assert rows["a"].bed_days == 700
    assert rows["a"].cost_per_bed_day < compute()["a"].cost_per_bed_day


def test_fewer_positions_cost_less_pay() -> None:
    rows = compute(positions={"A": Decimal(1)})
    assert sum(row.full_cost for row in rows.values()) == Decimal("1000.00")


def test_pay_that_a_dated_rule_spreads_otherwise_does_not_follow_positions() -> None:
    january, february = Month(2025, 1), Month(2025, 2)
    by_positions = AttributionRule("111", "driver:positions", first=january, last=january)
    to_the_office = AttributionRule("111", "centre:ADM", first=february, last=february)
    pay = (LedgerCost("111", Decimal("600.00"), month=january), LedgerCost("111", Decimal("400.00"), month=february))
    inputs = replace(
        INPUTS, first=january, last=february, costs=(*pay, *INPUTS.costs[1:]),
        rules=(by_positions, to_the_office, *INPUTS.rules[1:]),
    )  # fmt: skip
    rows = what_if(inputs, WhatIfChanges(positions={"A": Decimal(1)}), PAID, SHARES)
    assert sum(row.full_cost for row in rows) == Decimal("1200.00")


def test_a_tariff_and_beds_change_margin_and_occupancy_alone() -> None:
    rows = compute(tariffs={"b": Decimal("10.00")}, beds={"a": 20})
    assert rows["b"].revenue == Decimal("1000.00")
    assert rows["b"].break_even_bed_days is not None
    assert rows["a"].occupancy == Fraction(300, 620)
    assert sum(row.full_cost for row in rows.values()) == Decimal("1500.00")


def test_no_patients_at_all_cannot_be_costed() -> None:
    from tariffs.problems import AllocationError

    with pytest.raises(AllocationError):
        compute(bed_days={"a": 0, "b": 0})


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 300))
def test_the_total_is_the_changed_ledger_whatever_the_change(a, b, percent) -> None:
    rows = compute(bed_days={"a": a, "b": b}, prices={"111": 1 + Decimal(percent) / 100})
    food = (Fraction(400) * (a + b) / 400).limit_denominator(100)
    expected = Decimal(1000 + 10 * percent) + Decimal("100.00") + Decimal(food.numerator) / food.denominator
    assert sum(row.full_cost for row in rows.values()) == expected
