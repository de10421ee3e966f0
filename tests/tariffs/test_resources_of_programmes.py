"""Resources by programme, stage and year: what counts once, what was spent of them, and what is not in both places."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finance import setting_up
from finance.months import Month
from finance.reporting import json as as_json
from finance.reporting.report import Report
from finance.scope import ScopeError, choose
from tariffs.reports import resources, result
from tests.ground.costing_ground import csv
from tests.ground.formulas import disagreements
from tests.ground.import_ground import bring
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "imports" / "samples"
D = Decimal


@pytest.fixture(autouse=True)
def centre(settings: Any) -> None:
    settings.SMETA_TODAY = "2026-11-30"

    def build() -> None:
        setting_up.set_up(json.loads((SAMPLES / "years" / "setup-years.json").read_text(encoding="utf-8")))
        assert bring(SAMPLES / "years" / "resources-2023-2027.xlsx")["status"] == "posted"

    built_once(("resources of years",), build)


def built(first: int = 2021, last: int = 2027, **how: str) -> Report:
    return resources.build(choose(range(first, last + 1)), Month(first, 1), Month(last, 12), **how)


def keys(report: Report) -> set[str]:
    return {doubt.key for doubt in report.doubts}


def test_what_was_spent_stands_beside_the_programme_that_has_a_budget() -> None:
    bring(SAMPLES / "years" / "actual-2023-2026.csv")
    found = as_json.as_object(built())
    rows = {(row["programme"], row["year"]): (row["actual"], row["percent"]) for row in found["rows"]}
    assert rows["067", 2023] == ("3630329930.00", "110.9")
    assert (rows["067", 2021], rows["006", 2023]) == ((None, None), (None, None))
    assert found["total"]["2023"]["percent"] == "99.8"


def test_of_two_plans_the_nearer_counts_in_the_total() -> None:
    bring(csv("programme,year,stage,amount", "067,2023,reporting,1.00"), "later.csv")
    report = built()
    found = as_json.as_object(report)
    assert found["total"]["2023"]["amount"] == "363651201.00"
    assert len(found["rows"]) == 36
    assert [note.key for note in report.notes] == ["two-plans"]


def test_a_year_left_out_between_two_is_a_doubt() -> None:
    bring(csv("programme,year,stage,amount", "067,2029,plan,1.00"), "later.csv")
    report = built(2021, 2029)
    assert [doubt.text for doubt in report.doubts if doubt.key == "missing-year" and "2028" in doubt.text]


def test_programmes_that_stand_in_one_place_only_are_doubts() -> None:
    (doubt,) = [doubt for doubt in built().doubts if doubt.key == "programme-without-budget"]
    assert all(code in doubt.text for code in ("059", "006", "013", "217/102"))
    assert "067" not in doubt.text


def test_years_without_any_line_are_refused() -> None:
    with pytest.raises(ScopeError):
        built(2001, 2002)


def test_formulas_give_the_figures() -> None:
    assert disagreements(built()) == []


def test_a_stated_result_stands_beside_the_computed_one_and_differs_as_a_doubt() -> None:
    bring(SAMPLES / "indicators-2023-2027.xlsx")
    bring(csv("month,source,accrued,withheld", "2023-06,ОСМС,3746710000.00,0"), "income.csv", kind="income")
    bring(csv("month,code,accrued", "2023-06,111,3740527930.00"), "actual.csv", kind="actual")
    report = result.build(choose(range(2021, 2024)), Month(2021, 1), Month(2023, 12))
    rows = {row["year"]: row for row in as_json.as_object(report)["rows"]}
    assert (rows[2023]["profitability"], rows[2023]["profitability_stated"]) == ("0.16", "0.17")
    assert (rows[2022]["income"], rows[2022]["result_stated"], rows[2022]["profitability_stated"]) == (
        None, "201200.00", "0.00",
    )  # fmt: skip
    assert {"stated-differs", "profitability-of-nothing"} <= keys(report)


def test_it_costs_as_many_queries_however_many_lines(query_counts) -> None:
    for number in range(2):
        scope = choose(range(2021, 2028))
        with query_counts("Resources of several years"):
            resources.build(scope, Month(2021, 1), Month(2027, 12))
        bring(csv("programme,year,stage,amount", *(f"067,20{n},plan,{number}.00" for n in range(10, 21))), "more.csv")


def test_a_result_beside_stated_figures_costs_as_many_queries(query_counts) -> None:
    bring(SAMPLES / "indicators-2023-2027.xlsx")
    scope = choose(range(2023, 2027))
    with query_counts("Result beside stated figures"):
        result.build(scope, Month(2023, 1), Month(2026, 12))
