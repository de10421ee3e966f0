"""What bed-days are paid: tariffs in force, retroactive ones, profiles without one, margin and break-even."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.months import Month
from finance.reporting.json import as_object
from tariffs.costing_basis import MonthVolume
from tariffs.reports import tariff_vs_cost
from tariffs.revenue import month_tariff, retroactive, revenue
from tariffs.tariff_in_force import TariffRow, tariff_on
from tests.ground.costing_ground import APRIL, JANUARY, JUNE, costed

KEY = ("neurology", "inpatient", "bed-day")


def row(
    amount: str, start: str, published: str, *, profile="neurology", setting="inpatient", kind="bed-day"
) -> TariffRow:
    return TariffRow(profile, setting, kind, Decimal(amount), date.fromisoformat(start), date.fromisoformat(published))


def volume(month: int, done: int, *, profile="neurology", setting="inpatient", discharged=0) -> MonthVolume:
    return MonthVolume(Month(2025, month), profile, setting, 10, done, done, discharged, 0)


OLD, NEW = row("12704.06", "2024-01-01", "2023-12-26"), row("13030.55", "2025-01-01", "2025-02-14")


def test_a_tariff_never_pays_past_the_year_it_applies_from() -> None:
    assert tariff_on([OLD], KEY, date(2024, 12, 31)) is OLD
    assert tariff_on([OLD], KEY, date(2025, 1, 1)) is None
    assert tariff_on([OLD, NEW], KEY, date(2025, 12, 31)) is NEW
    assert tariff_on([OLD, NEW], KEY, date(2026, 1, 1)) is None


def test_the_later_publication_replaces_an_equal_start() -> None:
    first, second = row("10.00", "2025-01-01", "2025-01-05"), row("11.00", "2025-01-01", "2025-03-05")
    assert tariff_on([second, first], KEY, date(2025, 2, 1)) is second


def test_a_month_with_two_tariffs_is_paid_by_its_days() -> None:
    rows = [row("10.00", "2025-01-01", "2025-01-01"), row("20.00", "2025-01-16", "2025-01-10")]
    expected = Fraction(15 * 10 + 16 * 20, 31)
    assert month_tariff(rows, Month(2025, 1), "neurology", "inpatient", "bed-day") == expected
    paid = revenue([volume(1, 31)], rows)["neurology"]
    assert paid.amount == Decimal("470.00")
    assert paid.tariff == Fraction(470, 31)


def test_a_profile_without_a_tariff_has_no_revenue_rather_than_zero() -> None:
    paid = revenue([volume(1, 100, profile="orthopaedics"), volume(1, 10)], [NEW])
    assert paid["orthopaedics"].amount is None
    assert paid["orthopaedics"].months_without_tariff == [Month(2025, 1)]
    assert paid["neurology"].amount == Decimal("130305.50")


def test_day_care_and_cases_are_paid_by_their_own_tariffs() -> None:
    rows = [NEW, row("5212.22", "2025-01-01", "2025-01-01", setting="day-care"),
            row("100000.00", "2025-01-01", "2025-01-01", profile="somatic", kind="case")]  # fmt: skip
    paid = revenue(
        [volume(1, 10), volume(1, 5, setting="day-care"), volume(1, 30, profile="somatic", discharged=2)], rows
    )
    assert paid["neurology"].amount == Decimal("130305.50") + Decimal("26061.10")
    assert paid["somatic"].amount == Decimal("200000.00")


def test_a_retroactive_tariff_shows_what_it_changes_in_months_gone() -> None:
    (late,) = retroactive([volume(1, 3805), volume(2, 3744)], [OLD, NEW])
    assert (late.month, late.before, late.after) == (Month(2025, 1), Decimal("12704.06"), Decimal("13030.55"))
    assert late.difference_amount == Decimal("1242294.45")
    (new,) = retroactive([volume(1, 10)], [NEW])
    assert new.before is None
    assert new.difference_amount == Decimal("130305.50")


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5000)), max_size=12), st.integers(1, 10**7))
def test_revenue_is_the_sum_of_its_months(months, tiyn) -> None:
    tariff = row(str(Decimal(tiyn).scaleb(-2)), "2025-01-01", "2025-01-01")
    paid = revenue([volume(month, days) for month, days in months], [tariff])
    if months:
        total = sum(days for _month, days in months)
        assert paid["neurology"].amount == Decimal(tiyn).scaleb(-2) * total


@pytest.mark.django_db
def test_it_shows_the_loss_of_each_profile() -> None:
    report = tariff_vs_cost.build(costed(), JANUARY, JUNE, language="en")
    answer = as_object(report)
    rows = {row["profile"]: row for row in answer["rows"]}
    neurology = rows["neurology"]
    assert (neurology["tariff"], neurology["revenue"]) == ("13030.55", "334689676.75")
    assert neurology["margin"] == "-1568048.49"
    assert neurology["margin_per_bed_day"] == "-61.05"
    assert neurology["break_even_bed_days"] == 25827
    assert rows["somatic"]["tariff"] == "6190.32"
    orthopaedics = rows["orthopaedics"]
    assert {orthopaedics[key] for key in ("tariff", "revenue", "margin", "margin_per_bed_day")} == {None}
    assert orthopaedics["break_even_bed_days"] is None
    assert any("Ортопедия" in doubt.text and "tariff" in doubt.text for doubt in report.doubts)
    total = answer["total"]
    assert total["revenue"] == "335779173.07"
    assert Decimal(total["margin"]) == Decimal(neurology["margin"]) + Decimal(rows["somatic"]["margin"])
    assert total["full_cost"] == "373844000.00"
    assert answer["tables"]["retroactive"]["total"]["difference"] == "1242294.45"


@pytest.mark.django_db
def test_a_profile_that_stopped_has_a_cost_and_no_margin() -> None:
    report = tariff_vs_cost.build(costed(), APRIL, JUNE)
    row = next(row for row in as_object(report)["rows"] if row["profile"] == "orthopaedics")
    assert (row["tariff"], row["margin"], row["break_even_bed_days"]) == (None, None, None)
