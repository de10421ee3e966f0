"""A report that spans years reads every budget of the facility in them, each year under its own budgets."""

import pytest

from finance.models import Budget, FundingSource
from finance.scope import ScopeError, choose
from tests.ground.ledger_ground import Ground, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    """Budgets of 2023 and 2026 beside that of 2025, and one of paid services in 2025."""
    ground = build()
    of_fund = {"facility": ground.budget.facility, "programme": ground.budget.programme, "source": ground.budget.source}
    for year in (2023, 2026):
        Budget.objects.create(key=f"{year}-fund", year=year, **of_fund)
    paid = FundingSource.objects.create(key="paid", name_ru="Платные услуги")
    Budget.objects.create(key="2025-paid", year=2025, **(of_fund | {"source": paid}))
    return ground


def keys(scope) -> list[str]:
    return [budget.key for budget in scope.budgets]


def test_it_holds_every_budget_of_its_years_oldest_first(ground):
    scope = choose(range(2023, 2026))
    assert keys(scope) == ["2023-fund", ground.budget.key, "2025-paid"]
    assert scope.years == [2023, 2025]
    assert keys(scope.in_year(2023)) == ["2023-fund"]


def test_a_budget_stands_for_its_programme_and_source_in_every_year(ground):
    scope = choose(range(2023, 2027), budget_key=ground.budget.key)
    assert keys(scope) == ["2023-fund", ground.budget.key, "2026-fund"]


def test_years_without_a_budget_are_told_under_those_of_the_others(ground):
    assert choose(range(2027, 2028)).years == [2023, 2025, 2026]


def test_a_facility_without_any_budget_has_no_scope(ground):
    Budget.objects.all().delete()
    with pytest.raises(ScopeError):
        choose(range(2023, 2026), facility_number=ground.budget.facility.number)
