"""What the books say of an indicator, by its formula; and what they lack where they cannot say it."""

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from finance import setting_up
from finance.book_figures import figures, labels
from finance.models import Budget
from finance.money import round_half_up
from finance.months import Month
from finance.scope import Scope, of_budget
from procurement.debt_figures import FIGURES as DEBTS
from tariffs.indicators import PAYABLES_OVER_YEAR
from tariffs.reports import indicators
from tests.ground.act_ground import FIRST, contracted, file
from tests.ground.costing_ground import COSTING, JANUARY, JUNE, costed, csv, facility
from tests.ground.import_ground import bring
from tests.ground.samples import SAMPLES, sample

pytestmark = pytest.mark.django_db
YEARS = SAMPLES / "years"
TITLE = "Целевые индикаторы за 1 полугодие 2025 года;;;;"
HEAD = "№;Показатель;Ед. изм.;План;Факт"


@pytest.fixture
def scope() -> Scope:
    return costed(files=(*COSTING, "stays-2025-h1.csv"))


def said(scope: Scope, key: str) -> Fraction | None:
    return figures(scope, JANUARY, JUNE, [key])[key].value


def test_the_average_stay_divides_by_every_case_of_the_register(scope: Scope) -> None:
    assert said(scope, "average_stay") == Fraction(27201, 1536)


def test_quotas_give_the_percent_of_places_and_that_of_children_from_districts() -> None:
    scope = of_budget(facility())
    bring(sample("quotas-by-profile-2025-h1.xlsx"))
    assert said(scope, "quota_pct") == Fraction(1536 * 100, 1440)
    assert said(scope, "rural_pct") == Fraction(786 * 100, 1536)


def test_bed_days_of_the_plan_and_turnover_come_from_the_volumes(scope: Scope) -> None:
    assert said(scope, "bed_day_plan_pct") == Fraction(27201 * 100, 25920)
    assert said(scope, "turnover") == Fraction(1492, 160)


def test_what_the_books_plan_stands_beside_the_plan_as_stated(scope: Scope) -> None:
    bring(csv(TITLE, HEAD, "1;Работа койки;дней;162;167,9", "2;Средняя длительность пребывания;дней;19;17,7"), "и.csv")
    report = indicators.build(scope, JANUARY, JUNE, language="en")
    assert figures(scope, JANUARY, JUNE, ["bed_work"])["bed_work"].planned == 162
    doubts = [doubt.text for doubt in report.doubts if doubt.key == "stated-differs"]
    assert "Средняя длительность пребывания, plan: 19 is stated, 18 is computed." in doubts


def test_result_and_profitability_are_income_less_cost_in_the_indicators_own_unit(settings: Any) -> None:
    settings.SMETA_TODAY = "2026-12-15"
    assert setting_up.set_up(json.loads((YEARS / "setup-years.json").read_text(encoding="utf-8"))).problems == []
    bring(sample("indicators-2023-2027.xlsx"))
    year = Month(2023, 1), Month(2023, 12)
    scope = of_budget(Budget.objects.get(key="2023-fund"))
    lacking = indicators.build(scope, *year, language="en")
    assert ["income" in note.text for note in lacking.notes if note.key == "not-computed"] == [True, True]
    for name in ("income-2023-2026.csv", "actual-2023-2026.csv"):
        bring(YEARS / name)
    report = indicators.build(scope, *year, language="en")
    rows = {row.cell("name").value: row for row in report.main.rows if row.cell("computed").value is not None}
    result, profitability = rows.values()
    assert result.cell("computed").value == Fraction("6182.07")
    assert result.cell("computed").link == "/budget/2023-fund/result/?from=2023-01&through=2023-12"
    assert round_half_up(profitability.cell("computed").value, 2) == Decimal("0.17")


def test_each_formula_that_can_be_chosen_says_its_figure_or_what_is_missing() -> None:
    budget = facility()
    found = figures(Scope((budget,), budget.facility), JANUARY, JUNE, list(labels()))
    assert set(found) == set(labels())
    assert {key: figure.value for key, figure in found.items()} == dict.fromkeys(labels())
    assert all(figure.missing for figure in found.values())


def test_debts_older_than_a_year_are_known_once_the_acts_reach_back_so_far() -> None:
    budget = contracted()
    assert bring(file(FIRST), "acts.csv")["status"] == "posted"
    scope = of_budget(budget)

    def owed(month: Month) -> tuple[Fraction | None, str]:
        figure = DEBTS.compute(scope, JANUARY, month, [PAYABLES_OVER_YEAR])[PAYABLES_OVER_YEAR]
        return figure.value, figure.missing

    assert owed(JUNE)[0] is None
    assert "31.01.2025" in owed(JUNE)[1]
    assert owed(Month(2026, 1)) == (Fraction(600), "")
