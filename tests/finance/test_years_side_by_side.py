"""Several years side by side: the same months of each, every figure leading to the entries of its own year."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from finance.drill import Drill
from finance.ledger import Posting, post
from finance.models import Budget, Document
from finance.months import Month
from finance.reporting import json as as_json
from finance.reports import years
from finance.scope import Scope, ScopeError, choose
from tests.ground.formulas import disagreements
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db
D = Decimal


def spend(ground: Ground, budget: Budget, measure: str, month: int, amount: str, day: date | None = None) -> None:
    kind = measure if measure in Document.Kind else "cash"
    at = Month(budget.year, month)
    document = Document.objects.create(
        budget=budget, kind=kind, date=at.last_day, entered_by=ground.author, approved_by=ground.approver
    )
    post(document, [Posting(ground.code["141"], at, day or at.last_day, measure, D(amount))])


@pytest.fixture
def ground() -> Ground:
    """2023 and 2025 with a budget, 2024 without; plans, changes, payments and cost of 141."""
    ground = build()
    early = Budget.objects.create(
        key="2023-fund", facility=ground.budget.facility, year=2023, programme=ground.budget.programme,
        source=ground.budget.source,
    )  # fmt: skip
    for budget, cost in ((early, "100.00"), (ground.budget, "125.00")):
        spend(ground, budget, "plan", 1, "90.00")
        spend(ground, budget, "amendment", 2, "10.00", date(budget.year, 2, 1))
        spend(ground, budget, "cash", 2, "80.00")
        spend(ground, budget, "actual", 3, cost)
        spend(ground, budget, "actual", 7, "1000.00")
    spend(ground, ground.budget, "amendment", 3, "7.00", date(2025, 9, 1))
    return ground


def scope() -> Scope:
    return choose(range(2023, 2026))


def test_the_same_months_of_every_year_stand_beside_each_other(ground: Ground) -> None:
    found = as_json.as_object(years.build(scope(), Month(2023, 1), Month(2025, 6)))
    (row,) = found["rows"]
    assert row["values"] == {
        "2023": {"plan": "100.00", "cash": "80.00", "actual": "100.00"},
        "2025": {"plan": "100.00", "cash": "80.00", "actual": "125.00"},
    }
    assert (row["change_percent"], found["total"]["values"]["2025"]["actual"]) == ("25.0", "125.00")


def test_a_change_of_plan_counts_once_it_was_made(ground: Ground) -> None:
    found = as_json.as_object(years.build(scope(), Month(2023, 1), Month(2025, 9)))
    assert found["rows"][0]["values"]["2025"]["plan"] == "107.00"


@pytest.mark.parametrize("figure", ["plan_2025", "cash_2023", "actual_2025"])
def test_a_figure_leads_to_the_entries_of_its_year(ground: Ground, figure: str) -> None:
    cell = years.build(scope(), Month(2023, 1), Month(2025, 6)).main.rows[0].cell(figure)
    assert Drill.parse(QueryDict(str(cell.link).partition("?")[2])).total() == cell.value


def test_a_year_without_a_budget_between_two_is_a_doubt(ground: Ground) -> None:
    report = years.build(scope(), Month(2023, 1), Month(2025, 6))
    assert [doubt.text for doubt in report.doubts if doubt.key == "missing-year" and "2024" in doubt.text]
    assert disagreements(report) == []


def test_months_that_are_not_the_same_in_every_year_are_refused(ground: Ground) -> None:
    with pytest.raises(ScopeError):
        years.build(scope(), Month(2023, 10), Month(2025, 3))


def test_it_costs_as_many_queries_however_many_entries(ground: Ground, query_counts) -> None:
    for _round in range(2):
        whole = scope()
        with query_counts("Years side by side"):
            years.build(whole, Month(2023, 1), Month(2025, 12))
        for month in range(4, 12):
            spend(ground, ground.budget, "cash", month, "1.00")
