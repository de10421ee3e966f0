"""A year's sum over twelve months: whatever the way, the parts add up to it and closed months keep theirs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance import plan_filling
from finance.models import Budget
from finance.money import total
from finance.months import Month
from finance.plan_filling import Filling, FillingError, filled, spread
from tests.ground import web_ground

TENGE = st.decimals(0, 10**11, places=2)


@given(
    whole=TENGE,
    weights=st.lists(st.decimals(0, 10**9, places=2), min_size=12, max_size=12).filter(any),
    fixed=st.dictionaries(st.integers(0, 11), st.decimals(0, 10**6, places=2), max_size=11),
)
def test_the_parts_add_up_and_fixed_months_stay(whole, weights, fixed) -> None:
    try:
        parts = spread(whole, weights, fixed)
    except FillingError:
        rest = whole - total(fixed.values())
        assert rest < 0 or not any(weight for place, weight in enumerate(weights) if place not in fixed)
        return
    assert all(parts[place] == amount for place, amount in fixed.items())
    if whole != total(fixed.values()):
        assert total(parts) == whole


def months(method: str, whole: str, **told) -> list[str]:
    told = {"profile": [], "index": Decimal(100), "fixed": {}} | told
    return [str(amount) for amount in filled(method, 2025, Decimal(whole), **told)]


def test_evenly_the_tiyn_left_over_stands_in_the_first_month() -> None:
    assert months("even", "100.00") == ["8.37", *["8.33"] * 11]


def test_by_days_february_gets_least() -> None:
    assert months("days", "365.00") == [f"{days}.00" for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]


def test_by_an_index_last_years_plan_grows_month_by_month() -> None:
    profile = [Decimal("100.00")] * 11 + [Decimal("200.00")]
    assert months("index", "0.00", profile=profile, index=Decimal("108.5")) == [*["108.50"] * 11, "217.00"]


def test_a_certificate_may_take_a_sum_away_evenly() -> None:
    assert months("even", "-12.00") == ["-1.00"] * 12


@pytest.mark.django_db
def test_last_years_payments_are_the_profile_and_its_plan_where_nothing_was_paid() -> None:
    ground = web_ground.empty()
    ground.plan(("111", 1, "100.00"), ("141", 3, "7.00"))
    ground.post("cash", ("111", 1, "10.00"), ("111", 2, "30.00"))
    budget = Budget.objects.create(
        key="2026", facility=ground.budget.facility, year=2026, programme=ground.budget.programme,
        source=ground.budget.source,
    )  # fmt: skip
    rows = {ground.code[code]: [Decimal(0)] * 12 for code in ("111", "141")}
    typed = plan_filling.fill(budget, Filling("profile", Decimal("1000.00")), rows, set())
    found = {(one.code, one.month.number): str(one.amount) for one in typed if one.amount}
    one, other = ground.code["111"], ground.code["141"]
    assert found == {(one, 1): "250.00", (one, 2): "750.00", (other, 3): "1000.00"}
    with pytest.raises(FillingError, match="149"):
        plan_filling.fill(budget, Filling("profile", Decimal(1)), {ground.code["149"]: [Decimal(0)] * 12}, set())
    kept = plan_filling.fill(budget, Filling("even", Decimal("12.00")), {one: [Decimal("1.50")] * 12}, {Month(2026, 1)})
    assert (str(kept[0].amount), str(total(cell.amount for cell in kept))) == ("1.50", "12.00")
