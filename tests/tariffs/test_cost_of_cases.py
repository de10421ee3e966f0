"""What a case costs: by bed-day, by what it used, with its medicines; and that everything adds up to the ledger."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from finance.models import Setting
from finance.months import Month
from finance.reporting.json import as_object
from finance.reports import registry
from finance.scope import Scope, ScopeError
from finance.service_accounts import service_accounts
from finance.setting_up import set_up
from tariffs import runs
from tariffs.case_costs import cost_cases
from tariffs.models import CostingRun, DrugIssue, EpisodeCost, ServiceRate
from tests.ground.case_ground import DRUGS, FACTS, REGISTER, SERVICES, data_of, with_cases
from tests.ground.costing_ground import JANUARY, JUNE, costed, declare
from tests.ground.import_ground import bring, undo

pytestmark = pytest.mark.django_db
FEW_SERVICES = f"few {SERVICES}"
NAMES = ("cost-by-case", "cost-by-diagnosis", "cost-by-referrer")


def told(name: str, scope: Scope, first: Month = JANUARY, last: Month = JUNE) -> dict[str, Any]:
    return as_object(registry.get(name)(scope, first, last, unit="tenge", language="ru"))


def row(found: dict[str, Any], key: str, value: str) -> dict[str, Any]:
    return next(one for one in found["rows"] if one[key] == value)


def kept_run(scope: Scope) -> CostingRun:
    return runs.run(scope.budgets[0], JANUARY, JUNE, user=service_accounts().author)


def test_without_services_every_case_costs_its_bed_days() -> None:
    found = told("cost-by-case", with_cases())
    first = row(found, "case", "C00001")
    assert (first["full_cost"], first["tariff"], first["margin"]) == ("235648.79", "234549.90", "-1098.89")
    tied = {one["name"]: (one["cases"], one["bed_days"], one["full_cost"])
            for one in found["tables"]["reconciliation"]["rows"]}  # fmt: skip
    assert list(tied.values()) == [
        (1408, 24911, "326124827.47"), (75, 1340, "23922325.21"), (9, 158, "12266500.16"),
        (43, 774, "10132897.77"), (1, 18, "1397449.39"), (None, None, "0.00"),
    ]  # fmt: skip
    assert found["total"]["finished"] == "362313652.84"
    assert (found["total"]["unfinished"], found["total"]["ledger"]) == ("11530347.16", "373844000.00")
    assert all(check["holds"] for check in found["checks"])


def test_referring_organisations_add_up_to_the_ledger() -> None:
    found = told("cost-by-referrer", with_cases())
    wanted = {"Кентау ҚЕ": (372, 6603, "89229090.93"), "Түркістан ҚЕ": (374, 6612, "91727647.11"),
              "Сауран АЕ": (94, 1677, "22554483.02")}  # fmt: skip
    for name, figures in wanted.items():
        own = row(found, "referred_by", name)
        assert (own["cases"], own["bed_days"], own["full_cost"]) == figures
    assert sum(Decimal(one["full_cost"]) for one in found["rows"]) == Decimal("373844000.00")
    assert (found["total"]["cases"], found["total"]["full_cost"]) == (1536, "373844000.00")


def test_with_services_a_case_costs_what_it_used() -> None:
    wanted = FACTS[SERVICES]["reports"][0]
    found = told(wanted["name"], with_cases(SERVICES))
    for one in wanted["rows"]:
        own = row(found, "case", one["case"])
        assert {key: own[key] for key in one} == one
    assert found["total"]["ledger"] == wanted["total"]["ledger"]
    parts = {component: Decimal(0) for component in ("ward", "kitchen", "PHY", "MAS", "GYM")}
    for one in found["rows"]:
        assert sum(map(Decimal, one["by_component"].values())) == Decimal(one["full_cost"])
        for component, amount in one["by_component"].items():
            parts[component] += Decimal(amount)
    # each centre's whole cost lands on the cases to the tiyn
    assert (parts["PHY"], parts["kitchen"]) == (Decimal("27673623.65"), Decimal("60495153.05"))


def test_medicines_land_on_the_cases_they_were_issued_to_and_the_rest_goes_by_bed_day() -> None:
    scope = with_cases(SERVICES)
    answer = bring(data_of(DRUGS), DRUGS)
    assert answer["status"] == "posted", answer["problems"]
    found = told("cost-by-case", scope)
    issued = {one["case"]: Decimal(one["by_component"].get("drugs", "0")) for one in found["rows"]}
    assert sum(issued.values()) == Decimal(FACTS[DRUGS]["total"])
    left = sum(Decimal(one["by_component"].get("drugs_not_issued", "0")) for one in found["rows"])
    assert left == Decimal(FACTS[DRUGS]["not_issued"])
    dysport = DrugIssue.objects.filter(medicine__contains="Диспорт")
    named = {issue.case for issue in dysport}
    assert len(named) == FACTS[DRUGS]["dysport"]["cases"]
    for issue in dysport:
        assert issued[issue.case] >= issue.amount
    assert found["total"]["ledger"] == "373844000.00"


def test_diagnoses_count_the_cases_of_the_register() -> None:
    found = told("cost-by-diagnosis", with_cases(REGISTER))
    wanted = FACTS[REGISTER]["by_diagnosis"]
    counted = {one["diagnosis"]: {"cases": one["cases"], "bed_days": one["bed_days"]} for one in found["rows"]}
    assert counted == wanted
    assert found["total"]["bed_days"] == FACTS[REGISTER]["bed_days"]
    assert row(found, "diagnosis", "Q65.0")["tariff"] is None
    pair = row(found, "diagnosis", "G57.0")
    assert Decimal(pair["mean"]) * 2 == pytest.approx(Decimal(pair["full_cost"]), abs=Decimal("0.02"))


def test_cases_without_a_diagnosis_are_one_row_of_nobody() -> None:
    found = told("cost-by-diagnosis", with_cases())
    assert [(one["diagnosis"], one["cases"]) for one in found["rows"]] == [(None, 1536)]


def test_reports_of_a_kept_run_take_few_queries_and_say_the_same(django_assert_max_num_queries) -> None:
    scope = with_cases(FEW_SERVICES)
    alive = {name: told(name, scope) for name in NAMES}
    kept_run(scope)
    for name in NAMES:
        with django_assert_max_num_queries(8):
            frozen = told(name, scope)
        assert (frozen["rows"], frozen["total"]) == (alive[name]["rows"], alive[name]["total"])
        assert [note for note in frozen["notes"] if "Зафиксировано" in note and "1" in note]


def test_a_kept_run_speaks_until_the_books_move_and_a_locked_one_for_ever() -> None:
    scope = with_cases(FEW_SERVICES)
    kept = kept_run(scope)
    before = told("cost-by-case", scope)
    answer = bring("case;day;medicine;quantity;price\nC00001;2025-01-05;Тиамин;1;100\n".encode(), "d.csv")
    assert answer["status"] == "posted", answer["problems"]
    assert row(told("cost-by-case", scope), "case", "C00001")["by_component"]["drugs"] == "100.00"
    undo(answer["batch"])
    runs.lock(kept, user=service_accounts().author)
    bring("case;day;medicine;quantity;price\nC00002;2025-01-05;Тиамин;1;100\n".encode(), "d.csv")
    locked = told("cost-by-case", scope)
    assert locked["rows"] == before["rows"]
    assert len(locked["doubts"]) > len(before["doubts"])


def test_kept_costs_of_cases_never_change() -> None:
    kept = kept_run(with_cases(FEW_SERVICES))
    assert kept.episodes.count() == 1536
    assert sum(one.full_cost for one in EpisodeCost.objects.all()) == Decimal("373844000.00")
    for change in (lambda: kept.episodes.update(full_cost=1), lambda: kept.episodes.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    EpisodeCost.objects.create(
        run=kept, case="X", admitted=JANUARY.first_day, profile="neurology", bed_days=1, is_finished=True,
        full_cost=Decimal(1), components={}, units={},
    )  # fmt: skip
    assert not runs.is_intact(CostingRun.objects.get(pk=kept.pk))


def test_days_outside_the_period_belong_to_the_other_period() -> None:
    scope = with_cases()
    halves = [
        cost_cases(scope, *months) for months in ((Month(2025, 1), Month(2025, 3)), (Month(2025, 4), Month(2025, 6)))
    ]
    days = [sum(case.stay.bed_days for case in half.cases) for half in halves]
    assert sum(days) == 27201
    assert halves[1].findings["continued"] > 0
    assert all(half.difference == 0 for half in halves)
    assert sum(half.ledger for half in halves) == Decimal("373844000.00")


def test_bed_days_that_are_in_no_register_are_not_for_patients() -> None:
    scope = costed()
    declare("stays", "case,profile,admitted,discharged", "K1,neurology,2025-02-03,2025-02-20")
    found = told("cost-by-case", scope)
    assert [one["case"] for one in found["rows"]] == ["K1"]
    assert Decimal(found["rows"][0]["full_cost"]) == round(Decimal("336257725.24") * 17 / 25685, 2)
    tied = found["total"]
    assert sum(Decimal(tied[key]) for key in ("finished", "unfinished", "not_for_patients")) == Decimal(tied["ledger"])
    assert len([doubt for doubt in found["doubts"] if "27" in doubt or "25685" in doubt or "25 685" in doubt]) >= 1


def test_a_register_without_a_stay_is_refused_with_what_to_do() -> None:
    with pytest.raises(ScopeError):
        told("cost-by-case", costed())


def test_units_that_are_recorded_for_no_case_go_by_bed_day() -> None:
    scope = with_cases()
    bring(b"case;day;service;quantity\nC00001;2025-01-06;F01;5\n", "s.csv")
    found = told("cost-by-case", scope)
    first = row(found, "case", "C00001")
    # ten units at the rate of all 57 489 that the driver knows, not the centre's whole cost
    assert first["by_component"]["PHY"] == "4813.73"
    assert Decimal(first["by_component"]["services_not_recorded"]) > 0
    assert any("57489" in doubt and "10" in doubt for doubt in found["doubts"])


def test_cases_without_a_service_and_implausible_ones_are_named() -> None:
    scope = with_cases(FEW_SERVICES)
    Setting.objects.create(
        facility=scope.budgets[0].facility, key="case_cost_limits",
        value={"least_per_day": "14000", "low_total": "400000"},
    )  # fmt: skip
    found = told("cost-by-case", scope)
    cheap = {one["case"] for one in found["rows"] if one["bed_days"]
             and Decimal(one["full_cost"]) < min(Decimal(400000), 14000 * one["bed_days"])}  # fmt: skip
    named = [doubt for doubt in found["doubts"] if any(case in doubt for case in cheap)]
    assert cheap
    assert len(named) >= 10
    # what is not named is counted
    assert any(str(len(cheap) - 10) in doubt for doubt in found["doubts"])
    assert any("1533" in doubt for doubt in found["doubts"])


def test_medicines_over_code_142_are_a_doubt_and_the_sum_still_holds() -> None:
    scope = with_cases()
    bring("case;day;medicine;quantity;price\nC00001;2025-01-05;Тиамин;1;20000000\n".encode(), "d.csv")
    found = told("cost-by-case", scope)
    assert any("142" in doubt for doubt in found["doubts"])
    assert found["total"]["ledger"] == "373844000.00"
    assert all(check["holds"] for check in found["checks"])


def test_the_price_list_is_set_up_once_and_what_differs_is_refused() -> None:
    with_cases()
    assert ServiceRate.objects.count() == 18
    again = set_up({"services": [{"service": "F01", "name": "Электрофорез", "centre": "PHY", "units": "2"}]})
    assert (dict(again.unchanged), again.problems) == ({"services": 1}, [])
    wrong = set_up(
        {"services": [
            {"service": "F01", "centre": "PHY", "units": "3"}, {"service": "F99", "centre": "NOWHERE", "units": "1"},
            {"service": "F98", "centre": "PHY", "units": "-1"},
        ]}
    )  # fmt: skip
    assert [(problem.key, problem.problem) for problem in wrong.problems] == [
        ("services[0].units", "differs"), ("services[1].centre", "unknown-centre"),
        ("services[2].units", "not-a-number"),
    ]  # fmt: skip
