"""Food and drugs per day, and how the beds worked, beside what was reported."""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from finance.months import Month
from finance.reporting.json import as_object
from imports import sample_files
from tariffs.bed_days import BedDayRule, bed_days_by_month
from tariffs.reports import daily_cost, volumes
from tests.ground.costing_ground import ACTUAL, COSTING, JANUARY, JUNE, costed, declare
from tests.ground.import_ground import bring
from tests.ground.samples import FACTS

STOCK_DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31))


@given(STOCK_DAYS, st.integers(0, 400))
def test_the_months_of_a_stay_add_up_to_its_days(admitted, length) -> None:
    discharged = date.fromordinal(admitted.toordinal() + length)
    months = bed_days_by_month(admitted, discharged, BedDayRule.ONE, date(2027, 12, 31))
    assert sum(months.values()) == max(length, 1)
    both = bed_days_by_month(admitted, discharged, BedDayRule.BOTH, date(2027, 12, 31))
    assert sum(both.values()) == length + 1
    assert all(0 < days <= month.days for month, days in both.items())


def test_a_stay_that_is_not_over_counts_through_the_last_day_of_the_period() -> None:
    assert bed_days_by_month(date(2025, 1, 30), None, BedDayRule.ONE, date(2025, 2, 28)) == {
        Month(2025, 1): 2,
        Month(2025, 2): 28,
    }


@pytest.mark.django_db
def test_food_and_drugs_per_day_stand_beside_the_reported_ones() -> None:
    report = daily_cost.build(costed(), JANUARY, JUNE, language="en")
    answer = as_object(report)
    assert answer["total"]["food_per_day"] == "1455.31"
    assert answer["total"]["drugs_per_day"] == "495.39"
    assert answer["total"]["food_per_fed_day"] == "898.35"
    assert len(answer["rows"]) == 15
    first = answer["rows"][0]
    assert (first["month"], first["profile"], first["bed_days"]) == ("2025-01", "neurology", 3805)
    assert first["food_per_day"] == "1449.29"
    food, drugs = answer["tables"]["reported"]["rows"]
    assert (food["reported"], food["computed"], food["difference"]) == ("1250.50", "1455.31", "-204.81")
    assert (drugs["reported"], drugs["computed"], drugs["difference"]) == ("597.88", "495.39", "102.49")
    assert all(check["holds"] for check in answer["checks"])


@pytest.mark.django_db
def test_a_half_year_asks_the_books_no_more_than_a_month() -> None:
    scope = costed()
    with CaptureQueriesContext(connection) as month:
        daily_cost.build(scope, JUNE, JUNE)
    with CaptureQueriesContext(connection) as half_year:
        daily_cost.build(scope, JANUARY, JUNE)
    assert len(half_year) == len(month)


@pytest.mark.django_db
def test_food_of_a_month_without_drivers_is_spread_by_bed_days_with_a_doubt() -> None:
    files = tuple(name for name in COSTING if name != "drivers-2025-h1.csv")
    report = daily_cost.build(costed(files=(*files, *ACTUAL)), JANUARY, JUNE, language="en")
    assert as_object(report)["total"]["food_per_day"] == "1455.31"
    assert any(doubt.key == "spread-by-bed-days" for doubt in report.doubts)


@pytest.mark.django_db
def test_the_work_of_beds_differs_from_the_reported_one_and_both_are_shown() -> None:
    report = volumes.build(costed(), JANUARY, JUNE, language="en")
    answer = as_object(report)
    beside = {row["figure"]: row for row in answer["tables"]["reported"]["rows"]}
    worked = beside["Bed working days"]
    assert (worked["reported"], worked["computed"]) == ("167.90", "170.01")
    total = report.main.total
    assert total.cell("beds").value == 160
    assert total.cell("bed_working_days").value == Fraction(27201, 160)
    assert total.cell("occupancy").value == Fraction(27201, 28960)
    assert any(doubt.key == "reported-parts" for doubt in report.doubts)
    assert any(doubt.key == "no-stays" for doubt in report.doubts)


@pytest.mark.django_db
def test_the_register_of_stays_confirms_the_volumes_and_shows_who_sent_whom() -> None:
    scope = costed()
    bring(sample_files.FOLDER / "stays-2025-h1.csv")
    report = volumes.build(scope, JANUARY, JUNE)
    (check,) = report.checks
    assert check.holds
    districts = report.table("districts")
    assert districts.total.cell("quota").value == 1440
    assert districts.total.cell("admitted").value == 1536
    stated = FACTS["admitted_by_district"]
    found = {row.cell("name").value: row.cell("admitted").value for row in districts.rows}
    assert found == stated


@pytest.mark.django_db
def test_bed_days_are_counted_from_stays_where_no_volume_says_them() -> None:
    files = tuple(name for name in COSTING if name != "volumes-2025-h1.csv")
    scope = costed(files=(*files, *ACTUAL, "stays-2025-h1.csv"))
    report = volumes.build(scope, JANUARY, JUNE)
    assert report.main.total.cell("bed_days_done").value == 27201
    assert any(note.key == "derived" for note in report.notes)


@pytest.mark.django_db
def test_a_profile_that_no_volume_names_is_counted_from_the_stays_of_its_own() -> None:
    files = tuple(name for name in COSTING if name != "volumes-2025-h1.csv")
    scope = costed(files=(*files, *ACTUAL, "stays-2025-h1.csv"))
    declare("volumes", "month,profile,bed_days_done", "2025-01,neurology,4000")
    report = volumes.build(scope, JANUARY, JANUARY)
    done = {row.key: row.cell("bed_days_done").value for row in report.main.rows}
    assert done == {"neurology": 4000, "orthopaedics": 665, "somatic": 26}
    (check,) = report.checks
    assert check.difference == 195
