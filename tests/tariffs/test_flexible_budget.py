"""Flexible-budget variances: printed answers, hand-made cases, and the law that every row adds up."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tariffs.explanations import as_objects
from tariffs.problems import VarianceError
from tariffs.strict_json import loads
from tariffs.variance import CostItem, analyse
from tariffs.variance_file import as_json, read_items
from tests.ground.samples import published

FOOD = {
    "item": "food",
    "profile": "THR",
    "budget_volume": "3000",
    "actual_volume": "3300",
    "standard_quantity": "3.0",
    "standard_price": "12.0",
    "actual_quantity": "2.95",
    "actual_price": "12.6",
}


def answer(*items: dict) -> dict:
    return as_json(analyse(read_items({"items": list(items)})))


def figures(row: dict) -> dict:
    return {key: value for key, value in row.items() if key not in ("item", "profile", "fixed")}


def refusals(*items: dict) -> list[tuple[str, str]]:
    with pytest.raises(VarianceError) as refused:
        analyse(read_items({"items": list(items)}))
    assert as_objects(refused.value.problems)
    return [(problem.problem, problem.at) for problem in refused.value.problems]


def test_it_splits_a_row_into_activity_efficiency_and_price() -> None:
    (row,) = answer(FOOD)["rows"]
    assert figures(row) == {
        "static_budget": "108000.00",
        "activity": "10800.00",
        "mix": "0.00",
        "flexible_budget": "118800.00",
        "efficiency": "-1980.00",
        "price": "5841.00",
        "actual": "122661.00",
    }


def test_it_gives_the_three_printed_answers_of_the_emergency_room() -> None:
    vector = published("variance_providence_er_flexible_budget")
    bases, printed = vector["bases"], vector["expected"]["published_flexible_budget_variance"]
    visits = {"budget_volume": bases["budget_visits"], "actual_volume": bases["actual_visits"]}
    hours = {"standard_quantity": Decimal("0.4"), "actual_quantity": Decimal("0.38")}
    items = [
        {
            "item": name,
            "profile": "ER",
            **visits,
            "standard_amount": bases["budget"][name],
            "actual_amount": bases["actual"][name],
            "fixed": name == "fixed",
            **(hours if name == "nursing" else {}),
        }
        for name in bases["budget"]
    ]
    rows = {row["item"]: row for row in answer(*items)["rows"]}
    found = {}
    for name, row in rows.items():
        assert row["flexible_budget"] == f"{vector['expected']['flexible_budget'][name]}.00"
        beyond = Decimal(row["efficiency"]) + Decimal(row["price"])
        found[name] = f"{abs(beyond):.0f} {'F' if beyond < 0 else 'U'}"
    assert found == printed
    assert (rows["nursing"]["price"], rows["nursing"]["efficiency"]) == ("-2712.00", "-1848.00")
    assert rows["nursing"]["activity"] == "4400.00"


def test_it_separates_activity_from_mix_among_the_profiles_of_an_item() -> None:
    common = {"item": "drugs", "standard_quantity": 1, "actual_quantity": 1}
    neurology = {
        **common,
        "profile": "N",
        "budget_volume": 60,
        "actual_volume": 50,
        "standard_price": 10,
        "actual_price": 10,
    }
    somatic = {
        **common,
        "profile": "S",
        "budget_volume": 40,
        "actual_volume": 70,
        "standard_price": 30,
        "actual_price": 30,
    }
    result = answer(neurology, somatic)
    # 120 bed-days at the budget mix are 72 and 48
    assert [(row["activity"], row["mix"]) for row in result["rows"]] == [("120.00", "-220.00"), ("240.00", "660.00")]
    assert (result["total"]["activity"], result["total"]["mix"]) == ("360.00", "440.00")


def test_it_leaves_efficiency_at_zero_and_the_rest_to_price_without_quantities() -> None:
    item = {"item": "141", "budget_volume": 100, "actual_volume": 120, "standard_amount": 1_000, "actual_amount": 1_500}
    (row,) = answer(item)["rows"]
    assert (row["activity"], row["efficiency"], row["price"]) == ("200.00", "0.00", "300.00")
    (one_sided,) = answer({**item, "actual_quantity": 2})["rows"]
    assert (one_sided["efficiency"], one_sided["price"]) == ("0.00", "300.00")


def test_it_derives_the_price_from_an_amount_beside_a_quantity_exactly() -> None:
    item = {"item": "141", "budget_volume": 3, "actual_volume": 3, "standard_quantity": 7, "standard_amount": 1}
    (row,) = analyse([CostItem(**item, actual_quantity=8, actual_amount=1)]).rows
    assert row.figures.efficiency == Fraction(1, 7)
    assert row.figures.price == Fraction(-1, 7)


def test_it_lets_price_take_the_last_tiyn() -> None:
    item = {"item": "141", "budget_volume": 3, "actual_volume": 4, "standard_quantity": 7, "standard_amount": 1}
    (row,) = answer({**item, "actual_quantity": 8, "actual_amount": 1})["rows"]
    # exact: activity 1/3, efficiency 4/21, price −11/21
    assert (row["activity"], row["efficiency"], row["price"]) == ("0.33", "0.19", "-0.52")


def test_it_does_not_flex_what_is_fixed() -> None:
    item = {"item": "heat", "budget_volume": 100, "actual_volume": 200, "standard_amount": 50, "actual_amount": 70}
    (row,) = answer({**item, "fixed": True})["rows"]
    assert figures(row) == {
        "static_budget": "50.00",
        "activity": "0.00",
        "mix": "0.00",
        "flexible_budget": "50.00",
        "efficiency": "0.00",
        "price": "20.00",
        "actual": "70.00",
    }
    assert (
        answer({"item": "heat", "standard_amount": 50, "actual_amount": 70, "fixed": True})["rows"][0]["price"]
        == "20.00"
    )


def test_it_counts_a_profile_that_opened_after_the_budget_as_activity() -> None:
    new = {**FOOD, "profile": "NEW", "budget_volume": 0, "actual_volume": 10}
    (alone,) = answer(new)["rows"]
    assert (alone["activity"], alone["mix"]) == ("360.00", "0.00")
    beside = answer(FOOD, new)["rows"][1]
    assert (beside["activity"], beside["mix"]) == ("0.00", "360.00")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"budget_volume": "много"}, ("not-a-number", "items.1.budget_volume")),
        ({"budget_volume": None}, ("missing-key", "items.1.budget_volume")),
        ({"actual_volume": -1}, ("negative-value", "items.1.actual_volume")),
        ({"standard_price": None}, ("missing-cost", "items.1")),
        ({"actual_amount": 5}, ("two-readings", "items.1.actual_amount")),
        ({"item": None}, ("missing-key", "items.1.item")),
        ({"profile": 5}, ("not-a-name", "items.1.profile")),
        ({"fixed": "да"}, ("wrong-value", "items.1.fixed")),
        ({"fixed": 1}, ("wrong-value", "items.1.fixed")),
        ({"budget_volum": 5}, ("unknown-setting", "items.1.budget_volum")),
        (
            {"budget_volume": 0, "standard_price": None, "standard_amount": 5},
            ("amount-without-volume", "items.1.standard_amount"),
        ),
    ],
)
def test_it_names_the_place_of_what_is_wrong(change, expected) -> None:
    assert expected in refusals({**FOOD, **change})


def test_it_refuses_the_same_item_and_profile_twice() -> None:
    assert refusals(FOOD, FOOD) == [("item-twice", "items.2")]


@pytest.mark.parametrize("document", ["{}", '{"items": []}', '{"items": {}}', '{"items": [5]}'])
def test_it_refuses_a_file_without_items(document) -> None:
    with pytest.raises(VarianceError):
        read_items(loads(document))


quantities = st.decimals(0, 10_000, places=3)
items = st.builds(
    CostItem,
    item=st.sampled_from(["food", "drugs"]),
    profile=st.sampled_from(["N", "S", "O", "D"]),
    budget_volume=quantities,
    actual_volume=quantities,
    standard_quantity=quantities,
    standard_price=quantities,
    actual_quantity=quantities,
    actual_price=quantities,
    is_fixed=st.booleans(),
)


@given(st.lists(items, min_size=1, max_size=8, unique_by=lambda item: (item.item, item.profile)))
def test_it_adds_up_in_every_row_exact_and_printed(case) -> None:
    analysis = analyse(case)
    printed = as_json(analysis)
    assert printed["checks"][0]["holds"]
    for row in (*printed["rows"], printed["total"]):
        explained = sum(Decimal(row[key]) for key in ("activity", "mix", "efficiency", "price"))
        assert explained == Decimal(row["actual"]) - Decimal(row["static_budget"])
    for row, item in zip(analysis.rows, case, strict=True):
        assert row.figures.flexible_budget == row.figures.static_budget + row.figures.activity + row.figures.mix
        if not item.is_fixed:
            joint = (Fraction(item.actual_price) - Fraction(item.standard_price)) * Fraction(item.actual_quantity)
            assert row.figures.price == joint * Fraction(item.actual_volume)
    for name in {item.item for item in case}:
        of_item = [
            (row, item)
            for row, item in zip(analysis.rows, case, strict=True)
            if item.item == name and not item.is_fixed
        ]
        if len(of_item) == 1:
            assert of_item[0][0].figures.mix == 0
