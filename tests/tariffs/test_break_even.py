"""Break-even bed-days: rounded up, none where a bed-day loses money."""

from decimal import Decimal

import pytest

from tariffs.break_even import CostBehaviour, break_even_bed_days, break_even_of, split_by_behaviour


def test_it_rounds_up_to_a_whole_bed_day() -> None:
    assert break_even_bed_days(Decimal(1000), Decimal(2), Decimal(5)) == 334
    assert break_even_bed_days(Decimal(999), Decimal(2), Decimal(5)) == 333
    assert break_even_bed_days(Decimal("999.01"), Decimal(2), Decimal(5)) == 334


@pytest.mark.parametrize("tariff", [None, Decimal(2), Decimal(1)])
def test_it_has_none_where_a_bed_day_does_not_pay_for_itself(tariff) -> None:
    assert break_even_bed_days(Decimal(1000), Decimal(2), tariff) is None


def test_it_needs_no_bed_day_where_nothing_is_fixed() -> None:
    assert break_even_bed_days(Decimal(0), Decimal(2), Decimal(5)) == 0


def test_it_splits_cost_by_the_variable_share_of_each_code() -> None:
    behaviour = split_by_behaviour(
        {"111": Decimal(100), "141": Decimal(30), "142": Decimal("9.99")}, {"141": Decimal(1), "142": Decimal("0.5")}
    )
    assert behaviour == CostBehaviour(Decimal("104.99"), Decimal("35.00"))


def test_it_keeps_the_variable_cost_of_a_bed_day_exact() -> None:
    # 100 ÷ 3 rounded to 33.33 would give 3 001 bed-days
    assert break_even_of(CostBehaviour(Decimal("200.00"), Decimal(100)), 3, Decimal("33.40")) == 3_000
    assert break_even_of(CostBehaviour(Decimal(10), Decimal(0)), 0, Decimal(5)) is None
