"""A stay that moves to another profile: bed-days, tariff and cost follow each part, and everything adds up."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import Scope
from finance.service_accounts import service_accounts
from tariffs import runs
from tariffs.bed_days import BedDayRule, CountedStay, parts_of
from tariffs.models import CostingRun, Stay, Transfer
from tariffs.stay_sums import bed_days_between, counts_of
from tests.ground.costing_ground import JANUARY, JUNE, costed, csv, declare
from tests.ground.import_ground import bring

pytestmark = pytest.mark.django_db
HEADER = "case;profile;admitted;discharged;Переведён в профиль;Дата перевода;Диагноз;Возраст;КЗГ;Коэффициент"
MOVED = "K1;neurology;03.02.2025;20.02.2025;Ортопедия;12.02.2025;G80.0;5;2001;1,25"
STAYED = "K2;neurology;03.02.2025;20.02.2025;-;-;G80.0;15;2002;"


@pytest.fixture
def scope() -> Scope:
    found = costed()
    answer = bring(csv(HEADER, MOVED, STAYED), "s.csv")
    assert (answer["status"], answer["kind"]) == ("posted", "stays"), answer["problems"]
    return found


def told(name: str, scope: Scope) -> dict[str, Any]:
    return as_object(registry.get(name)(scope, JANUARY, JUNE, unit="tenge", language="ru"))


def test_days_follow_each_part_by_either_rule() -> None:
    stay = CountedStay("K", "a", date(2025, 1, 30), date(2025, 2, 10), transfers=((date(2025, 2, 3), "b"),))
    whole = CountedStay("K", "a", date(2025, 1, 30), date(2025, 2, 10))
    january, february = Month(2025, 1), Month(2025, 2)
    for rule, last in ((BedDayRule.ONE, 7), (BedDayRule.BOTH, 8)):
        counted = bed_days_between(counts_of([stay]), rule, JANUARY, JUNE)
        assert counted == {
            (january, "a", "inpatient"): 2, (february, "a", "inpatient"): 2, (february, "b", "inpatient"): last,
        }  # fmt: skip
        assert sum(counted.values()) == sum(bed_days_between(counts_of([whole]), rule, JANUARY, JUNE).values())


def test_a_move_on_the_day_of_admission_or_within_a_profile_makes_no_part() -> None:
    day = date(2025, 2, 3)
    assert [part.profile for part in parts_of(day, None, "a", ((day, "b"),))] == ["b"]
    assert [part.profile for part in parts_of(day, None, "a", ((date(2025, 2, 5), "a"),))] == ["a"]


def test_cost_and_tariff_follow_each_part_and_the_stay_is_one_case(scope: Scope) -> None:
    found = told("cost-by-case", scope)
    parts = [row for row in found["rows"] if row["case"] == "K1"]
    assert [(row["profile"], row["bed_days"], row["since"]) for row in parts] == [
        ("neurology", 9, None), ("orthopaedics", 8, "2025-02-03"),
    ]  # fmt: skip
    per_day = {row["profile"]: Decimal(row["full_cost"]) / row["bed_days"] for row in parts}
    assert per_day["neurology"] != per_day["orthopaedics"]
    assert parts[0]["tariff"] is not None
    assert parts[1]["tariff"] is None  # orthopaedics has no tariff of 2025
    assert found["total"]["ledger"] == "373844000.00"
    assert all(check["holds"] for check in found["checks"])
    by_diagnosis = told("cost-by-diagnosis", scope)["rows"][0]
    assert (by_diagnosis["cases"], by_diagnosis["bed_days"]) == (2, 34)
    assert Decimal(by_diagnosis["mean"]) == pytest.approx(Decimal(by_diagnosis["full_cost"]) / 2, abs=Decimal("0.01"))


def test_a_kept_run_keeps_the_parts(scope: Scope) -> None:
    alive = told("cost-by-case", scope)
    runs.run(scope.budgets[0], JANUARY, JUNE, user=service_accounts().author)
    assert told("cost-by-case", scope)["rows"] == alive["rows"]
    assert runs.is_intact(CostingRun.objects.get())


def test_ages_are_kept_as_bands_and_weights_with_the_stay(scope: Scope) -> None:
    held = {stay.case: (stay.age_band, stay.weight, stay.case_group) for stay in Stay.objects.all()}
    assert held == {"K1": ("4–6", Decimal("1.2500"), "2001"), "K2": ("15–17", None, "2002")}


def test_the_weight_of_the_case_group_multiplies_the_tariff_of_a_case() -> None:
    scope = costed()
    of_case = ("profile,setting,payment_kind,amount,applies_from,published_on,order",
            "orthopaedics,day-care,case,100000,2025-01-01,2025-01-01,1")  # fmt: skip
    assert (done := declare("tariffs", *of_case))["status"] == "posted", done["problems"]
    head = "case;profile;setting;admitted;discharged;Коэффициент"
    answer = bring(csv(head, "K3;orthopaedics;day-care;03.02.2025;20.02.2025;1,25"), "s.csv")
    assert answer["status"] == "posted", answer["problems"]
    assert told("cost-by-case", scope)["rows"][0]["tariff"] == "125000.00"


def test_a_newer_register_takes_a_move_back_and_one_without_the_columns_leaves_it(scope: Scope) -> None:
    bring(csv("case;profile;admitted;discharged;Исход", "K1;neurology;03.02.2025;20.02.2025;выписан"), "b.csv")
    assert len([row for row in told("cost-by-case", scope)["rows"] if row["case"] == "K1"]) == 2
    assert bring(csv(HEADER, MOVED.replace("Ортопедия;12.02.2025", ";")), "c.csv")["status"] == "posted"
    assert len([row for row in told("cost-by-case", scope)["rows"] if row["case"] == "K1"]) == 1
    assert Transfer.objects.count() == 2


@pytest.mark.parametrize(("row", "problem"), [
    (MOVED.replace("12.02.2025", "12.03.2025"), "outside-stay"),
    (MOVED.replace("12.02.2025", ""), "missing-value"),
    (MOVED.replace("Ортопедия", "Хирургия"), "unknown-profile"),
])  # fmt: skip
def test_a_move_that_cannot_be_is_refused(row: str, problem: str) -> None:
    costed()
    answer = bring(csv(HEADER, row), "s.csv")
    assert [one["problem"] for one in answer["problems"]] == [problem]
