"""Income against cost by year: result, profitability to two decimals, growth, and what the books alone prove."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from finance import setting_up
from finance.models import Budget
from finance.months import Month
from finance.reporting import json as as_json
from finance.reporting.report import Report
from finance.scope import choose
from tariffs.reports import result
from tariffs.stated_results import StatedYear, profitability_doubt
from tests.ground.costing_ground import csv
from tests.ground.formulas import disagreements
from tests.ground.import_ground import bring
from tests.ground.snapshots import built_once

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[1] / "imports" / "samples" / "years"
D = Decimal


@pytest.fixture
def centre(settings: Any) -> None:
    """The national centre with the incomes and costs of 2023–2026."""
    settings.SMETA_TODAY = "2026-12-15"

    def build() -> None:
        done = setting_up.set_up(json.loads((SAMPLES / "setup-years.json").read_text(encoding="utf-8")))
        assert done.problems == []
        for name in ("income-2023-2026.csv", "actual-2023-2026.csv"):
            assert bring(SAMPLES / name)["status"] == "posted"

    built_once(("incomes and costs of years",), build)


def built(first: int = 2023, last: int = 2026, **how: str) -> Report:
    return result.build(choose(range(first, last + 1)), Month(first, 1), Month(last, 12), **how)


def test_profitability_has_two_decimals_and_growth_one(centre: None) -> None:
    found = as_json.as_object(built())
    assert [(row["year"], row["result"], row["profitability"], row["growth_percent"]) for row in found["rows"]] == [
        (2023, "6182070.00", "0.17", None),
        (2024, "7441010.00", "0.19", "20.4"),
        (2025, "8204920.00", "0.20", "10.3"),
        (2026, "6537290.00", "0.15", "-20.3"),
    ]
    assert (found["total"]["income"], found["total"]["result"], found["total"]["profitability"]) == (
        "16013486000.00", "28365290.00", "0.18",
    )  # fmt: skip


def test_every_year_takes_its_own_accruals_and_no_others(centre: None) -> None:
    held = {budget.key: {entry.month.year for entry in budget.entries.all()} for budget in Budget.objects.all()}
    assert held == {f"{year}-fund": {year} for year in range(2023, 2027)}


def test_items_and_groups_of_codes_add_up_to_the_year(centre: None) -> None:
    report = built()
    assert [(check.name, check.holds) for check in report.checks] == [("income-items", True), ("cost-groups", True)]
    assert disagreements(report) == []


def test_what_was_withheld_is_income_still_and_is_named(centre: None) -> None:
    bring(csv("month,source,accrued,withheld", "2026-07,ОСМС,1000.00,400.00"), "act.csv", kind="income")
    found = as_json.as_object(built())
    assert found["rows"][-1]["income"] == "4358194000.00"
    assert (found["rows"][-1]["withheld"], found["rows"][-1]["unpaid"]) == ("400.00", "4358193600.00")
    assert [note for note in found["notes"] if "400,00" in note]


def test_a_year_with_cost_and_no_income_has_no_profitability(centre: None) -> None:
    bring(csv("month,source,accrued,withheld", "2026-07,ОСМС,-4358193000.00,0"), "act.csv", kind="income")
    report = built(2026, 2026)
    assert report.main.rows[0].cell("profitability").value is None
    assert [doubt.key for doubt in report.doubts if doubt.key == "no-income"] == ["no-income"]


@pytest.mark.parametrize(
    ("income", "is_doubt"), [("3532611000", True), ("3532612000", False), ("3746709000", False), ("3746710000", True)]
)
def test_the_interval_of_income_decides_about_a_stated_profitability(income: str, is_doubt: bool) -> None:
    stated = StatedYear(D("6182070.00"), D("0.17"))
    computed = D("6182070.00") / D(income)
    doubt = profitability_doubt(2023, stated, computed)  # type: ignore[arg-type] # a share, however it is held
    assert bool(doubt) == is_doubt
    if doubt:
        assert "0,17" in doubt.text
        assert "0,16" in doubt.text or "0,18" in doubt.text


def test_a_profitability_of_zero_beside_a_result_is_a_doubt() -> None:
    doubt = profitability_doubt(2022, StatedYear(D("201200.00"), D("0")), None)
    assert doubt
    assert doubt.key == "profitability-of-nothing"


def test_it_costs_as_many_queries_however_many_entries(centre: None, query_counts) -> None:
    for number in range(2):
        scope = choose(range(2023, 2027))
        with query_counts("Result of several years"):
            result.build(scope, Month(2023, 1), Month(2026, 12))
        bring(csv("month,source,number,accrued,withheld", *(f"2026-0{n},ОСМС,Б-{n},{number + 1}.00,0" for n in range(1, 9))),
              "acts.csv", kind="income")  # fmt: skip
