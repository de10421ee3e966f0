"""Reject rules for costed cases, as a government published them."""

from decimal import Decimal

import pytest

from tariffs.cost_edits import CostedCase, broken_edits
from tests.ground.samples import published


def test_it_answers_as_the_published_edits() -> None:
    vector = published("victoria_cost_data_edits")
    for case in vector["cases"]:
        stated = dict(case["in"])
        costed = CostedCase(
            total_amount=Decimal(stated.pop("total")),
            days=stated.pop("los", None),
            is_same_day=stated.pop("sameday", False),
            components={name: Decimal(amount) for name, amount in stated.items()},
        )
        assert broken_edits(costed) == case["expect"], case


def test_it_spares_those_who_died_or_were_transferred() -> None:
    same_day = CostedCase(Decimal("40.00"), is_same_day=True, is_died_or_transferred=True)
    assert broken_edits(same_day) == []
    assert broken_edits(CostedCase(Decimal("39.99"), is_same_day=True, is_died_or_transferred=True)) == ["code_5"]
    assert broken_edits(CostedCase(Decimal(10), days=9, is_died_or_transferred=True)) == []


def test_it_asks_less_of_a_normal_newborn() -> None:
    assert broken_edits(CostedCase(Decimal(150), days=3, is_normal_newborn=True)) == []
    assert broken_edits(CostedCase(Decimal("149.99"), days=3, is_normal_newborn=True)) == ["code_6"]


def test_it_checks_the_group_where_groups_are_known() -> None:
    assert broken_edits(CostedCase(Decimal(500), days=3), known_groups={"B70"}) == ["code_2"]
    assert broken_edits(CostedCase(Decimal(500), days=3, group="B70"), known_groups={"B70"}) == []


def test_it_looks_only_below_three_hundred() -> None:
    assert broken_edits(CostedCase(Decimal(300), days=30)) == []
    assert broken_edits(CostedCase(Decimal("299.99"), days=30)) == ["code_6"]


def test_it_needs_the_length_of_a_longer_stay() -> None:
    with pytest.raises(ValueError, match="length"):
        broken_edits(CostedCase(Decimal(500)))


def test_it_allows_a_component_of_minus_one() -> None:
    assert broken_edits(CostedCase(Decimal(500), {"nursing": Decimal("-1.00")}, days=3)) == []
