"""Why cost differs from the plan, from the books of the sample facility: code by code and in words."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from finance.reporting.json import as_object
from finance.scope import ScopeError
from tariffs.reports import variances
from tariffs.reports.variances import Days, code_variances, in_words
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed
from tests.ground.formulas import disagreements

DAYS = Days(planned=25_920, done=27_201)
tiyn = st.integers(0, 10**12).map(lambda n: Decimal(n).scaleb(-2))


def one(plan: str, actual: str, share: str = "1", days: Days = DAYS):
    (found,) = code_variances({"141": Decimal(plan)}, {"141": Decimal(actual)}, days, {"141": Decimal(share)})
    return found


def test_what_varies_with_patients_is_flexed_and_the_rest_stands() -> None:
    whole = one("25920.00", "30000.00").figures
    assert (whole.flexible_budget, whole.activity, whole.price) == (27201, 1281, 2799)
    half = one("25920.00", "30000.00", "0.5").figures
    assert half.flexible_budget == 25920 + Fraction(1281, 2)
    fixed = one("25920.00", "30000.00", "0").figures
    assert (fixed.activity, fixed.price) == (0, 4080)


@given(tiyn, tiyn, st.integers(0, 10), st.integers(1, 10**5), st.integers(0, 10**5))
def test_activity_and_spending_are_the_whole_difference(plan, actual, tenths, planned, done) -> None:
    found = code_variances({"1": plan}, {"1": actual}, Days(planned, done), {"1": Decimal(tenths) / 10})
    for row in found:
        figures = row.figures
        explained = figures.activity + figures.mix + figures.efficiency + figures.price
        assert explained == figures.actual - figures.static_budget == Fraction(actual) - Fraction(plan)


@pytest.mark.parametrize(
    ("plan", "actual", "says"),
    [
        (
            "25920.00",
            "30000.00",
            ["4,080.00 more", "More patient-days cost 1,281.00", "dearer patient-day cost 2,799.00"],
        ),
        ("25920.00", "26000.00", ["80.00 more", "cheaper patient-day saved 1,201.00"]),
        ("30000.00", "20000.00", ["10,000.00 less", "cheaper patient-day"]),
        ("25920.00", "25920.00", ["exactly as planned"]),
    ],
)
def test_it_says_why_in_a_sentence(plan, actual, says) -> None:
    with translation.override("en"):
        (sentence,) = in_words([one(plan, actual)], {"141": "Food"}, DAYS, "en")
    assert sentence.startswith("Food (141): ")
    assert all(part in sentence for part in says), sentence


def test_fewer_patients_save_and_a_fixed_cost_does_not_follow_them() -> None:
    with translation.override("en"):
        (fewer,) = in_words([one("100.00", "90.00", days=Days(100, 50))], {}, Days(100, 50), "en")
        (fixed,) = in_words([one("100.00", "90.00", "0")], {}, DAYS, "en")
    assert "Fewer patient-days saved 50.00" in fewer
    assert "does not depend on the number of patients" in fixed


@pytest.mark.django_db
def test_the_report_adds_up_to_plan_and_ledger() -> None:
    files = (*COSTING, *ACTUAL, "plan-2025.xlsx", "plan-amendments-2025.xlsx")
    report = variances.build(costed(files=files), JANUARY, JUNE, language="en")
    answer = as_object(report)
    total = answer["total"]
    assert total["actual"] == "373844000.00"
    assert Decimal(total["activity"]) + Decimal(total["spending"]) == Decimal(total["difference"])
    assert Decimal(total["actual"]) - Decimal(total["static_budget"]) == Decimal(total["difference"])
    food, drugs = answer["tables"]["per-patient-day"]["rows"]
    assert (food["spent"], drugs["spent"]) == ("1455.31", "495.39")
    assert (food["planned"], drugs["planned"]) == ("1552.80", "498.19")
    assert disagreements(report) == []
    assert len(report.notes) == 5


@pytest.mark.django_db
def test_without_planned_bed_days_there_is_nothing_to_flex() -> None:
    with pytest.raises(ScopeError, match="bed-days are planned"):
        variances.build(costed(files=ACTUAL), JANUARY, JUNE, language="en")
